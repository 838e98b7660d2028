"""Loads the settings, the territory and the members of the network. What exists already is left as it is."""

import datetime as dt
import random
import re

from django.utils import timezone
from django.utils.text import slugify
from wagtail.models import Site

from config.foundation import HOST_CHECKLIST
from events.models import SignUpSettings
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

from .accounts import accounts
from .drawings.library import picture_named
from .texts.files import DIRECTORY, GROUPS, MEMBERS, SETTINGS, TERRITORY
from .texts.network import MemberText, ServiceText, StreetText, WeekText
from .texts.words import NO_WORDS, Words, typeset

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")


def load_settings() -> None:
    """Fill in the settings of the coordination, unless somebody made them their own."""
    site = Site.objects.get(is_default_site=True)
    if not SiteSettings.objects.filter(site=site).exclude(tagline_fr="").exists():
        SiteSettings.objects.update_or_create(site=site, defaults=settings_fields())
        checklist = {name: typeset(text) for name, text in HOST_CHECKLIST.items()}
        SignUpSettings.objects.update_or_create(site=site, defaults=checklist)


def settings_fields() -> dict[str, str]:
    """The settings by the names of their fields."""
    fields = {}
    for name, value in SETTINGS.read()._asdict().items():
        fields |= value.as_fields(name) if isinstance(value, Words) else {name: value}
    return fields


def load_territory() -> None:
    """Communes, needs and working groups."""
    for commune in TERRITORY.read().communes:
        Commune.objects.get_or_create(nis_code=commune.nis_code, defaults=commune.name.as_fields("name"))
    for order, theme in enumerate(TERRITORY.read().themes):
        defaults = {"name_nl": theme.name.nl, "order": order, "suggested": theme.suggested}
        Theme.objects.get_or_create(name_fr=theme.name.fr, defaults=defaults)
    for order, group in enumerate(GROUPS.read().groups):
        defaults = group.name.as_fields("name") | {"colour": group.colour, "order": order}
        WorkingGroup.objects.get_or_create(letter=group.letter, defaults=defaults)


def load_members() -> None:
    """Every member organisation with its address, hours, services, groups, colleagues and representative."""
    themes = {theme.key: Theme.objects.get(name_fr=theme.name.fr) for theme in TERRITORY.read().themes}
    groups = {group.letter: group for group in WorkingGroup.objects.all()}
    present = set(Organisation.objects.values_list("name_fr", flat=True))
    members = [member for file in MEMBERS for member in file.read().members]
    for number, member in enumerate(members):
        if member.name not in present:
            load_member(member, number, themes, groups)


def load_member(member: MemberText, number: int, themes: dict, groups: dict) -> Organisation:
    chance = random.Random(number)  # noqa: S311 - the same demo every time, not a secret
    organisation = organisation_of(member, number, chance)
    organisation.themes = [themes[key] for key in member.needs.split()]
    organisation.locations = [location_of(member, number)]
    organisation.services = [service_of(key, order, member) for order, key in enumerate(member.services.split())]
    organisation.closures = closures_of(member)
    organisation.full_clean()
    organisation.save()
    OpeningSlot.objects.bulk_create(slots_of(organisation, member))
    Membership.objects.bulk_create(
        Membership(organisation=organisation, group=groups[letter], since=dt.date(organisation.member_since, 1, 1))
        for letter in member.groups.split()
    )
    colleagues = DIRECTORY.read().colleagues[: chance.randint(2, 5)]
    names = [words.nl if member.language == "nl" else words.fr for words in colleagues]
    Person.objects.bulk_create(Person(organisation=organisation, name=name) for name in names)
    give_representative(organisation, member)
    return organisation


def organisation_of(member: MemberText, number: int, chance: random.Random) -> Organisation:
    """The unsaved record of ``member``: years and check dates drawn by ``chance``, contacts made from the name."""
    domain = f"{slugify(member.name)[:40].strip('-')}.example"
    today = timezone.localdate()
    since = today.year - (member.member_for_years or chance.randint(1, 18))
    verified = member.verified.around(today) if member.verified else today - dt.timedelta(days=chance.randint(2, 355))
    dutch_names = {language.fr: language.nl for language in DIRECTORY.read().languages}
    return Organisation(
        name_fr=member.name,
        name_nl=member.name_nl,
        kind=member.kind,
        summary_fr=member.summary.fr,
        summary_nl=member.summary.nl,
        description_fr=member.description.fr,
        description_nl=member.description.nl,
        logo=picture_named(member.picture),
        commune_id=street_of(member).commune,
        enterprise_number=enterprise_number(number) if member.kind == "asbl" and number % 4 == 2 else "",
        founded=since - chance.randint(0, 15),
        member_since=since,
        languages_fr=member.languages,
        languages_nl=", ".join(dutch_names[language] for language in member.languages.split(", ")),
        email=f"contact@{domain}",
        website=f"https://www.{domain}/" if number % 3 else "",
        last_verified=verified,
    )


