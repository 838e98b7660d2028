"""CMS pages to postpone, cancel or restore a date: reason, new day, preview of the mails, one button."""

import hashlib

from django import forms
from django.shortcuts import redirect
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.widgets import AdminDateInput, AdminTimeInput

from events import errors
from events.admin.date.detail import SeatsView
from events.dates.form_fields import HoursMixin
from events.models import Occurrence
from events.models.occurrences import Status
from events.publishing.date_actions import Action, Cancellation, Postponement, Restoration, carry_out, letters_of
from events.publishing.synchronise import row_for
from events.seats.dry_run import Mailing
from home.dates import validate_day

# Said once, and done: a second click or a colleague was faster.
DONE_ALREADY = (
    errors.CancelledAlready,
    errors.PostponedAlready,
    errors.AtThatMomentAlready,
    errors.TakesPlaceAlready,
)


class RestoreForm(forms.Form):
    """What every action carries: the date as the person saw it, and the mail they saw."""

    sequence = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)

    def action(self) -> Action:
        return Restoration()


class CancelForm(RestoreForm):
    reason_fr = forms.CharField(
        label=capfirst(gettext_lazy("reason in French")),
        max_length=200,
        required=False,
        help_text=gettext_lazy("One sentence; it stands in the mail, in the agenda and in calendars."),
    )
    reason_nl = forms.CharField(
        label=capfirst(gettext_lazy("reason in Dutch")),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Left empty, Dutch readers see the French one."),
    )

    def reasons(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in ("reason_fr", "reason_nl")}

    def action(self) -> Action:
        return Cancellation(**self.reasons())


class PostponeForm(HoursMixin, CancelForm):
    """To a day, or to one not known yet."""

    DAY, OPEN = "day", "open"

    when = forms.ChoiceField(
        label=gettext_lazy("To when?"),
        choices=[(DAY, gettext_lazy("to this day:")), (OPEN, gettext_lazy("the new date is not known yet"))],
        widget=forms.RadioSelect,
    )
    day = forms.DateField(label=gettext_lazy("New day"), required=False, widget=AdminDateInput)
    start_time = forms.TimeField(label=capfirst(gettext_lazy("from")), required=False, widget=AdminTimeInput)
    end_time = forms.TimeField(label=capfirst(gettext_lazy("to")), required=False, widget=AdminTimeInput)

    field_order = ["when", "day", "start_time", "end_time", "reason_fr", "reason_nl"]

    def clean_day(self):
        if day := self.cleaned_data["day"]:
            validate_day(day)
        return day

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("when") == self.DAY and not cleaned.get("day") and "day" not in self.errors:
            self.add_error("day", _("Choose the new day, or say that it is not known yet."))
        return cleaned

    def action(self) -> Action:
        if self.cleaned_data["when"] == self.OPEN:
            return Postponement(**self.reasons())
        return Postponement(
            **{name: self.cleaned_data[name] for name in ("day", "start_time", "end_time")}, **self.reasons()
        )


def preview_of(action: Action, date: Occurrence) -> Mailing:
    """The mails of ``action`` on ``date``. Raises ``DateActionError`` where the action would."""
    letters = letters_of(action, occurrence_id=date.pk)
    return Mailing.of_changes(letters, [date], fingerprint=fingerprint(action))


def fingerprint(action: Action) -> str:
    """What tells whether the mail somebody confirms is the one they saw."""
    return hashlib.sha256(repr(action).encode()).hexdigest()[:16]


