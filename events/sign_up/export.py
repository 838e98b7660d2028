"""Who signed up and who came, as a spreadsheet: of one date as the page shows it, or of all dates of a period."""

from collections.abc import Iterable, Iterator

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import View

from events.models import Occurrence, Seat
from events.sign_up.seat_list import ORDER, SeatFilterForm, rows_of, workshops_of
from events.stable_names import Permission
from home.files.spreadsheets import CONTENT_TYPES, spreadsheet

SEE_PEOPLE = Permission.VIEW_REGISTRATION


class SpreadsheetForm(forms.Form):
    """``?format=``: csv unless xlsx is asked for."""

    format = forms.ChoiceField(choices=[(kind, kind) for kind in CONTENT_TYPES])

    @classmethod
    def format_in(cls, parameters) -> str:
        form = cls(parameters)
        return form.cleaned_data["format"] if form.is_valid() else "csv"


class SeatsExportView(View):
    """The list of one date, with the filters of its page."""

    http_method_names = ["get", "head"]

    def get(self, request, pk):
        if not request.user.has_perm(SEE_PEOPLE):
            raise PermissionDenied
        date = get_object_or_404(Occurrence, pk=pk)
        kind = SpreadsheetForm.format_in(request.GET)
        rows = rows_of(date)
        shown = SeatFilterForm(request.GET, rows=rows, workshops=workshops_of(date)).shown(rows)
        table = date_table(date, [(row.seat, row.rank) for row in shown])
        response = HttpResponse(spreadsheet(table, kind), content_type=CONTENT_TYPES[kind])
        response["Content-Disposition"] = f'attachment; filename="inscriptions-{date.start:%Y-%m-%d}-{date.pk}.{kind}"'
        response["Cache-Control"] = "private, no-store"
        return response


def date_table(date: Occurrence, seats: Iterable[tuple[Seat, int]]) -> Iterator[list]:
    """Headings, then a row for each seat with its rank; only what the date asks has a column."""
    asks = Asks(date.has_workshops, date.asks_meal, date.asks_needs)
    yield asks.headings()
    for seat, rank in seats:
        yield asks.cells(seat, rank)


def people_table(dates) -> Iterator[list]:
    """Headings, then every seat of ``dates`` with its date, in their order; six queries whatever their number."""
    asks = Asks(True, True, True)
    known = {date.pk: date for date in dates.select_related("kind", "group").order_by("start", "pk")}
    seats = Seat.objects.filter(occurrence__in=known).with_people().with_workshops()
    ranks = Seat.objects.ranks(known)
    place = {pk: number for number, pk in enumerate(known)}
    rows = sorted(
        ((seat, ranks.get(seat.pk, 0)) for seat in seats),
        key=lambda row: (place[row[0].occurrence_id], in_order_of_page(*row)),
    )
    yield [_("Day"), _("Event"), _("Kind"), _("Working group"), *asks.headings()]
    for seat, rank in rows:
        date = known[seat.occurrence_id]
        group = date.group.name if date.group else ""
        yield [local(date.start), date.title, date.kind.name, group, *asks.cells(seat, rank)]


def in_order_of_page(seat: Seat, rank: int) -> tuple:
    """As on the page of a date: by state, number or rank, and moment."""
    return ORDER.index(seat.status), seat.number or rank, seat.queued_at, seat.pk


class Asks:
    """Which columns there are beside those of every date."""

    def __init__(self, workshops: bool, meal: bool, needs: bool):
        self.workshops, self.meal, self.needs = workshops, meal, needs

    def headings(self) -> list[str]:
        return [
            _("Status"),
            _("Number or rank"),
            _("Person"),
            _("Organisation"),
            _("Reason of the overbooking"),
            _("Held until"),
            _("Attendance"),
            *([_("Workshops")] if self.workshops else []),
            *([_("Meal")] if self.meal else []),
            *([_("Access needs")] if self.needs else []),
            _("Signed up on"),
            _("Signed up by"),
        ]

    def cells(self, seat: Seat, rank: int) -> list:
        registration = seat.registration
        return [
            seat.get_status_display(),
            seat.number or rank or "",
            seat.display_name,
            registration.organisation.name if registration.organisation else _("The public"),
            seat.overbooking,
            local(seat.held_until) if seat.held_until else "",
            seat.get_attendance_display(),
            *([workshops_in_words(seat)] if self.workshops else []),
            *([seat.get_meal_display()] if self.meal else []),
            *([seat.needs_in_words] if self.needs else []),
            local(seat.queued_at),
            str(registration.created_by or registration.email or ""),
        ]


def local(moment) -> str:
    """``2027-01-14 12:00`` on the clock here, which spreadsheets sort."""
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M")


def workshops_in_words(seat: Seat) -> str:
    """The workshops by title; those in which the person still waits for a place say so. Needs ``with_workshops``."""
    waits = _("%(workshop)s (waiting)")
    found = [(place.workshop.title, place.number) for place in seat.workshops.all()]
    return ", ".join(title if number else waits % {"workshop": title} for title, number in found)
