"""What the agenda shows for an address: one page of the list, a month or a year, filtered."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from django import forms
from django.db.models import Min
from django.db.models.functions import ExtractYear
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.agenda.filter_form import FilterChoices, Link, address, filter_choices
from events.agenda.filters import Filters
from events.agenda.month import Month, midnight, month_bounds, read_month
from events.dates.intervals import overlapping, past, upcoming
from events.dates.listing import with_kinds
from events.dates.states import MovedDate, moved_dates
from events.models import Occurrence
from events.models.occurrences import OccurrenceQuerySet
from home.cache.remembered import remembered
from home.dates import YEARS, local_day
from home.pages.canonical_urls import with_page
from home.pages.listing_forms import PageNumberForm
from home.pages.pagination import Stretch, stretch

PAST = "passe"
MONTH = "mois"
PER_PAGE = 20
INSTANT = timedelta(microseconds=1)


class WhenForm(forms.Form):
    """``?vue=mois&mois=2026-12`` or ``?periode=passe&annee=2025``; whatever it does not know counts as not asked."""

    vue = forms.ChoiceField(choices=[(MONTH, MONTH)], required=False)
    periode = forms.ChoiceField(choices=[(PAST, PAST)], required=False)
    mois = forms.RegexField(r"\A(20[0-9]{2}|2100)-(0[1-9]|1[0-2])\Z", required=False)
    annee = forms.IntegerField(min_value=YEARS[0], max_value=YEARS[-1], required=False)

    def asked(self, today: date) -> dict[str, str]:
        """The view and the period as they stand in an address; the month of ``today`` where none is named."""
        self.is_valid()
        known = self.cleaned_data
        if known.get("vue"):
            return {"vue": MONTH, "mois": known.get("mois") or f"{today:%Y-%m}"}
        if known.get("periode"):
            return {"periode": PAST} | ({"annee": str(known["annee"])} if known.get("annee") else {})
        return {}


@dataclass(frozen=True)
class WayOut:
    """Where a reader finds dates when there is none here."""

    words: str
    links: list[Link]


@dataclass(frozen=True)
class Agenda:
    """One view of the agenda: ``page`` and ``sections`` of the list, or ``month``; the other is None.

    ``query`` is the whole choice without its page; ``subtitle`` and ``count`` say in words what is shown.
    """

    filters: Filters
    choices: FilterChoices
    views: list[Link]
    years: list[Link]
    query: str
    subtitle: str
    count: str
    is_past: bool
    page: Stretch | None = None
    sections: list[tuple[date, list[Occurrence | MovedDate]]] | None = None
    month: Month | None = None
    previous: Link | None = None
    next: Link | None = None
    today: Link | None = None
    way_out: WayOut | None = None

    @property
    def address(self) -> str:
        """What stands behind the question mark for exactly this view, its page included."""
        return with_page(self.query, self.page.number if self.page is not None else 1)

    @property
    def canonical(self) -> str | None:
        """The same for what may be kept: None for words, and for pages beyond the last, which anybody can make up."""
        if self.filters.q or (self.page is not None and self.page.has_previous and not len(self.page)):
            return None
        return self.address


@dataclass(frozen=True)
class Question:
    """What was asked: ``dates`` the reader may see and the filters let pass, ``when`` the view and the period."""

    dates: OccurrenceQuerySet
    filters: Filters
    when: dict[str, str]
    now: datetime
    page: int

    @property
    def is_past(self) -> bool:
        return "periode" in self.when

    @property
    def year(self) -> int | None:
        return int(self.when["annee"]) if "annee" in self.when else None

    def address(self, when: dict[str, str] | None = None) -> str:
        """The same filters at another view or period; as asked where none is given."""
        return address(self.filters, self.when if when is None else when)


def read_agenda(parameters, *, user, now: datetime) -> Agenda:
    """The agenda for the GET ``parameters``, as ``user`` may see it at ``now`` (aware): two queries, for dates and for
    those moved away; where there is none to show one or two more, for the way out.
    """
    filters = Filters.read(parameters)
    asked = Question(
        dates=filters.apply(Occurrence.objects.visible_to(user)),
        filters=filters,
        when=WhenForm(parameters).asked(timezone.localdate(now)),
        now=now,
        page=PageNumberForm.number_in(parameters),
    )
    shared = {
        "filters": filters,
        "choices": filter_choices(filters, asked.when),
        "views": views(asked),
        "years": years(asked),
        "query": asked.address(),
        "subtitle": subtitle(asked),
        "is_past": asked.is_past,
    }
    return month_agenda(asked, shared) if "vue" in asked.when else list_agenda(asked, shared)


# The list


def list_agenda(asked: Question, shared: dict) -> Agenda:
    page = stretch(dates_to_list(asked), asked.page, per_page=PER_PAGE)
    rows = with_kinds(page.rows)
    first, last = bounds_of_past(page, asked) if asked.is_past else bounds_to_come(page, asked)
    traces = moved_dates(asked.dates, first, last)
    return Agenda(
        **shared,
        page=page,
        sections=by_month(in_order_of_start([*rows, *traces], latest_first=asked.is_past)),
        count=count_in_words(page),
        way_out=None if rows or traces else way_out_of_list(asked),
    )


def dates_to_list(asked: Question) -> OccurrenceQuerySet:
    if not asked.is_past:
        return upcoming(asked.dates, asked.now).with_seat_counts()
    over = past(asked.dates, asked.now)
    if asked.year is None:
        return over
    return over.filter(start__gte=new_year(asked.year), start__lt=new_year(asked.year + 1))


def new_year(year: int) -> datetime:
    """The instant ``year`` begins in the site's time zone."""
    return midnight(date(year, 1, 1))