class DateActionView(SeatsView, FormView):
    """Shows, then does. Nothing leaves before the person has seen the mail that the button sends."""

    template_name = "events/admin/date/date_action.html"
    # Who may not publish the event may not announce anything about its dates.
    is_for_publishers = True

    preview = None
    intro = ""
    is_serious = False

    def get(self, request, *args, **kwargs):
        self.preview = self.first_preview()
        return super().get(request, *args, **kwargs)

    def first_preview(self) -> Mailing | None:
        """The mail before anything is typed; None where something must be."""
        try:
            return preview_of(self.first_action(), self.date)
        except errors.DateActionError as error:
            messages.warning(self.request, str(error))
            return None

    def get_initial(self):
        return {"sequence": self.date.sequence}

    def form_valid(self, form):
        action = form.action()
        is_seen = self.request.POST.get("seen") == fingerprint(action)
        try:
            if "confirm" in self.request.POST and is_seen:
                return self.done(action, sequence=form.cleaned_data["sequence"])
            self.preview = preview_of(action, self.date)
        except DONE_ALREADY as error:
            messages.warning(self.request, str(error))
            return redirect(self.date_url)
        except errors.ChangedMeanwhile as error:
            return self.shown_again(str(error))
        except errors.DateActionError as error:
            form.add_error(None, str(error))
        if "confirm" in self.request.POST and not is_seen and not form.errors:
            form.add_error(None, _("The mail changed with what you typed. Read it below, then confirm."))
        return self.render_to_response(self.get_context_data(form=form))

    def done(self, action: Action, *, sequence: int):
        mails = preview_of(action, self.date).mails
        date = carry_out(action, occurrence_id=self.date.pk, user=self.request.user, sequence=sequence)
        sent = ngettext("%(count)d mail leaves.", "%(count)d mails leave.", mails) % {"count": mails}
        messages.success(self.request, f"{self.done_words(date)} {sent}")
        return redirect(self.date_url)

    def shown_again(self, message: str):
        """The same form, about the date as it is now."""
        messages.error(self.request, message)
        return redirect(self.request.path)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        mails = self.preview.mails if self.preview else 0
        return context | {
            "preview": self.preview,
            "submit_label": self.submit_words(mails),
            "intro": self.intro,
            "is_serious": self.is_serious,
        }


class CancelDateView(DateActionView):
    page_title = gettext_lazy("Cancel this date")
    form_class = CancelForm
    is_serious = True
    intro = gettext_lazy("The date stays in the agenda, struck out, and calendars strike it out too. Seats are kept.")

    def first_action(self):
        return Cancellation()

    def submit_words(self, mails: int) -> str:
        if not mails:
            return _("Cancel this date")
        words = ngettext("Cancel this date and send %(count)d mail", "Cancel this date and send %(count)d mails", mails)
        return words % {"count": mails}

    def done_words(self, date: Occurrence) -> str:
        return _("The date is cancelled.")


class PostponeDateView(DateActionView):
    page_title = gettext_lazy("Postpone this date")
    form_class = PostponeForm
    intro = gettext_lazy(
        "Everybody keeps their seats. The old day stays in the agenda, struck out, and says where the date went."
    )

    def get_initial(self):
        row = row_for(self.date)
        return super().get_initial() | {"when": "day", "start_time": row.start_time, "end_time": row.end_time}

    def first_preview(self):
        # No mail can be shown before the day is chosen.
        return None

    def submit_words(self, mails: int) -> str:
        if not mails:
            return _("Postpone this date")
        words = ngettext(
            "Postpone this date and send %(count)d mail", "Postpone this date and send %(count)d mails", mails
        )
        return words % {"count": mails}

    def done_words(self, date: Occurrence) -> str:
        if date.status == Status.POSTPONED:
            return _("The date is postponed, without a new day yet.")
        return _("The date is postponed.")


class RestoreDateView(DateActionView):
    page_title = gettext_lazy("Takes place after all")
    form_class = RestoreForm
    intro = gettext_lazy("The date takes place at the day and hour below, with the seats people had.")

    def first_action(self):
        return Restoration()

    def submit_words(self, mails: int) -> str:
        if not mails:
            return _("Announce that it takes place")
        words = ngettext(
            "Announce that it takes place, by %(count)d mail",
            "Announce that it takes place, by %(count)d mails",
            mails,
        )
        return words % {"count": mails}

    def done_words(self, date: Occurrence) -> str:
        return _("The date takes place after all.")
