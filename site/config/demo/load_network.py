"""Loads the settings, the territory and the members of the network. What exists already is left as it is."""

import datetime as dt
import random
import re

from django.utils import timezone
from django.utils.text import slugify
from wagtail.models import Site

from home.models import SiteSettings
from network.models import (
    Closure,
    Commune,
    Location,
    Membership,
    OpeningSlot,
    Organisation,
    Person,
    Representative,
    Service,
    Theme,
    User,
    WorkingGroup,
)

from . import health_and_age, homes_and_papers, work_and_culture, youth_and_children
from .accounts import ACCOUNTS
from .descriptions import DESCRIPTIONS
from .load_pictures import picture_named
from .members import DUTCH_NAMES, Member
from .territory import COMMUNES, GROUPS, HOURS, ON_HOME, SERVICES, SETTINGS, STREETS, THEMES
from .words import typeset, w

MEMBERS = (
    *homes_and_papers.MEMBERS,
    *youth_and_children.MEMBERS,
    *health_and_age.MEMBERS,
    *work_and_culture.MEMBERS,
)
DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
PEOPLE = {
    "fr": ("Coordination de l’équipe", "Accueil", "Travail social", "Travail de rue", "Administration"),
    "nl": ("Coördinatie van de ploeg", "Onthaal", "Sociaal werk", "Buurtwerk", "Administratie"),
}
ACCESS = (
    w(
        "Entrée de plain-pied, toilettes accessibles. Tram Écluses.",
        "Drempelvrije ingang, toegankelijk toilet. Tram Sluizen.",
    ),
    w("Deux marches à l'entrée, sonnette à hauteur de fauteuil.", "Twee treden aan de ingang, bel op rolstoelhoogte."),
    w("Rez-de-chaussée de plain-pied, étages sans ascenseur.", "Gelijkvloers drempelvrij, verdiepingen zonder lift."),
)
PICTURED = {
    "L’Escale du Canal": "canal",
    "De Sluiswachter": "pont",
    "La Ruche aux Devoirs": "cercle",
    "Jardins Mitoyens": "jardin",
    "Les Pavés": "tram",
}
CLOSED = {
    "La Ruche aux Devoirs": (20, 34),
    "L’Escale du Canal": (31, 41),
    "Crèche des Tisserandes": (25, 39),
    "Clic Quai": (-3, 4),
    "La Scène du Lavoir": (12, 26),
}
YEARS = {"L’Escale du Canal": 19, "La Ruche aux Devoirs": 16, "De Sluiswachter": 8, "Toit Commun": 19, "Les Pavés": 12}
UNVERIFIED = ("Tricot Solidaire", "Petit Plongeon")


def load_settings() -> None:
    """Fill in the settings of the coordination, unless somebody made them their own."""
    site = Site.objects.get(is_default_site=True)
    if not SiteSettings.objects.filter(site=site).exclude(tagline_fr="").exists():
        SiteSettings.objects.update_or_create(site=site, defaults=SETTINGS)


def load_territory() -> None:
    """Communes, needs and working groups."""
    for code, french, dutch, _postal_code in COMMUNES:
        Commune.objects.get_or_create(nis_code=code, defaults={"name_fr": french, "name_nl": dutch})
    for order, (_key, french, dutch) in enumerate(THEMES):
        Theme.objects.get_or_create(
            name_fr=french, defaults={"name_nl": dutch, "order": order, "on_home": order < ON_HOME}
        )
    for order, (letter, french, dutch, colour) in enumerate(GROUPS):
        WorkingGroup.objects.get_or_create(
            letter=letter, defaults={"name_fr": french, "name_nl": dutch, "colour": colour, "order": order}
        )


def load_members() -> None:
    """Every member organisation with its address, hours, services, groups, colleagues and representative."""
    themes = {key: Theme.objects.get(name_fr=french) for key, french, _dutch in THEMES}
    groups = {group.letter: group for group in WorkingGroup.objects.all()}
    present = set(Organisation.objects.values_list("name_fr", flat=True))
    for number, member in enumerate(MEMBERS):
        if member.name not in present:
            load_member(member, number, themes, groups)


