"""Every address of the site; what is not listed here is a page of the CMS."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from events.feeds import serve_file
from home.views import theme_stylesheet

urlpatterns = [
    path("gestion/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("theme.css", theme_stylesheet, name="theme"),
]
if settings.SERVE_MEDIA:
    urlpatterns += [re_path(r"^media/(?P<path>.*)$", serve, {"document_root": settings.MEDIA_ROOT})]

urlpatterns += i18n_patterns(
    path("membres/compte/", include("allauth.urls")),
    path("membres/", include("events.urls")),
    re_path(r"^((?:[\w\-]+/)+[\w\-]+\.ics)$", serve_file, name="file"),
    path("", include(wagtail_urls)),
)
