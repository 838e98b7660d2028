"""The forms of a repetition: in words, as a sentence of choices, and one small form for each date it yields."""

from dataclasses import fields

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import MONTHS, WEEKDAYS
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from events.dates.form_fields import ComingDateMixin
from events.repetition.plan import Decision, Decisions, Held, Line
from events.repetition.rule import MOST_INTERVAL, NTHS, Frequency, Parity, Repetition
from home.dates import date_in_words, validate_day

FREQUENCIES = (
    (Frequency.WEEKLY, _("every week")),
    (Frequency.BY_WEEKDAY, _("every month, on a day of the week")),
    (Frequency.BY_DAY, _("every month, on the same day")),
)
PARITIES = (
    (Parity.ALL, _("all weeks")),
    (Parity.EVEN, _("weeks with an even number")),
    (Parity.ODD, _("weeks with an odd number")),
)
NTH_NAMES = {
    1: pgettext_lazy("weekday of the month", "first"),
    2: pgettext_lazy("weekday of the month", "second"),
    3: pgettext_lazy("weekday of the month", "third"),
    4: pgettext_lazy("weekday of the month", "fourth"),
    5: pgettext_lazy("weekday of the month", "fifth, if there is one"),
    -1: pgettext_lazy("weekday of the month", "last"),
}
COMMUNITY_NAMES = (("fr", _("French-speaking schools")), ("nl", _("Dutch-speaking schools")))
# A school year starts in September, and so do most rules.
MONTHS_IN_ORDER = [*range(9, 13), *range(1, 9)]
ADDED = 3


class DayInput(forms.DateInput):
    """The browser's own picker; one page may hold two hundred."""

    input_type = "date"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%Y-%m-%d")


class HourInput(forms.TimeInput):
    input_type = "time"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%H:%M")


def day_field(label, *, required: bool = True) -> forms.DateField:
    return forms.DateField(label=label, required=required, widget=DayInput, validators=[validate_day])


def hour_field(label) -> forms.TimeField:
    return forms.TimeField(label=label, required=False, widget=HourInput)


def ticks(label, choices, *, coerce=int) -> forms.TypedMultipleChoiceField:
    return forms.TypedMultipleChoiceField(
        label=label, choices=choices, coerce=coerce, required=False, widget=forms.CheckboxSelectMultiple
    )


class WordsForm(forms.Form):
    words = forms.CharField(
        label=_("In your words"), max_length=400, required=False, widget=forms.Textarea({"rows": 2})
    )


