"""The form that signs the same people up for several dates."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext_lazy as _

from events.models import Occurrence
from events.sign_up.forms import SignUpForm


class EventChoiceForm(forms.Form):
    """``?evenement=<uuid>``: only the dates of one event."""

    evenement = forms.UUIDField(required=False)

    @classmethod
    def event_in(cls, parameters) -> uuid.UUID | None:
        """The key asked for; None where there is none or it is nonsense."""
        form = cls(parameters)
        return form.cleaned_data["evenement"] if form.is_valid() else None


@dataclass(frozen=True)
class Asks:
    """What is asked once for all dates: whatever one of them asks, but no workshops."""

    asks_meal: bool
    asks_needs: bool
    has_workshops: bool = False


class SeriesForm(SignUpForm):
    """Dates to tick, and the people of one organisation for all of them."""

    dates = forms.MultipleChoiceField(
        label=_("Which dates?"),
        error_messages={
            "required": _("Tick at least one date."),
            "invalid_choice": _("One of the dates ticked takes no sign-up any more. Look at the list again."),
        },
    )

    field_order = ["dates", "people"]

    def __init__(self, *args, dates: Iterable[Occurrence], **kwargs):
        self.known = {str(date.uid): date for date in dates}
        known = self.known.values()
        asks = Asks(any(date.asks_meal for date in known), any(date.asks_needs for date in known))
        super().__init__(*args, occurrence=asks, **kwargs)
        self.fields["dates"].choices = [(uid, str(date)) for uid, date in self.known.items()]

    def free_seats(self) -> int | None:
        """What is free at the fullest of the dates ticked; they were read ``with_seat_counts``."""
        ticked = [self.known[uid] for uid in self.cleaned_data.get("dates", ())]
        limited = [date for date in ticked if date.capacity is not None]
        return min((0 if date.waiting_count else date.seats_left(date.taken_count) for date in limited), default=None)

    def chosen(self) -> list[Occurrence]:
        """The dates a valid form ticks, in the order of the list."""
        return [date for uid, date in self.known.items() if uid in self.cleaned_data["dates"]]

    def ticked_dates(self) -> set[str]:
        """Identifiers of the dates ticked, as they were sent."""
        return set(self.data.getlist("dates")) if self.is_bound else set()
