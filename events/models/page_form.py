"""The form of an event page: it lets nobody lose a seat by a slip of the editor."""

import uuid

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from events.models.kinds import SignUp
from events.models.missed_actions import last_action, put_back_missed_actions, tell_of_missed_actions
from events.models.occurrences import Occurrence
from events.models.page_rows import EventDate, check_rows_fit_the_dates
from events.models.registrations import Seat
from home.dates import date_in_words
from home.pages.forms import PageForm

MAXIMUM_ROWS = 1000


class EventPageForm(PageForm):
    """Checks the rows of dates against the people signed up for them, and what was done to dates meanwhile."""

    actions_seen = forms.IntegerField(required=False, min_value=0, max_value=2**62, widget=forms.HiddenInput)

    def __init__(self, data=None, *args, **kwargs):
        super().__init__(with_keys_of_their_own(data) if data else data, *args, **kwargs)
        if self.instance.pk:
            self.initial["actions_seen"] = last_action(self.instance)
        if "slug" in self.fields:
            # Without JavaScript the address stays empty, and the page makes it from its title.
            self.fields["slug"].required = False

    def clean(self):
        cleaned = super().clean()
        if "dates" not in self.formsets:
            return cleaned
        held = self.dates_held() if self.decides_the_dates() else {}
        kept = self.put_back_rows_of(held)
        missed = put_back_missed_actions(self)
        self.formsets["dates"].is_valid()
        tell_of_missed_actions(self, missed)
        self.check_each_date_stands_once()
        check_rows_fit_the_dates(self)
        self.check_sign_ups(held, kept, cleaned)
        return cleaned

    def decides_the_dates(self) -> bool:
        """Whether this page is the one whose rows make the dates: translations only lend their words."""
        key = self.instance.translation_key
        first = (
            type(self.instance).objects.filter(translation_key=key).order_by("pk").values_list("pk", flat=True).first()
        )
        return self.instance.pk is not None and first == self.instance.pk

    def dates_held(self) -> dict[uuid.UUID, Occurrence]:
        """The dates people are signed up for, by the key of their row, each with its seats as ``active``."""
        seats = Prefetch(
            "seats", Seat.objects.active().select_related("person").order_by("number", "queued_at"), "active"
        )
        dates = Occurrence.objects.filter(event_key=self.instance.translation_key, withdrawn_at=None)
        return {date.row: date for date in dates.prefetch_related(seats) if date.active}

    def put_back_rows_of(self, held: dict[uuid.UUID, Occurrence]) -> set[str]:
        """Untick the removal of rows whose date people are signed up for; returns their keys."""
        formset = self.formsets["dates"]
        keys = {str(key) for key in held}
        kept = set()
        for row in formset.forms:
            name = row.add_prefix("key")
            if self.data.get(name) in keys and self.data.get(row.add_prefix("DELETE")):
                self.data[row.add_prefix("DELETE")] = ""
                kept.add(self.data[name])
        return kept

    def check_each_date_stands_once(self) -> None:
        formset = self.formsets["dates"]
        seen = set()
        for row in formset.forms:
            values = getattr(row, "cleaned_data", {})
            if not values.get("day") or values.get("DELETE"):
                continue
            moment = (values["day"], values.get("start_time"))
            if moment in seen:
                row.add_error("day", _("This date is listed twice: remove one, or change its day or hour."))
                self.add_error(None, _("The same date is listed twice."))
            seen.add(moment)

    def check_sign_ups(self, held: dict[uuid.UUID, Occurrence], kept: set[str], cleaned: dict) -> None:
        published = self.seats_published() if held else {}
        for row in self.formsets["dates"].forms:
            date = held.get(getattr(row, "cleaned_data", {}).get("key"))
            if date and str(date.row) in kept:
                self.refuse_removal(row, date)
            elif date and date.end > timezone.now():
                self.check_seats_suffice(row, date, cleaned, published.get(date.row))
        if held and cleaned.get("sign_up") == SignUp.NONE:
            self.add_error("sign_up", people_are_signed_up(sum(len(date.active) for date in held.values())))

    def refuse_removal(self, row, date: Occurrence) -> None:
        """Say why a row stays, and what to do instead."""
        why = _("%(people)s To call this date off, choose “cancelled” as its status: they are told by mail.") % {
            "people": people_are_signed_up(len(date.active))
        }
        row.add_error("status", why)
        day = date_in_words(date.start, with_weekday=False)
        self.add_error(None, _("The date of %(day)s was not removed. %(why)s") % {"day": day, "why": why})

    def seats_published(self) -> dict[uuid.UUID, int | None]:
        """The number of seats of each row as it is published, whatever a draft says."""
        rows = EventDate.objects.filter(page=self.instance.pk).values_list("key", "capacity", "page__capacity")
        return {key: own or shared for key, own, shared in rows}

    def check_seats_suffice(self, row, date: Occurrence, cleaned: dict, published: int | None) -> None:
        """Refuse another number of seats that would take somebody's; those held for a reason keep theirs."""
        own = row.cleaned_data.get("capacity")
        capacity = own or cleaned.get("capacity")
        if capacity is None or capacity in (published, date.capacity):
            return
        numbered = [seat for seat in date.active if seat.number is not None]
        losing = [seat for seat in numbered[capacity:] if not seat.overbooking]
        if not losing:
            return
        message = ngettext(
            "%(count)d confirmed person would lose the seat: %(names)s. Cancel it first, or leave more seats.",
            "%(count)d confirmed people would lose their seats: %(names)s. Cancel those first, or leave more seats.",
            len(losing),
        ) % {"count": len(losing), "names": ", ".join(seat.display_name for seat in losing)}
        if own:
            row.add_error("capacity", message)
            self.add_error(None, ValidationError(message))
        elif message not in self.errors.get("capacity", []):
            self.add_error("capacity", message)


def people_are_signed_up(count: int) -> str:
    return ngettext(
        "%(count)d person has a seat or waits for one.", "%(count)d people have a seat or wait for one.", count
    ) % {"count": count}


def with_keys_of_their_own(data):
    """A copy of the posted data in which no two rows share a key: rows added in one go are born with the same."""
    data = data.copy()
    for rows in ("dates", "programme"):
        give_keys(data, rows)
    return data


def give_keys(data, prefix: str) -> None:
    total = data.get(f"{prefix}-TOTAL_FORMS", "")
    rows = min(int(total), MAXIMUM_ROWS) if total.isascii() and total.isdecimal() else 0
    seen = set()
    # Rows that exist already keep theirs, whatever the order.
    for index in sorted(range(rows), key=lambda index: not data.get(f"{prefix}-{index}-id")):
        name = f"{prefix}-{index}-key"
        if data.get(name) in seen or not data.get(name):
            data[name] = str(uuid.uuid4())
        seen.add(data[name])