def load_member(member: Member, number: int, themes: dict, groups: dict) -> Organisation:
    chance = random.Random(number)  # noqa: S311 - the same demo every time, not a secret
    organisation = organisation_of(member, number, chance)
    organisation.themes = [themes[key] for key in member.needs.split()]
    organisation.locations = [location_of(member, number)]
    organisation.services = [service_of(key, order) for order, key in enumerate(member.services.split())]
    organisation.closures = closures_of(member)
    organisation.full_clean()
    organisation.save()
    OpeningSlot.objects.bulk_create(slots_of(organisation, member.hours))
    Membership.objects.bulk_create(
        Membership(organisation=organisation, group=groups[letter], since=dt.date(organisation.member_since, 1, 1))
        for letter in member.groups.split()
    )
    names = PEOPLE[member.language][: chance.randint(2, 5)]
    Person.objects.bulk_create(Person(organisation=organisation, name=name) for name in names)
    give_representative(organisation, member)
    return organisation


def organisation_of(member: Member, number: int, chance: random.Random) -> Organisation:
    """The unsaved record of ``member``: years and check dates drawn by ``chance``, contacts made from the name."""
    description = DESCRIPTIONS.get(member.name, w(""))
    domain = f"{slugify(member.name)[:40].strip('-')}.example"
    today = timezone.localdate()
    since = today.year - (YEARS.get(member.name, 0) or chance.randint(1, 18))
    days_ago = 400 if member.name in UNVERIFIED else chance.randint(2, 355)
    commune = STREETS[member.at.split()[0]][2]
    return Organisation(
        name_fr=member.name,
        name_nl=member.name_nl,
        kind=member.kind,
        summary_fr=typeset(member.fr),
        summary_nl=typeset(member.nl),
        description_fr=description.fr,
        description_nl=description.nl,
        logo=picture_named(PICTURED[member.name]) if member.name in PICTURED else None,
        commune_id=commune,
        enterprise_number=enterprise_number(number) if member.kind == "asbl" and number % 4 == 2 else "",
        founded=since - chance.randint(0, 15),
        member_since=since,
        languages_fr=member.languages,
        languages_nl=", ".join(DUTCH_NAMES[language] for language in member.languages.split(", ")),
        email=f"contact@{domain}",
        website=f"https://www.{domain}/" if number % 3 else "",
        last_verified=today - dt.timedelta(days=days_ago),
    )


def enterprise_number(number: int) -> str:
    """A number that passes the register's check (modulo 97), of a series the register does not use."""
    base = 9_990_000 + number
    return f"0{base:07d}{97 - base % 97:02d}"


def location_of(member: Member, number: int) -> Location:
    street, house = member.at.split()
    french, dutch, commune = STREETS[street]
    postal_code = next(code for nis, _fr, _nl, code in COMMUNES if nis == commune)
    access = ACCESS[number % len(ACCESS)]
    return Location(
        street_fr=f"{french} {house}",
        street_nl=f"{dutch} {house}",
        postal_code=postal_code,
        commune_id=commune,
        access_fr="" if member.protected else access.fr,
        access_nl="" if member.protected else access.nl,
        protected=member.protected,
    )


def service_of(key: str, order: int) -> Service:
    text = SERVICES[key]
    return Service(
        title_fr=text.fr,
        title_nl=text.nl,
        conditions_fr=typeset(text.conditions_fr),
        conditions_nl=typeset(text.conditions_nl),
        sort_order=order,
    )


def closures_of(member: Member) -> list[Closure]:
    if member.name not in CLOSED:
        return []
    first, last = (timezone.localdate() + dt.timedelta(days=days) for days in CLOSED[member.name])
    return [Closure(first_day=first, last_day=last, reason_fr="Congé de l’équipe", reason_nl="Vakantie van de ploeg")]


def slots_of(organisation: Organisation, week: str) -> list[OpeningSlot]:
    """The week of ``HOURS``: drop-ins first, then appointments."""
    kinds = zip((OpeningSlot.Kind.DROP_IN, OpeningSlot.Kind.APPOINTMENT), HOURS.get(week, ()), strict=False)
    return [
        OpeningSlot(organisation=organisation, weekday=DAYS.index(day), opens=opens, closes=closes, kind=kind)
        for kind, hours in kinds
        for days, opens, closes in re.findall(r"([A-Z][\w,]*) (\d\d:\d\d)-(\d\d:\d\d)", hours)
        for day in days.split(",")
    ]


def give_representative(organisation: Organisation, member: Member) -> None:
    """An account that signs in by mailed code and acts for the organisation; the demo's own accounts come later."""
    if member.name in {account.organisation for account in ACCOUNTS}:
        return
    domain = organisation.email.partition("@")[2]
    user = User.objects.create_user(f"equipe@{domain}", language=member.language, first_name=member.name[:150])
    Representative.objects.create(user=user, organisation=organisation, since=dt.date(organisation.member_since, 1, 1))
