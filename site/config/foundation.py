"""The bare house of a new install: two languages, the pages every coordination has, and how to add translated pages.

Safe to run again: what exists is left as it is.
"""

from django.db import transaction
from wagtail.models import Collection, Locale, Page, Site
from wagtail_localize.models import LocaleSynchronization, StringTranslation, Translation, TranslationSource

from charter.groups import found_groups
from charter.models import CharterPage
from events.models import AgendaPage
from home.models import HomePage, NewsIndexPage, StandardPage
from home.tree import add_page
from network.models import DirectoryPage, GroupsPage

ROOMS = (
    (AgendaPage, "agenda", "Agenda", "Agenda"),
    (DirectoryPage, "reseau", "Le réseau", "Het netwerk"),
    (GroupsPage, "groupes", "Groupes de travail", "Werkgroepen"),
    (CharterPage, "charte", "La charte", "Het charter"),
    (NewsIndexPage, "actualites", "Actualités", "Nieuws"),
    (StandardPage, "coordination", "La coordination", "De coördinatie"),
)
HEADLINE = {
    "fr": "{organisations} associations et services, un même quartier.",
    "nl": "{organisations} verenigingen en diensten, één wijk.",
}


def found_site(*, hostname: str = "localhost", port: int = 80) -> HomePage:
    """Create the languages, home page and rooms that are missing; returns the French home page."""
    french, _ = Locale.objects.get_or_create(language_code="fr")
    dutch, _ = Locale.objects.get_or_create(language_code="nl")
    found_roots(french)
    found_groups()
    home = HomePage.objects.filter(locale=french).first() or found_home(french, hostname=hostname, port=port)
    LocaleSynchronization.objects.get_or_create(locale=dutch, defaults={"sync_from": french})
    if not HomePage.objects.filter(locale=dutch, alias_of=None).exists():
        translate(home, {home.title: "Onthaal", HEADLINE["fr"]: HEADLINE["nl"], "fr": "nl"})
    for model, slug, title, dutch_title in ROOMS:
        if not home.get_children().filter(slug=slug).exists():
            page = add_page(home, model(title=title, slug=slug, show_in_menus=model is not NewsIndexPage))
            translate(page, {title: dutch_title})
    return home


def found_roots(locale: Locale) -> None:
    """The tops of the trees of pages and of collections, which a flushed database lacks."""
    if not Page.get_first_root_node():
        Page.add_root(instance=Page(title="Root", slug="root", locale=locale))
    if not Collection.get_first_root_node():
        Collection.add_root(name="Root")


@transaction.atomic
def found_home(locale: Locale, *, hostname: str, port: int) -> HomePage:
    """The French home page, in place of the page Wagtail's own migrations make."""
    root = Page.get_first_root_node()
    home = root.add_child(instance=HomePage(title="Accueil", slug="fr", locale=locale, headline=HEADLINE["fr"]))
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={"hostname": hostname, "port": port, "root_page": home, "site_name": "Coordination sociale"},
    )
    for page in root.get_children().not_type(HomePage):
        page.delete()
    return home


def translate(page: Page, words: dict[str, str], *, language: str = "nl") -> Page:
    """Translate ``page`` as an editor does in the CMS; ``words`` maps each source string to its translation.

    Strings that ``words`` lacks stay in the source language. Returns the published translation.
    """
    locale = Locale.objects.get(language_code=language)
    source, _ = TranslationSource.update_or_create_from_instance(page)
    translation, _ = Translation.objects.get_or_create(source=source, target_locale=locale)
    for segment in source.stringsegment_set.select_related("string", "context"):
        if text := words.get(segment.string.data):
            StringTranslation.objects.update_or_create(
                translation_of=segment.string, locale=locale, context=segment.context, defaults={"data": text}
            )
    translation.save_target(publish=page.live)
    return page.get_translation(locale)
