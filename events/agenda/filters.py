"""The filters of the agenda, the same for its list, month, feeds and embeds: read from an address, applied to dates."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from events.dates.listing import hosts_by_key, kinds_by_key, places
from events.models import EventKind
from events.models.kinds import Audience, Spoken
from home.text.alphabet import folded
from network.directory.listing import groups_by_key
from network.models import Organisation, WorkingGroup

LONGEST = 100
MOST_WORDS = 8


class UnknownFilterError(ValueError):
    """An address names a filter, or a value of one, that the agenda does not have."""


@dataclass(frozen=True)
class Place:
    """Where dates take place: ``slug`` in addresses, ``name`` in the reader's language."""

    slug: str
    name: str


@dataclass(frozen=True)
class Filters:
    """What a reader asked for; None or empty where everything goes."""

    type: EventKind | None = None
    groupe: WorkingGroup | None = None
    organisation: Organisation | None = None
    lieu: Place | None = None
    langue: str = ""
    public: str = ""
    q: str = ""

    @classmethod
    def read(cls, parameters: Mapping[str, str]) -> "Filters":
        """The filters of a page: what it does not know counts as not asked."""
        return cls(**dict(cls.understood(parameters)))

    @classmethod
    def read_strictly(cls, parameters: Mapping[str, str]) -> "Filters":
        """The filters of a feed: raises ``UnknownFilterError``, for nobody must get the whole calendar by mistake."""
        known = dict(cls.understood(parameters))
        if parameters.keys() - known.keys() or any(len(values) > 1 for _name, values in lists_of(parameters)):
            raise UnknownFilterError
        return cls(**known)

    @classmethod
    def understood(cls, parameters: Mapping[str, str]):
        for field in fields(cls):
            text = parameters.get(field.name, "")
            if text and len(text) <= LONGEST and "\0" not in text:
                value = READERS[field.name](text)
                if value:
                    yield field.name, value

    def apply(self, dates: QuerySet) -> QuerySet:
        """Those of ``dates`` (occurrences) that pass every filter; adds no join."""
        if self.type:
            dates = dates.filter(kind=self.type.pk)
        if self.groupe:
            dates = dates.filter(group=self.groupe.pk)
        if self.organisation:
            dates = dates.filter(host=self.organisation.pk)
        if self.lieu:
            dates = dates.filter(place_slug=self.lieu.slug)
        if self.langue:
            dates = dates.filter(spoken__in={self.langue, Spoken.BOTH})
        if self.public:
            dates = dates.filter(audience=self.public)
        for word in folded(self.q).split()[:MOST_WORDS]:
            dates = dates.filter(search_text__contains=word)
        return dates

    @property
    def asked(self) -> dict[str, str]:
        """Name and value of each filter in use, as they stand in an address, always in the same order."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: getattr(value, "slug", value) for name, value in values.items() if value}

    @property
    def query(self) -> str:
        """``type=midi&langue=nl``: the part of an address behind its question mark."""
        return urlencode(self.asked)

    @property
    def in_words(self) -> list[str]:
        """Each filter in use as readers say it, in the active language."""
        words = [str(one.name) for one in (self.type, self.groupe, self.organisation, self.lieu) if one]
        if self.langue:
            words.append(str(Spoken(self.langue).label))
        if self.public:
            words.append(str(Audience(self.public).label))
        if self.q:
            words.append(_("“%(words)s”") % {"words": self.q})
        return words

    def with_(self, name: str, value) -> "Filters":
        """The same filters with another value for one of them; None or empty leaves it out."""
        return replace(self, **{name: value})

    def __bool__(self):
        return bool(self.asked)


def lists_of(parameters: Mapping[str, str]):
    """Each name with all its values, where ``parameters`` come from an address."""
    return parameters.lists() if isinstance(parameters, MultiValueDict) else ()


def by_slug(records: Mapping[int, EventKind | WorkingGroup | Organisation], slug: str):
    return next((record for record in records.values() if record.slug == slug), None)


READERS = {
    "type": lambda text: by_slug(kinds_by_key(), text),
    "groupe": lambda text: by_slug(groups_by_key(), text),
    "organisation": lambda text: by_slug(hosts_by_key(), text),
    "lieu": lambda text: next((Place(slug, name) for slug, name in places().items() if slug == text), None),
    "langue": lambda text: text if text in {Spoken.FRENCH, Spoken.DUTCH} else "",
    "public": lambda text: text if text in Audience.values else "",
    # Marks alone, which searching leaves out, are no word: nothing would be filtered.
    "q": lambda text: " ".join(text.split()) if folded(text).strip() else "",
}