class RepetitionForm(forms.Form):
    """The rule, field by field; ``rule`` once it is valid."""

    frequency = forms.ChoiceField(label=_("It comes back"), choices=FREQUENCIES)
    interval = forms.TypedChoiceField(
        label=_("How often"),
        choices=[
            (1, _("every time")),
            *((n, format_lazy(_("one time in {n}"), n=n)) for n in range(2, MOST_INTERVAL + 1)),
        ],
        coerce=int,
    )
    parity = forms.TypedChoiceField(
        label=_("In which weeks"), choices=PARITIES, coerce=Parity, empty_value=Parity.ALL, required=False
    )
    nths = ticks(_("which of the month"), [(n, NTH_NAMES[n]) for n in NTHS])
    weekdays = ticks(_("on"), list(WEEKDAYS.items()))
    month_day = forms.TypedChoiceField(
        label=_("the day of the month"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", "–"), *((n, n) for n in range(1, 32)), (-1, _("the last day"))],
    )
    months = ticks(_("only in (none ticked: all year)"), [(n, MONTHS[n]) for n in MONTHS_IN_ORDER])
    start_time = hour_field(_("from"))
    end_time = hour_field(_("to"))
    first_day = day_field(_("between"))
    last_day = day_field(pgettext_lazy("between two days", "and"))
    skip_public_holidays = forms.BooleanField(label=_("public holidays"), required=False)
    skip_school_holidays = ticks(_("school holidays of"), COMMUNITY_NAMES, coerce=str)

    rule: Repetition | None = None

    def __init__(self, *args, removed=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.removed = removed

    def clean(self):
        cleaned = super().clean()
        if self.errors:
            return cleaned
        if cleaned["end_time"] and not cleaned["start_time"]:
            self.add_error("start_time", _("A date with an end also needs a start."))
            return cleaned
        if cleaned["frequency"] == Frequency.WEEKLY and cleaned["parity"] and cleaned["interval"] > 1:
            self.add_error("parity", _("Choose how often or in which weeks, not both."))
            return cleaned
        try:
            rule = Repetition(**cleaned, removed=self.removed)
        except ValidationError as error:
            self.add_error(None, error)
            return cleaned
        if not rule.all_days():
            self.add_error(
                None,
                _("This rule gives no date between %(first)s and %(last)s. Change a day, a month or a holiday.")
                % {"first": date_in_words(rule.first_day), "last": date_in_words(rule.last_day)},
            )
            return cleaned
        self.rule = rule
        return cleaned


def values_of(rule: Repetition) -> dict:
    """The rule as ``RepetitionForm`` starts with it."""
    return {field.name: getattr(rule, field.name) for field in fields(rule) if field.name != "removed"}


class DateForm(ComingDateMixin, forms.Form):
    """Another day or other hours; empty changes nothing."""

    day = day_field(_("Day"), required=False)
    start_time = hour_field(_("Starts at"))
    end_time = hour_field(_("Ends at"))

    @property
    def is_filled(self) -> bool:
        return any(self[name].value() for name in ("day", "start_time", "end_time"))

    @property
    def moved(self) -> dict:
        return {name: self.cleaned_data.get(name) for name in ("day", "start_time", "end_time")}


class LineForm(DateForm):
    """What to do with one date of the preview."""

    seen = forms.BooleanField(required=False, initial=True, widget=forms.HiddenInput)
    leave_out = forms.BooleanField(label=_("Not that day"), required=False)
    held = forms.TypedChoiceField(
        label=_("People are signed up"),
        required=False,
        coerce=Held,
        empty_value=None,
        widget=forms.RadioSelect,
        choices=[(Held.KEEP, _("Keep this date")), (Held.CANCEL, _("Cancel it: they are told when it is published"))],
    )

    def __init__(self, line: Line, data=None):
        self.line = line
        was_seen = data is not None and f"{line.id}-seen" in data
        super().__init__(data if was_seen else None, prefix=line.id, initial={"leave_out": line.left_out})
        for name in ("leave_out", "day", "start_time", "end_time"):
            words = f"{self.fields[name].label}, {date_in_words(line.day)}"
            self.fields[name].widget.attrs["aria-label"] = words

    @property
    def decision(self) -> Decision:
        if not self.is_bound:
            return Decision(leave_out=self.line.left_out)
        return Decision(leave_out=self.cleaned_data["leave_out"], held=self.cleaned_data.get("held"), **self.moved)

    @property
    def becomes(self) -> Line:
        """The line at the day and hours chosen for it, as far as they make sense."""
        chosen = self.moved if self.is_bound and self.is_valid() else {}
        line, start = self.line, chosen.get("start_time")
        hours = (start, chosen.get("end_time")) if start else (line.start_time, line.end_time)
        return Line(line.place, chosen.get("day") or line.day, *hours, slot=line.slot, row=line.row, people=line.people)

    @property
    def leaves(self) -> bool:
        return bool(self["leave_out"].value())

    @property
    def is_asked(self) -> bool:
        """Whether somebody has to decide about the people signed up."""
        return self.line.is_asked and self.line.goes(Decision(leave_out=self.leaves))


class AddedForm(DateForm):
    """A date by hand, beside the rule."""

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("start_time") and not cleaned.get("day") and "day" not in self.errors:
            self.add_error("day", _("Which day?"))
        return cleaned


class ReasonForm(forms.Form):
    """Why dates are cancelled, for the people who are told."""

    reason_fr = forms.CharField(label=_("Reason in French"), max_length=200, required=False)
    reason_nl = forms.CharField(label=_("Reason in Dutch"), max_length=200, required=False)


class DecisionForms:
    """All forms below the rule, for the ``lines`` it gives."""

    def __init__(self, lines: list[Line], data=None):
        self.lines = [LineForm(line, data) for line in lines]
        self.added = [AddedForm(data, prefix=f"add-{n}") for n in range(ADDED)]
        self.reason = ReasonForm(data)
        self.is_bound = data is not None

    def is_valid(self) -> bool:
        # Each is asked, so that all errors show at once.
        valid = [form.is_valid() for form in (*self.lines, *self.added, self.reason) if form.is_bound]
        return all(valid)

    @property
    def asked(self) -> list[LineForm]:
        return [form for form in self.lines if form.is_asked]

    @property
    def decisions(self) -> Decisions:
        """What they say; only once they are valid."""
        return Decisions(
            {form.line.id: form.decision for form in self.lines},
            tuple(Decision(**form.moved) for form in self.added if form.is_bound and form.moved["day"]),
            **(self.reason.cleaned_data if self.reason.is_bound else {}),
        )
