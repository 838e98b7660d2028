"""Hours in forms: a timetable for each service and way to come, with one line of text for each day of the week."""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from typing import cast

from django import forms
from django.core.exceptions import ValidationError
from django.forms.formsets import BaseFormSet, formset_factory
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from network.hours.overlaps import overlapping
from network.hours.parser import hours_as_text, read_hours
from network.hours.services import CONCERNS, Timetable, fingerprint, save_hours
from network.hours.words import hours_in_words, slot_in_words
from network.models import Location, OpeningSlot, Organisation, Service
from network.models.services import Weekday

MOST_TIMETABLES = 60
DAYS = [(weekday, f"day_{weekday.value}") for weekday in Weekday]


def own_choices(organisation: Organisation, *, no_location, no_service) -> dict[str, list]:
    """What a row about ``organisation`` may name: its own saved addresses and services."""
    pk = organisation.pk
    addresses = Location.objects.filter(organisation=pk).select_related("commune") if pk else ()
    services = Service.objects.filter(organisation=pk) if pk else ()
    return {
        "location": [("", no_location), *((one.pk, str(one) or _("protected address")) for one in addresses)],
        "service": [("", no_service), *((one.pk, one.title) for one in services)],
    }


def give_choices(form: forms.BaseForm, organisation: Organisation, choices: dict[str, list]) -> None:
    """Let the fields of ``form`` choose among the organisation's own records, and none of another."""
    for name, own in choices.items():
        field = form.fields[name]
        field.queryset = field.queryset.model.objects.filter(organisation=organisation.pk)
        field.choices = own


