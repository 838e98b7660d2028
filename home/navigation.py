"""Where a reader is and can go: the menu, the way back up, the same page in the other language."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Q
from django.http import HttpRequest
from django.utils.encoding import escape_uri_path
from wagtail.models import Page, Site

from home.bilingual import LANGUAGES, SOURCE_LANGUAGE, active_language
from home.memory import remembered
from home.sites import site_for

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
    """The way to the same page in a language; ``canonical`` is absolute and without query string."""

    code: str
    name: str
    url: str
    canonical: str
    is_current: bool


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


def with_addresses(request: HttpRequest | None, pages: Iterable[Page]) -> list[Page]:
    """The pages, all in the reader's language, each with its path as ``address``; no query per page."""
    language = active_language()
    root = root_path(request, language)
    pages = list(pages)
    for page in pages:
        page.address = path_below(root, page.url_path, language)
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
    root = root_path(request, language)
    known = {url: title for depth, in_menus, title, url, words in sections(request)}
    section = path_below(root, page.url_path.removesuffix(f"{page.slug}/"), language)
    if page.depth == HOME_DEPTH + 2 and section in known:
        links.append(Link(known[section], section))
    elif page.depth > HOME_DEPTH + 1:
        above = page.get_ancestors().filter(depth__gt=HOME_DEPTH).values_list("title", "url_path")
        links += [Link(title, path_below(root, url_path, language)) for title, url_path in above]
    own = path_below(root, page.url_path, language)
    if request and request.path != own and request.path.startswith(own):
        links.append(Link(page.title, own))
    return links


def languages(request: HttpRequest) -> list[LanguageLink]:
    """The same address in each language, query string kept; the home page where an address has no language."""
    language = active_language()
    prefix = f"/{language}/"
    rest = request.path[len(prefix) :] if request.path.startswith(prefix) else None
    query = request.META.get("QUERY_STRING", "") if rest is not None and request.method in ("GET", "HEAD") else ""
    links = []
    for code in LANGUAGES:
        path = f"/{code}/{escape_uri_path(rest or '')}"
        links.append(
            LanguageLink(
                code=code,
                name=LANGUAGE_NAMES[code],
                url=f"{path}?{query}" if query else path,
                canonical=request.build_absolute_uri(path),
                is_current=code == language,
            )
        )
    return links