def enterprise_number(number: int) -> str:
    """A number that passes the register's check (modulo 97), of a series the register does not use."""
    base = 9_990_000 + number
    return f"0{base:07d}{97 - base % 97:02d}"


def street_of(member: MemberText) -> StreetText:
    """The street that ``member.at`` names."""
    key, _number = member.at.split()
    return next(street for street in TERRITORY.read().streets if street.key == key)


def location_of(member: MemberText, number: int) -> Location:
    street, house = street_of(member), member.at.split()[1]
    postal_code = next(one.postal_code for one in TERRITORY.read().communes if one.nis_code == street.commune)
    access = NO_WORDS if member.protected else DIRECTORY.read().access[number % len(DIRECTORY.read().access)]
    return Location(
        street_fr=f"{street.name.fr} {house}",
        street_nl=f"{street.name.nl} {house}",
        postal_code=postal_code,
        commune_id=street.commune,
        **access.as_fields("access"),
        protected=member.protected,
    )


def service_of(key: str, order: int, member: MemberText) -> Service:
    text = service_text(key)
    pause = {}
    if key == member.paused and member.paused_until:
        pause = {"status": Service.Status.PAUSED, "status_until": member.paused_until.around(timezone.localdate())}
    return Service(
        **text.title.as_fields("title"), **text.conditions.as_fields("conditions"), sort_order=order, **pause
    )


def service_text(key: str) -> ServiceText:
    return next(service for service in DIRECTORY.read().services if service.key == key)


def closures_of(member: MemberText) -> list[Closure]:
    if not (member.closed_from and member.closed_until):
        return []
    first, last = (day.around(timezone.localdate()) for day in (member.closed_from, member.closed_until))
    return [Closure(first_day=first, last_day=last, **DIRECTORY.read().holiday_of_the_team.as_fields("reason"))]


def slots_of(organisation: Organisation, member: MemberText) -> list[OpeningSlot]:
    """The hours of ``member``: those that many have, then its own of one service, in some weeks or in summer."""
    week = next((one for one in DIRECTORY.read().weeks if one.key == member.hours), WeekText(member.hours))
    slots = slots_in(week.drop_in, week.appointment, organisation=organisation)
    services = {service.title_fr: service for service in organisation.services.all()}
    for one in member.timetables:
        concern = {
            "organisation": organisation,
            "service": services[service_text(one.service).title.fr] if one.service else None,
            "weeks": one.weeks,
            "on_holidays": one.on_holidays,
            "school": one.school,
        }
        if one.summer:
            concern |= next_summer(timezone.localdate())
        slots += slots_in(one.drop_in, one.appointment, **concern)
    return slots


def slots_in(drop_in: str, appointment: str, **concern) -> list[OpeningSlot]:
    """What the words say: drop-ins first, then appointments."""
    kinds = ((OpeningSlot.Kind.DROP_IN, drop_in), (OpeningSlot.Kind.APPOINTMENT, appointment))
    return [
        OpeningSlot(weekday=DAYS.index(day), opens=opens, closes=closes, kind=kind, **concern)
        for kind, hours in kinds
        for days, opens, closes in re.findall(r"([A-Z][\w,]*) (\d\d:\d\d)-(\d\d:\d\d)", hours)
        for day in days.split(",")
    ]


def next_summer(today: dt.date) -> dict[str, dt.date]:
    """July and August, of this year while they are not over."""
    year = today.year if today < dt.date(today.year, 9, 1) else today.year + 1
    return {"first_day": dt.date(year, 7, 1), "last_day": dt.date(year, 8, 31)}


def give_representative(organisation: Organisation, member: MemberText) -> None:
    """An account that signs in by mailed code and acts for the organisation; the demo's own accounts come later."""
    if member.name in {account.organisation for account in accounts()}:
        return
    domain = organisation.email.partition("@")[2]
    user = User.objects.create_user(f"equipe@{domain}", language=member.language, first_name=member.name[:150])
    Representative.objects.create(user=user, organisation=organisation, since=dt.date(organisation.member_since, 1, 1))
