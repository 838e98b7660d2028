"""The filters of the agenda as a form: lists, chips of kinds, chips to take a filter away."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from events.agenda.filters import Filters
from events.dates.listing import hosts_by_key, kinds_by_key, places
from events.models import EventKind, Occurrence
from events.models.kinds import Audience, Spoken
from home.cache.remembered import remembered
from home.text.alphabet import by_name
from home.text.bilingual import active_language
from network.directory.listing import groups_by_key
from network.models import Organisation

# Those behind “more filters”: the kinds have chips and the words a box of their own.
IN_BOX = {"q", "type"}


@dataclass(frozen=True)
class Option:
    """One line of a list; ``value`` as it stands in an address."""

    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True)
class Selection:
    """One list of the form: ``name`` of the filter, its label, what “no filter” is called, its options."""

    name: str
    label: str
    every: str
    options: list[Option]


@dataclass(frozen=True)
class Link:
    """A choice as an address: ``query`` is what stands behind the question mark."""

    label: str
    query: str
    is_current: bool = False


@dataclass(frozen=True)
class FilterChoices:
    """All the form needs; ``hidden`` keeps view and period, ``is_open`` while a filter behind the fold is used."""

    words: str
    selections: list[Selection]
    kinds: list[Link]
    in_use: list[Link]
    without: str
    hidden: dict[str, str]
    is_open: bool


@remembered
def hosts(language: str) -> list[Organisation]:
    """The organisations that receive published dates, A to Z in ``language``, the active one."""
    shown = Occurrence.objects.listed().filter(host__isnull=False)
    keys = set(shown.order_by().values_list("host", flat=True).distinct())
    return sorted((host for key, host in hosts_by_key().items() if key in keys), key=by_name)


def filter_choices(filters: Filters, when: dict[str, str]) -> FilterChoices:
    """What readers can choose now; ``when`` are the view and the period, which every choice keeps."""
    return FilterChoices(
        words=filters.q,
        selections=selections(filters),
        kinds=kind_links(filters, when),
        in_use=[
            Link(words, address(filters.with_(name, None), when))
            for name, words in zip(filters.asked, filters.in_words, strict=True)
        ],
        without=urlencode(when),
        hidden=when,
        is_open=bool(filters.asked.keys() - IN_BOX),
    )


def address(filters: Filters, when: dict[str, str]) -> str:
    """``type=midi&vue=mois``: filters first, always in the same order."""
    return urlencode(filters.asked | when)


def kind_links(filters: Filters, when: dict[str, str]) -> list[Link]:
    """“All”, then each kind of event that is offered."""
    links = [Link(_("All kinds"), address(filters.with_("type", None), when), filters.type is None)]
    for kind in offered(kinds_by_key().values(), filters.type):
        links.append(Link(kind.plural or kind.name, address(filters.with_("type", kind), when), kind == filters.type))
    return links


def selections(filters: Filters) -> list[Selection]:
    """A list per filter, in the order of the form."""
    spoken = {Spoken.FRENCH.value: Spoken.FRENCH.label, Spoken.DUTCH.value: Spoken.DUTCH.label}
    return [
        selection(filters, "type", _("Kind of event"), _("All kinds"), offered(kinds_by_key().values(), filters.type)),
        selection(
            filters, "groupe", _("Working group"), _("All groups"), offered(groups_by_key().values(), filters.groupe)
        ),
        selection(filters, "organisation", _("Host organisation"), _("All organisations"), hosts(active_language())),
        selection(filters, "lieu", _("Place"), _("All places"), places()),
        selection(filters, "langue", _("Language spoken"), _("All languages"), spoken),
        selection(filters, "public", _("For whom"), _("Everybody and members"), dict(Audience.choices)),
    ]


def selection(filters: Filters, name: str, label: str, every: str, choices) -> Selection:
    """``choices`` are records with a slug and a name, or a mapping of value to label."""
    chosen = filters.asked.get(name)
    pairs = choices.items() if isinstance(choices, dict) else ((one.slug, one.name) for one in choices)
    return Selection(name, label, every, [Option(value, str(words), value == chosen) for value, words in pairs])


def offered(records: Iterable[EventKind], chosen) -> list:
    """The records in use today, and the one that was asked for."""
    return [record for record in records if record.active or record == chosen]
