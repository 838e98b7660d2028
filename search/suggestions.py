"""What the search box offers while a reader types: things anybody may read, by the beginning of their words."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from home.cache.remembered import remembered
from home.text.alphabet import alphabetical
from network.directory.needs import needs
from network.directory.urls_of import Addresses, read_urls
from network.models import Location, Organisation, Service, Theme
from network.words.stems import words_in

SHORTEST = 2
MOST = 8


class SuggestionKind(TextChoices):
    """What can be offered, in this order."""

    NEED = "need", _("Need")
    ORGANISATION = "organisation", _("Organisation")
    SERVICE = "service", _("Service")
    STREET = "street", _("Street")


@dataclass(frozen=True)
class Suggestion:
    """One line of the list: what it says, in the reader's language, and where it leads; ``words`` find it."""

    kind: SuggestionKind
    text: str
    path: str
    words: tuple[str, ...]


def suggestions(typed: str, language: str) -> list[Suggestion]:
    """At most eight things with words that begin as each of those ``typed`` does; none below two letters."""
    beginnings = words_in(typed)
    if len("".join(beginnings)) < SHORTEST:
        return []
    found = [one for one in everything(language) if answers(one, beginnings)]
    # Needs, organisations, services, streets: the order of ``everything``, which sorting keeps.
    found.sort(key=lambda one: (ORDER[one.kind], not one.words[0].startswith(beginnings[0])))
    return found[:MOST]


def answers(one: Suggestion, beginnings: list[str]) -> bool:
    return all(any(word.startswith(beginning) for word in one.words) for beginning in beginnings)


ORDER = {kind: place for place, kind in enumerate(SuggestionKind)}


@remembered
def everything(language: str) -> list[Suggestion]:
    """All that can be offered in ``language``, A to Z within its kind; four queries."""
    addresses = read_urls(language)
    if not addresses.directory:
        return []
    found = [*of_needs(language, addresses), *of_organisations(language, addresses), *of_streets(language, addresses)]
    return sorted(found, key=lambda one: (ORDER[one.kind], alphabetical(one.text)))


def of_needs(language: str, addresses: Addresses) -> Iterator[Suggestion]:
    for need in needs():
        path = f"{addresses.directory}?{urlencode({'theme': need.slug})}"
        words = words_in(f"{need.name_fr} {need.name_nl}")
        yield Suggestion(SuggestionKind.NEED, Theme.name.in_language(need, language), path, tuple(words))


def of_organisations(language: str, addresses: Addresses) -> Iterator[Suggestion]:
    """The published organisations, and what they offer."""
    organisations = Organisation.objects.members().only("slug", "name_fr", "name_nl", "abbreviation").in_bulk()
    for one in organisations.values():
        words = words_in(f"{one.name_fr} {one.name_nl} {one.abbreviation}")
        name = Organisation.name.in_language(one, language)
        yield Suggestion(SuggestionKind.ORGANISATION, name, addresses.of_organisation(one), tuple(words))
    services = Service.objects.filter(organisation__in=organisations).exclude(status=Service.Status.ENDED)
    for service in services:
        organisation = organisations[service.organisation_id]
        title = Service.title.in_language(service, language)
        name = Organisation.name.in_language(organisation, language)
        words = words_in(f"{service.title_fr} {service.title_nl}")
        path = addresses.of_organisation(organisation)
        yield Suggestion(SuggestionKind.SERVICE, f"{title} – {name}", path, tuple(words))


def of_streets(language: str, addresses: Addresses) -> Iterator[Suggestion]:
    """The streets with an open address, once each; none of a protected one."""
    places = Location.objects.filter(organisation__published=True, protected=False).only("street_fr", "street_nl")
    streets = {}
    for place in places:
        words = [word for word in words_in(f"{place.street_fr} {place.street_nl}") if not word[0].isdecimal()]
        street = Location.street.in_language(place, language).rstrip("0123456789 ,")
        if words and street:
            streets.setdefault(street, words)
    for street, words in streets.items():
        path = f"{addresses.directory}?{urlencode({'q': street})}"
        yield Suggestion(SuggestionKind.STREET, street, path, tuple(words))