def bounds_to_come(page: Stretch, asked: Question) -> tuple[datetime, datetime]:
    """The stretch of time a page of the list stands for: with those of the other pages, each instant once."""
    if not page.rows and page.has_previous:
        return asked.now, asked.now
    # What started before today and is still on stands here; what was moved away from then, among past dates.
    today = midnight(timezone.localdate(asked.now))
    first = max(page.rows[0].start, today) if page.has_previous else today
    return first, max(page.beyond.start, today) if page.beyond else new_year(YEARS[-1] + 1)


def bounds_of_past(page: Stretch, asked: Question) -> tuple[datetime, datetime]:
    """The same for the list that goes back in time."""
    if not page.rows and page.has_previous:
        return asked.now, asked.now
    newest = midnight(timezone.localdate(asked.now))
    if asked.year is not None:
        newest = min(newest, new_year(asked.year + 1))
    last = page.rows[0].start + INSTANT if page.has_previous else newest
    return page.beyond.start + INSTANT if page.beyond else new_year(asked.year or YEARS[0]), last


def in_order_of_start(rows: list[Occurrence | MovedDate], *, latest_first: bool) -> list[Occurrence | MovedDate]:
    """By start, as the database has them, with ghosts among them; two of one moment by identifier."""
    rows.sort(key=lambda row: row.uid)
    rows.sort(key=lambda row: row.start, reverse=latest_first)
    return rows


def by_month(rows: Iterable[Occurrence | MovedDate]) -> list[tuple[date, list[Occurrence | MovedDate]]]:
    months = groupby(rows, key=lambda row: local_day(row.start).replace(day=1))
    return [(month, list(group)) for month, group in months]


def count_in_words(page: Stretch) -> str:
    """How many dates are shown; how many there are in all is not known, and not counted."""
    if not len(page):
        return _("No date")
    if page.has_previous:
        words = ngettext("Page %(page)s: %(count)s date", "Page %(page)s: %(count)s dates", len(page))
    elif page.has_next:
        words = ngettext("The first %(count)s date", "The first %(count)s dates", len(page))
    else:
        words = ngettext("%(count)s date", "%(count)s dates", len(page))
    return words % {"page": page.number, "count": len(page)}


def way_out_of_list(asked: Question) -> WayOut:
    """What to do where the list is empty."""
    if asked.page > 1:
        return WayOut(
            _("This page of the agenda does not exist."), [Link(_("Back to the first page"), asked.address())]
        )
    links = []
    if asked.filters:
        links.append(Link(_("Clear the filters"), address(Filters(), asked.when)))
    if asked.year:
        links.append(Link(_("See all years"), asked.address({"periode": PAST})))
    if asked.is_past:
        links.append(Link(_("See what is coming"), asked.address({})))
    else:
        links.append(Link(_("See past dates"), asked.address({"periode": PAST})))
    return WayOut(emptiness(asked), links)