class TimetableForm(forms.ModelForm):
    """What hours have in common, and the hours of each day as text."""

    slots = forms.CharField(required=False, widget=forms.HiddenInput, max_length=37 * 7 * 24)
    copy_to = forms.TypedMultipleChoiceField(
        label=_("Copy Monday to"),
        required=False,
        coerce=int,
        choices=[(weekday.value, capfirst(weekday.label)) for weekday in Weekday if weekday],
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = OpeningSlot
        fields = [name.removesuffix("_id") for name in CONCERNS]

    def __init__(self, *args, known: Iterable[uuid.UUID], **kwargs):
        super().__init__(*args, **kwargs)
        self.known = frozenset(known)
        for weekday, name in DAYS:
            self.fields[name] = forms.CharField(
                label=capfirst(weekday.label),
                required=False,
                strip=True,
                widget=forms.TextInput({"data-hours-day": weekday.value, "autocomplete": "off"}),
            )

    @property
    def days(self) -> list[tuple[forms.BoundField, str]]:
        """The field of each day, and how what stands in it is read; empty where it is not."""
        return [(self[name], self.reading(weekday, name)) for weekday, name in DAYS]

    @property
    def has_details(self) -> bool:
        """Whether it says more than service, way to come and hours."""
        return any(self[name].value() for name in ("location", "weeks", "first_day", "last_day", "school", "note_fr"))

    def reading(self, weekday: Weekday, name: str) -> str:
        try:
            reading = read_hours(self[name].value() or "")
        except ValidationError:
            return ""
        return hours_in_words(weekday, reading.spans) if reading.spans else ""

    def clean_slots(self) -> frozenset[uuid.UUID]:
        """The rows that these hours replace: rows of the organisation, whatever was sent."""
        try:
            sent = frozenset(uuid.UUID(one) for one in self.cleaned_data["slots"].split(",") if one)
        except ValueError as error:
            raise ValidationError(_("These hours are not this organisation's.")) from error
        if not sent <= self.known:
            raise ValidationError(_("These hours are not this organisation's."))
        return sent

    def clean(self):
        cleaned = super().clean()
        self.spans = {}
        copied = cleaned.get("copy_to", ())
        for weekday, name in DAYS:
            text = cleaned.get("day_0" if weekday in copied else name, "")
            try:
                reading = read_hours(text)
            except ValidationError as error:
                # Beside Monday it is said once.
                if weekday not in copied:
                    self.add_error(name, error)
                continue
            if reading.kind and reading.kind != cleaned.get("kind"):
                self.add_error(name, _("These hours say another way to come than this timetable."))
            if reading.spans:
                self.spans[weekday.value] = reading.spans
        return cleaned

    @property
    def is_filled_in(self) -> bool:
        """Whether it says some hours, or replaces some."""
        return bool(self.cleaned_data and (self.spans or self.cleaned_data["slots"]))

    def timetable(self) -> Timetable:
        """What was typed, once it is valid."""
        cleaned = self.cleaned_data
        concern = {name: getattr(self.instance, name) if name.endswith("_id") else cleaned[name] for name in CONCERNS}
        return Timetable(concern, self.spans, cleaned["slots"])


class BaseTimetableFormSet(BaseFormSet):
    """All hours of an organisation: at its own addresses, of its own services, and never twice the same hour."""

    def __init__(self, *args, organisation: Organisation, **kwargs):
        self.organisation = organisation
        self.saved = list(OpeningSlot.objects.filter(organisation=organisation.pk)) if organisation.pk else []
        groups = timetables_of(self.saved)
        # A first one to fill in.
        self.extra = 0 if groups else 1
        super().__init__(*args, initial=[initial_of(group) for group in groups], **kwargs)

    def get_form_kwargs(self, index):
        return super().get_form_kwargs(index) | {"known": [slot.uid for slot in self.saved]}

    @cached_property
    def own_choices(self) -> dict[str, list]:
        return own_choices(self.organisation, no_location=_("The first address"), no_service=_("Reception"))

    def add_fields(self, form, index):
        super().add_fields(form, index)
        give_choices(form, self.organisation, self.own_choices)
        form.fields["DELETE"].label = _("Remove this timetable")

    @property
    def seen(self) -> str:
        """The fingerprint of the hours that the form shows."""
        return fingerprint(self.saved)

    @property
    def standing(self) -> list[TimetableForm]:
        """The timetables that hold once the form is saved."""
        return [form for form in self.forms if form not in self.deleted_forms and form.is_valid() and form.is_filled_in]

    def timetables(self) -> list[Timetable]:
        """What is written; a timetable that goes leaves no hours."""
        gone = [Timetable({}, {}, form.cleaned_data.get("slots", frozenset())) for form in self.deleted_forms]
        return [*(form.timetable() for form in self.standing), *gone]

    def hours_to_be(self) -> list[tuple[OpeningSlot, TimetableForm | None]]:
        """The hours as they will be, each with the form that says so; None for rows that no form knows."""
        said = {uid for form in self.forms for uid in form.cleaned_data.get("slots", ())}
        typed = [(slot, form) for form in self.standing for slot in form.timetable().wanted()]
        return [*typed, *((slot, None) for slot in self.saved if slot.uid not in said)]

    def clean(self):
        if any(self.errors):
            return
        if self.organisation.pk and self.data.get(f"{self.prefix}-seen") != self.seen:
            now = "; ".join(slot_in_words(slot) for slot in self.saved) or gettext("none")
            message = _("Somebody else changed these hours meanwhile: open the form again. They are now: %(hours)s.")
            raise ValidationError(message % {"hours": now})
        rows = self.hours_to_be()
        form_of = {id(slot): form for slot, form in rows}
        for pair in overlapping(slot for slot, _form in rows):
            said_by = next((slot for slot in reversed(pair) if form_of[id(slot)]), pair[1])
            if form := form_of[id(said_by)]:
                form.add_error(f"day_{said_by.weekday}", _("These hours overlap with others of the same day."))
            raise ValidationError(_("Two opening hours overlap: change or remove one of them."))

    def save(self) -> None:
        """Write the hours of the organisation, which is saved by now."""
        seen = self.seen if self.saved else None
        save_hours(organisation=self.organisation, timetables=self.timetables(), seen=seen)


def timetables_of(slots: Iterable[OpeningSlot]) -> list[list[OpeningSlot]]:
    """The hours that have what they concern in common: those of every day first, then by service and way to come."""
    groups = defaultdict(list)
    for slot in slots:
        groups[tuple(getattr(slot, name) for name in CONCERNS)].append(slot)
    return sorted(groups.values(), key=lambda group: order_of(group[0]))


def order_of(slot: OpeningSlot) -> tuple:
    is_appointment = slot.kind == OpeningSlot.Kind.APPOINTMENT
    return bool(slot.weeks), slot.is_dated, slot.service_id or 0, is_appointment, str(slot.first_day), slot.pk


def initial_of(group: list[OpeningSlot]) -> dict:
    """The timetable of rows that have what they concern in common."""
    first = group[0]
    days = {
        name: hours_as_text((slot.opens, slot.closes) for slot in group if slot.weekday == weekday)
        for weekday, name in DAYS
    }
    concern = {name.removesuffix("_id"): getattr(first, name) for name in CONCERNS}
    return concern | days | {"slots": ",".join(str(slot.uid) for slot in group)}


def timetable_formset(form: type[TimetableForm]) -> type[BaseTimetableFormSet]:
    """The timetables of an organisation, each in a ``form``."""
    made = formset_factory(
        form,
        formset=BaseTimetableFormSet,
        can_delete=True,
        max_num=MOST_TIMETABLES,
        absolute_max=MOST_TIMETABLES,
    )
    return cast("type[BaseTimetableFormSet]", made)
