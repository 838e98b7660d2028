"""Where a reader is and can go: the menu, the way back up, the same page in the other language."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Q
from django.http import HttpRequest
from django.utils.encoding import escape_uri_path
from wagtail.models import Page, Site

from home.cache.remembered import remembered
from home.pages.canonical_urls import query_of
from home.pages.translation_groups import begun_only
from home.sites import site_for
from home.text.bilingual import LANGUAGES, SOURCE_LANGUAGE, active_language

HOME_DEPTH = 2
# Slug of the section whose pages the footer links: contact, accessibility, privacy.
ABOUT = "coordination"
LANGUAGE_NAMES = {"fr": "Français", "nl": "Nederlands"}


@dataclass(frozen=True)
class Link:
    """A link as templates show it; ``language`` only where its title is not in the reader's."""

    title: str
    url: str
    language: str = ""
    is_current: bool = False
    is_here: bool = False


@dataclass(frozen=True)
class LanguageLink:
    """The way to the same page in a language; ``canonical`` is absolute and without query string.

    ``url`` is empty where there is no way; ``is_own`` says that the page has a text of its own in that language.
    """

    code: str
    name: str
    url: str
    canonical: str
    is_current: bool
    is_own: bool


class Version(NamedTuple):
    """Where a page is in a language; ``is_own`` unless it repeats the text of another language there."""

    path: str
    is_own: bool


def root_path(request: HttpRequest | None, language: str) -> str:
    """``url_path`` of the home page in ``language`` for the request's site; empty where there is none."""
    return root_of(site_for(request), language)


@remembered
def root_of(site: Site | None, language: str) -> str:
    for root in Site.get_site_root_paths():
        if root.language_code == language and (site is None or root.site_id == site.pk):
            return root.root_path
    return ""


def path_below(root: str, url_path: str, language: str) -> str:
    return f"/{language}/{url_path[len(root) :]}"


def address_of(request: HttpRequest | None, url_path: str) -> str:
    """The path at which the reader's language shows the page at ``url_path``, a borrowed one too."""
    roots = [root_path(request, language) for language in LANGUAGES]
    root = next((root for root in roots if root and url_path.startswith(root)), "")
    return path_below(root, url_path, active_language())


def with_addresses(request: HttpRequest | None, pages: Iterable[Page]) -> list[Page]:
    """The pages, each with its path in the reader's language as ``address``; no query per page."""
    pages = list(pages)
    for page in pages:
        page.address = address_of(request, page.url_path)
    return pages


def sections(request: HttpRequest | None) -> list[tuple[int, bool, str, str, str]]:
    """``(depth, in menus, title, address, language)`` of what header and footer link, in the order of the tree."""
    language = active_language()
    root = root_path(request, language)
    return [
        (page.depth, page.in_menus, page.title, path_below(root, page.url_path, language), page.language)
        for page in pages_near_home(root)
        if page.depth > HOME_DEPTH
    ]


class NearPage(NamedTuple):
    """A page near home; ``language`` only where it shows its text in the source language."""

    pk: int
    content_type: int
    depth: int
    in_menus: bool
    title: str
    url_path: str
    language: str


@remembered
def pages_near_home(root: str) -> list[NearPage]:
    """The home page at ``root``, the sections of the site and what the coordination says about itself."""
    near = Q(url_path=root) | Q(depth=HOME_DEPTH + 1, url_path__startswith=root)
    about = Q(depth=HOME_DEPTH + 2, url_path__startswith=f"{root}{ABOUT}/")
    pages = Page.objects.live().filter(near | about).order_by("path")
    columns = ("pk", "content_type_id", "depth", "show_in_menus", "title", "url_path", "alias_of_id")
    return [
        NearPage(*facts, language=SOURCE_LANGUAGE if alias_of else "")
        for *facts, alias_of in pages.values_list(*columns)
    ]


def menu(request: HttpRequest | None) -> list[Link]:
    """Sections of the site in the reader's language, in the order of the tree."""
    here = request.path if request else ""
    return [
        Link(title, url, words, here.startswith(url), here == url)
        for depth, in_menus, title, url, words in sections(request)
        if in_menus and depth == HOME_DEPTH + 1
    ]