def emptiness(asked: Question) -> str:
    """That there is no date, in words that fit the choice."""
    if asked.filters:
        return _("No date matches this choice.")
    if asked.year:
        return _("Nothing took place in %(year)s.") % {"year": asked.year}
    if asked.is_past:
        return _("Nothing has taken place yet.")
    return _("No date is announced yet. Subscribe below, and the first one arrives in your calendar by itself.")


# The month


def month_agenda(asked: Question, shared: dict) -> Agenda:
    first = first_day(asked.when)
    bounds = month_bounds(first)
    dates = with_kinds(overlapping(asked.dates, *bounds))
    month = read_month(first, dates, moved_dates(asked.dates, *bounds), now=asked.now)
    words = ngettext("%(count)s date in %(month)s", "%(count)s dates in %(month)s", len(month.dates))
    words = words if month.dates else _("No date in %(month)s")
    today = None if month.is_current else timezone.localdate(asked.now)
    return Agenda(
        **shared,
        month=month,
        count=words % {"count": len(month.dates), "month": month_in_words(first)},
        previous=month_link(asked, month.previous),
        next=month_link(asked, month.next),
        today=month_link(asked, today),
        way_out=None if month.has_entries else way_out_of_month(asked, bounds),
    )


def first_day(when: dict[str, str]) -> date:
    return date.fromisoformat(f"{when['mois']}-01")


def month_in_words(day: date | datetime) -> str:
    """``décembre 2026``."""
    return date_format(local_day(day), "F Y")


def month_link(asked: Question, day: date | None) -> Link | None:
    """The month of ``day``; none for no day."""
    return None if day is None else link_to_month(asked, day)


def link_to_month(asked: Question, day: date) -> Link:
    return Link(month_in_words(day), asked.address({"vue": MONTH, "mois": f"{day.year}-{day.month:02}"}))


def way_out_of_month(asked: Question, bounds: tuple[datetime, datetime]) -> WayOut:
    """The nearest month that has dates, the next before the last."""
    first, last = bounds
    starts = asked.dates.order_by("start").values_list("start", flat=True)
    nearest = starts.filter(start__gte=last).first() or starts.filter(start__lt=first).last()
    links = []
    if nearest and local_day(nearest).year in YEARS:
        words = _("Next date: %(month)s") if nearest >= last else _("Last date: %(month)s")
        link = link_to_month(asked, local_day(nearest))
        links.append(Link(words % {"month": link.label}, link.query))
    words = _("No date in %(month)s.")
    if asked.filters:
        links.append(Link(_("Clear the filters"), address(Filters(), asked.when)))
        words = _("No date matches this choice in %(month)s.")
    return WayOut(words % {"month": month_in_words(first)}, links)


# The ways between views


def views(asked: Question) -> list[Link]:
    """To come, month, past: each keeps the filters."""
    return [
        Link(_("To come"), asked.address({}), not asked.when),
        Link(_("Month"), asked.address({"vue": MONTH}), "vue" in asked.when),
        Link(_("Archives"), asked.address({"periode": PAST}), asked.is_past),
    ]


@remembered
def years_with_dates() -> list[tuple[int, datetime]]:
    """The years in which published dates start, the latest first, each with its first end; one query."""
    published = Occurrence.objects.listed().order_by()
    of_year = published.annotate(year=ExtractYear("start")).values("year").annotate(first=Min("end"))
    return list(of_year.order_by("-year").values_list("year", "first"))


def years(asked: Question) -> list[Link]:
    """The archive: all years, then each that has dates that are over; empty in other views."""
    if not asked.is_past:
        return []
    links = [Link(_("All years"), asked.address({"periode": PAST}), asked.year is None)]
    for year, first_end in years_with_dates():
        if first_end <= asked.now and year in YEARS:
            query = asked.address({"periode": PAST, "annee": str(year)})
            links.append(Link(str(year), query, year == asked.year))
    return links


def subtitle(asked: Question) -> str:
    """``Logement, décembre 2026``: what the title of the document adds to that of the page."""
    words = asked.filters.in_words
    if "vue" in asked.when:
        words.append(month_in_words(first_day(asked.when)))
    elif asked.is_past:
        words.append(str(asked.year or _("past dates")))
    return ", ".join(words)
