"""What the page of an event shows: the date that was chosen, and the way to the others."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote, urlencode

from django import forms
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from events.agenda.event_dates import EventDates, participants, previewed_dates, published_dates
from events.dates.listing import give_hosts, give_relations
from events.dates.programme import ProgrammeDay, Words, programme_of, words_of
from events.dates.states import MovedDate, ghosts_of
from events.models import EventPage, Occurrence, Stand
from home.cache.remembered import remembered
from home.dates import when_in_words
from network.models import Organisation

MAP = "https://www.openstreetmap.org/"


class ChosenDateForm(forms.Form):
    """``?date=<uid>``: which date of a series the page is about."""

    date = forms.UUIDField(required=False)

    @classmethod
    def date_in(cls, parameters) -> uuid.UUID | None:
        """The identifier asked for; None where there is none or it is nonsense."""
        form = cls(parameters)
        return form.cleaned_data["date"] if form.is_valid() else None


@dataclass(frozen=True)
class DocumentLink:
    """A file of the date."""

    url: str
    title: Words
    is_minutes: bool


@dataclass(frozen=True)
class DateLine:
    """One of all dates of the event, with what its title says besides that of the event."""

    date: Occurrence
    theme: Words


@dataclass(frozen=True)
class EventSheet:
    """The page about ``date`` (None for a draft without one): the one chosen, else the next, whatever became of it.

    ``standing`` is the date people may sign up for, which is another one where ``date`` was called off. ``address``
    is the absolute address of the page, without query string.
    """

    page: EventPage
    dates: EventDates
    date: Occurrence | None
    now: datetime
    address: str = ""
    is_chosen: bool = False
    is_preview: bool = False
    reads_all_documents: bool = False

    @cached_property
    def standing(self) -> Occurrence | None:
        if self.date and self.date.is_standing and (self.is_chosen or not self.date.is_past(self.now)):
            return self.date
        return self.dates.standing

    @property
    def is_void(self) -> bool:
        """Whether the date was called off, which a reader must learn first, also once its day is over."""
        return bool(self.date and not self.date.is_standing)

    @property
    def other_standing(self) -> Occurrence | None:
        """The next date that takes place, where ``date`` does not."""
        return self.dates.standing if self.is_void and self.dates.standing is not self.date else None

    @property
    def is_past(self) -> bool:
        return bool(self.date and self.date.is_past(self.now))

    @property
    def title(self) -> str:
        """The title of the date, its theme included, in the language the page is written in."""
        told = self.date.text("title", self.page.content_language) if self.date else ""
        return told or self.page.title

    @property
    def structured_dates(self) -> list[Occurrence]:
        """The dates that search engines are told: those to come, and the one shown."""
        shown = [self.date] if self.date and self.is_past else []
        return [*shown, *self.dates.upcoming]

    @cached_property
    def programme(self) -> list[ProgrammeDay]:
        return programme_of(self.date) if self.date else []

    @cached_property
    def documents(self) -> list[DocumentLink]:
        """Public ones for everybody, the others for members who signed in; minutes first."""
        rows = [row for row in self.date.documents if row["is_public"] or self.reads_all_documents] if self.date else []
        links = [DocumentLink(row["url"], words_of(row, "title"), row["is_minutes"]) for row in rows]
        return sorted(links, key=lambda link: not link.is_minutes)

    @property
    def hidden_documents(self) -> int:
        """How many documents wait behind signing in."""
        return len(self.date.documents) - len(self.documents) if self.date else 0

    @cached_property
    def stands(self) -> list[Stand]:
        return list(self.page.stands.all()) if self.is_preview else stands_of(self.page.translation_key)

    @property
    def upcoming_lines(self) -> list[DateLine]:
        """Every date to come, for the list of all."""
        return self.lines_of(self.dates.upcoming)

    @property
    def past_lines(self) -> list[DateLine]:
        """Every date that is over, the latest first."""
        return self.lines_of(self.dates.past)

    def lines_of(self, dates: list[Occurrence]) -> list[DateLine]:
        language = self.page.content_language
        return [DateLine(date, Words.of(date, Occurrence.theme, language)) for date in dates]

    @cached_property
    def about(self) -> Occurrence | None:
        """The date whose participants are shown."""
        return self.standing or self.date

    @cached_property
    def participants(self) -> list[Organisation]:
        return participants(self.about) if self.page.shows_participants and self.about and self.about.pk else []

    @property
    def participants_came(self) -> bool:
        return bool(self.about and self.about.is_past(self.now))

    @cached_property
    def neighbours(self) -> tuple[Occurrence | None, Occurrence | None]:
        return self.dates.beside(self.date)

    @property
    def previous(self) -> Occurrence | None:
        return self.neighbours[0]

    @property
    def following(self) -> Occurrence | None:
        return self.neighbours[1]

    @property
    def ghosts(self) -> list[MovedDate]:
        """Dates to come that were moved to another day, as they stood before, by that moment."""
        return ghosts_of(self.dates.upcoming)

    @property
    def host(self) -> Organisation | None:
        """Who receives, if the network shows it."""
        host = self.date.host if self.date else self.page.host
        return host if host and host.published else None

    @property
    def map_url(self) -> str:
        """The place on a map service: a plain link, followed only by whoever clicks it."""
        return map_url(self.date) if self.date else ""

    @property
    def conference_url(self) -> str:
        """The link to take part from afar, where it is public and still of use."""
        date = self.date
        if not date or not date.conference_is_public or not date.is_standing or date.is_past(self.now):
            return ""
        return date.conference_url

    @property
    def is_hybrid(self) -> bool:
        """Whether one can also take part from afar."""
        return bool(self.date and self.date.conference_url)

    @property
    def query(self) -> str:
        """What stands behind the address of the page and of its files, for the date shown."""
        return f"?date={self.date.uid}" if self.date and self.dates.are_several else ""

    @property
    def full_address(self) -> str:
        return self.address + (self.query if self.is_chosen else "")

    @property
    def mail_url(self) -> str:
        """A mail to whomever the reader chooses, with title, date, place and address."""
        lines = [self.title]
        if self.date:
            when = when_in_words(self.date.start, self.date.end, all_day=self.date.all_day, with_year=True)
            lines += [when[0].upper() + when[1:], self.date.place]
        body = "\r\n".join([*filter(None, lines), "", self.full_address])
        return f"mailto:?subject={quote(self.title)}&body={quote(strip_tags(body))}"

    @property
    def poster_options(self) -> list[tuple[str, str]]:
        """``(address, words)`` of each poster, relative to the page."""
        language = self.page.content_language
        base = {"date": str(self.date.uid)} if self.date and self.dates.are_several else {}
        offered = ((_("A4"), "a4", language), (_("A3"), "a3", language), (_("A3 in both languages"), "a3", "fr-nl"))
        return [
            ("affiche.pdf?" + urlencode({"format": size, "langue": words} | base), label)
            for label, size, words in offered
        ]


def event_sheet(page: EventPage, request: HttpRequest, *, now: datetime) -> EventSheet:
    """The sheet of ``page`` for the reader of ``request``; a preview shows the rows of the draft."""
    give_relations([page])
    give_hosts([page])
    is_preview = getattr(request, "is_preview", False)
    dates = previewed_dates(page, now=now) if is_preview else published_dates(page, user=request.user, now=now)
    chosen = dates.named(ChosenDateForm.date_in(request.GET)) if request.GET else None
    return EventSheet(
        page=page,
        dates=dates,
        date=chosen or dates.first,
        now=now,
        address=request.build_absolute_uri(request.path),
        is_chosen=chosen is not None,
        is_preview=is_preview,
        reads_all_documents=request.user.is_authenticated,
    )


@remembered
def stands_of(event_key: uuid.UUID) -> list[Stand]:
    """The stands that the source page of the event lists, in its order."""
    rows = Stand.objects.filter(page__translation_key=event_key).select_related("organisation")
    rows = list(rows.order_by("page_id", "sort_order", "pk"))
    return [row for row in rows if row.page_id == rows[0].page_id]


def map_url(date: Occurrence) -> str:
    """Where OpenStreetMap shows the place of ``date``; empty where it has none."""
    if date.latitude is not None and date.longitude is not None:
        point = f"{date.latitude:.5f}", f"{date.longitude:.5f}"
        return f"{MAP}?{urlencode({'mlat': point[0], 'mlon': point[1]})}#map=18/{point[0]}/{point[1]}"
    return f"{MAP}search?{urlencode({'query': date.place})}" if date.place else ""