def footer(request: HttpRequest | None) -> list[Link]:
    """Sections that are not in the menu, and what the coordination says about itself."""
    here = request.path if request else ""
    return [
        Link(title, url, words, is_here=here == url)
        for depth, in_menus, title, url, words in sections(request)
        if depth == HOME_DEPTH + 2 or not in_menus
    ]


def trail(request: HttpRequest | None, page: Page | None) -> list[Link]:
    """Home, and what lies between it and the page; the page itself too where one of its sub-addresses is shown.

    Nothing on the home page; the title of home is left empty for the template to translate.
    """
    language = active_language()
    links = [Link("", f"/{language}/")]
    if page is None or not page.pk:
        return links
    if page.depth <= HOME_DEPTH:
        return []
    known = {url: title for depth, in_menus, title, url, words in sections(request)}
    section = address_of(request, page.url_path.removesuffix(f"{page.slug}/"))
    if page.depth == HOME_DEPTH + 2 and section in known:
        links.append(Link(known[section], section))
    elif page.depth > HOME_DEPTH + 1:
        above = page.get_ancestors().filter(depth__gt=HOME_DEPTH).values_list("title", "url_path")
        links += [Link(title, address_of(request, url_path)) for title, url_path in above]
    own = address_of(request, page.url_path)
    if request and request.path != own and request.path.startswith(own):
        links.append(Link(page.title, own))
    return links


@remembered
def versions_of(site: Site | None, key: uuid.UUID) -> dict[str, Version]:
    """Where the public pages of a translation key are, by language."""
    columns = ("locale__language_code", "locale", "url_path", "alias_of")
    rows = Page.objects.live().filter(translation_key=key).values_list(*columns)
    found = {}
    for code, locale, url_path, alias_of in rows:
        root = root_of(site, code)
        if root and url_path.startswith(root):
            is_own = alias_of is None and (key, locale) not in begun_only()
            found[code] = Version(path_below(root, url_path, code), is_own)
    return found


@remembered
def is_taken(url_path: str) -> bool:
    return Page.objects.live().filter(url_path=url_path).exists()


def ways_to(request: HttpRequest, page: Page) -> dict[str, Version]:
    """The address shown now in each language: that of the translation, else the one at which ``page`` is borrowed."""
    site, own = site_for(request), address_of(request, page.url_path)
    versions = versions_of(site, page.translation_key)
    rest = request.path[len(own) :]
    ways = {}
    for code in LANGUAGES:
        if version := versions.get(code):
            ways[code] = Version(version.path + rest, version.is_own)
        else:
            tail = own.partition("/")[2].partition("/")[2]
            root = root_of(site, code)
            free = not is_taken(f"{root}{tail}")
            ways[code] = Version(f"/{code}/{tail}{rest}" if free else "", is_own=False)
    return ways


def languages(request: HttpRequest, page: Page | None = None, *, is_lost: bool = False) -> list[LanguageLink]:
    """The way to what is shown in each language, its parameters kept.

    A page leads to its translation, by the key they share; what is no page has the same address in both languages.
    ``is_lost`` where nothing is there: then, and where an address has no language, the way is to the home page.
    """
    language = active_language()
    prefix = f"/{language}/"
    if is_lost or not request.path.startswith(prefix):
        ways = {code: Version(f"/{code}/", is_own=not is_lost) for code in LANGUAGES}
    elif page is not None and page.pk and request.path.startswith(address_of(request, page.url_path)):
        ways = ways_to(request, page)
    else:
        rest = request.path[len(prefix) :]
        ways = {code: Version(f"/{code}/{rest}", is_own=True) for code in LANGUAGES}
    asks = not is_lost and request.path.startswith(prefix) and request.method in ("GET", "HEAD")
    query = query_of(request) if asks else ""
    return [
        LanguageLink(
            code=code,
            name=LANGUAGE_NAMES[code],
            url=f"{path}?{query}" if path and query else path,
            canonical=request.build_absolute_uri(path),
            is_current=code == language,
            is_own=is_own,
        )
        for code, (raw, is_own) in ways.items()
        for path in [escape_uri_path(raw)]
    ]
