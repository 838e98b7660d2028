"""Every address of the site; what is not listed here is a page of the CMS."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path, re_path
from django.views.generic import RedirectView
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents.views.serve import authenticate_with_password

from config.crawlers import SITEMAPS, robots
from config.health import healthz
from events.agenda.embed import agenda_script
from events.calendars.private_views import private_feed
from events.calendars.views import serve_feed
from home.files.views import serve_document
from home.http.views import serve_page, theme_stylesheet
from network.admin.own_account import OwnAccountView

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("robots.txt", robots, name="robots"),
    path("sitemap.xml", sitemap, {"sitemaps": SITEMAPS}, name="sitemap"),
    # One door for everybody: the CMS sends whoever is not signed in to it, and gets them back.
    path("gestion/login/", RedirectView.as_view(pattern_name="wagtailadmin_home")),
    path("gestion/account/", OwnAccountView.as_view()),
    path("gestion/", include(wagtailadmin_urls)),
    # The two addresses that Wagtail has for documents, under its names.
    re_path(r"^documents/(\d{1,18})/(.*)$", serve_document, name="wagtaildocs_serve"),
    path(
        "documents/authenticate_with_password/<int:restriction_id>/",
        authenticate_with_password,
        name="wagtaildocs_authenticate_with_password",
    ),
    path("theme.css", theme_stylesheet, name="theme"),
    re_path(r"^flux/(?P<token>[A-Za-z0-9_\-]{20,43})/agenda\.ics$", private_feed, name="private_feed"),
    path("embed/agenda.js", agenda_script, name="embed_script"),
]
if settings.SERVE_MEDIA:
    urlpatterns.append(re_path(r"^media/(?P<path>.*)$", serve, {"document_root": settings.MEDIA_ROOT}))

urlpatterns += i18n_patterns(  # ty: ignore[unsupported-operator]
    path("", include("search.urls")),
    # Before allauth’s own of the same names.
    path("membres/compte/", include("network.accounts.urls")),
    path("membres/compte/", include("allauth.urls")),
    path("membres/", include("network.urls")),
    path("membres/", include("events.members.urls")),
    path("inscription/", include("events.sign_up.public_urls")),
    # Wagtail’s own way in asks for a password as often as one likes, and for no second factor.
    path("_util/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    re_path(r"^((?:[\w\-]+/)+plan/plan\.(?:svg|json))$", serve_page, name="plan_file"),
    # Beside the page of the same address; what lies in flux/ has no language, and none must be tried for it.
    re_path(r"^(?!flux/)((?:[\w\-]+/)+[\w\-]+\.(?:ics|rss|json))$", serve_feed, name="feed"),
    re_path(r"^((?:[\w\-]+/)+affiche\.pdf)$", serve_page, name="poster"),
    re_path(wagtail_urls.serve_pattern, serve_page, name="wagtail_serve"),
    path("", include(wagtail_urls)),
)
