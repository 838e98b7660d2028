"""What search engines read: where they may go, and every public address in both languages."""

from collections import defaultdict

from django.contrib.sitemaps import Sitemap
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import cache_control
from wagtail.models import Page

from home.text.bilingual import LANGUAGES, active_language
from network.directory.urls_of import read_urls
from network.models import Organisation
from search.results import PAGE_MODELS, page_paths

CLOSED = ("/gestion/", "/documents/", *(f"/{code}/{rest}/" for code in LANGUAGES for rest in ("membres", "recherche")))


@cache_control(public=True, max_age=86_400)
def robots(request: HttpRequest) -> HttpResponse:
    """The rules of RFC 9309, and where the sitemap is."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in CLOSED)]
    lines.append(f"Sitemap: {request.build_absolute_uri(reverse('sitemap'))}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


class BilingualSitemap(Sitemap):
    """Items are ``(paths by language, last change)``; each address names its counterpart in the other language."""

    i18n = True
    alternates = True

    def get_languages_for_item(self, item):
        return list(item[0])

    def location(self, item):  # ty: ignore[lost-keyword-for-regular-parameter]
        return item[0][active_language()]

    def lastmod(self, item):
        return item[1]


class PagesSitemap(BilingualSitemap):
    """Every published page with a text of its own: one not translated yet stands under its source language only."""

    def items(self):
        versions = defaultdict(dict)
        changes = {}
        paths = {code: page_paths(code) for code in LANGUAGES}
        pages = Page.objects.live().type(PAGE_MODELS).filter(alias_of=None, locale__language_code__in=LANGUAGES)
        fields = ("translation_key", "locale__language_code", "url_path", "last_published_at")
        for key, code, url_path, changed in pages.order_by("path").values_list(*fields):
            versions[key][code] = paths[code](url_path)
            changes[key] = max(filter(None, (changed, changes.get(key))), default=None)
        return [(by_language, changes[key]) for key, by_language in versions.items()]


class OrganisationsSitemap(BilingualSitemap):
    """Every sheet the public may read."""

    def items(self):
        addresses = {code: read_urls(code) for code in LANGUAGES}
        return [
            ({code: addresses[code].of_sheet(slug) for code in LANGUAGES}, verified)
            for slug, verified in Organisation.objects.members().values_list("slug", "last_verified")
            if all(addresses[code].directory for code in LANGUAGES)
        ]


SITEMAPS = {"pages": PagesSitemap, "organisations": OrganisationsSitemap}
