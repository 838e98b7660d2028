"""What a new install begins with: two languages, and the pages that every coordination has.

Safe to run again: what exists is left as it is.
"""

from django.db import transaction
from wagtail.models import Collection, Locale, Page, Site
from wagtail_localize.models import LocaleSynchronization

from charter.models import CharterPage
from events.models import AgendaPage, SignUpSettings
from home.access.roles import found_groups
from home.models import HomePage, NewsIndexPage, SiteSettings, StandardPage
from home.pages.tree import add_page, translate
from network.models import DirectoryPage, GroupsPage

STANDARD_PAGES = (
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
ROOT_TITLE = "Le site"
# What a coordination starts from; it writes its own in the settings.
HOST_CHECKLIST = {
    "host_checklist_fr": "\n".join(
        (
            "La salle est réservée, de 11 h à 15 h ; il y a une chaise par personne inscrite.",
            "Le repas est commandé ; vous recevez trois jours avant le nombre de repas par sorte.",
            "L’entrée est sans marche, ou quelqu’un attend à la porte avec une rampe.",
            "Une affiche à la rue indique l’entrée et l’étage.",
            "Un écran et une prise sont prêts pour la présentation.",
            "Une personne accueille à la porte, une autre prend des notes.",
        )
    ),
    "host_checklist_nl": "\n".join(
        (
            "De zaal is gereserveerd, van 11 u. tot 15 u.; er is een stoel per ingeschreven persoon.",
            "De maaltijd is besteld; drie dagen vooraf krijgt u het aantal maaltijden per soort.",
            "De ingang is drempelvrij, of iemand wacht aan de deur met een hellend vlak.",
            "Een affiche aan de straat wijst de ingang en de verdieping aan.",
            "Een scherm en een stopcontact staan klaar voor de voorstelling.",
            "Eén persoon onthaalt aan de deur, een andere neemt nota’s.",
        )
    ),
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
    for model, slug, title, dutch_title in STANDARD_PAGES:
        if not home.get_children().filter(slug=slug).exists():
            page = add_page(home, model(title=title, slug=slug, show_in_menus=model is not NewsIndexPage))
            translate(page, {title: dutch_title})
    return home


def found_roots(locale: Locale) -> None:
    """The tops of the trees of pages and of collections, which a flushed database lacks."""
    if not Page.get_first_root_node():
        Page.add_root(instance=Page(title=ROOT_TITLE, slug="root", locale=locale))
    # Wagtail's own migration calls it “Root”, and editors read its name above the pages.
    Page.objects.filter(depth=1, title="Root").update(title=ROOT_TITLE, draft_title=ROOT_TITLE)
    if not Collection.get_first_root_node():
        Collection.add_root(name="Root")


@transaction.atomic
def found_home(locale: Locale, *, hostname: str, port: int) -> HomePage:
    """The French home page, in place of the page Wagtail's own migrations make."""
    root = Page.get_first_root_node()
    home = root.add_child(instance=HomePage(title="Accueil", slug="fr", locale=locale, headline=HEADLINE["fr"]))
    site, _ = Site.objects.update_or_create(
        is_default_site=True,
        defaults={"hostname": hostname, "port": port, "root_page": home, "site_name": "Coordination sociale"},
    )
    SiteSettings.objects.get_or_create(site=site)
    SignUpSettings.objects.get_or_create(site=site, defaults=HOST_CHECKLIST)
    for page in root.get_children().not_type(HomePage):
        page.delete()
    return home
