"""Preview of a change of seats in the CMS: who gets what, the mails as they would leave, one button.

The page rehearses the service it is about. What changed between the page and its button is shown again before anything
is done.
"""

from abc import ABC, abstractmethod

from django import forms
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages

from events import errors
from events.admin.date.detail import SeatsView
from events.models import Occurrence, Seat
from events.seats.dry_run import Rehearsal, rehearse

# What the form of these pages sends, beside what is typed; the list of people sends none of them.
SENT = {"confirm", "show", "preview"}
# What is rehearsed before a reason was written.
UNWRITTEN = "…"


class NoForm(forms.Form):
    """Nothing to type."""


class RehearsedView(SeatsView, FormView, ABC):
    """Shows what ``act`` would do, then does it."""

    form_class = NoForm
    is_serious = False
    intro = ""
    seats_heading = ""
    nobody = ""
    others_heading = gettext_lazy("Then also")

    rehearsal: Rehearsal | None = None

    @abstractmethod
    def act(self, form) -> list[Seat]:
        """Do it, and return the seats it is about."""

    @abstractmethod
    def submit_words(self) -> str:
        """What the button says."""

    @abstractmethod
    def done_words(self, done: list[Seat]) -> str:
        """What is said once it is done."""

    @property
    def is_sent(self) -> bool:
        """Whether the form of this page was sent, and not that of the list."""
        return bool(SENT & self.request.POST.keys())

    def dates(self, form) -> list[Occurrence]:
        """The dates whose seats may change."""
        return [self.date]

    def rehearsed_act(self, form) -> list[Seat]:
        """``act`` as it is rehearsed: a reason that is asked may be lacking."""
        return self.act(form)

    def asked(self, form) -> str:
        """What was chosen that the seats do not show; another choice must be seen before it is confirmed."""
        return ""

    def rehearsed(self, form) -> Rehearsal:
        return rehearse(lambda: self.rehearsed_act(form), self.dates(form), asked=self.asked(form))

    def shown(self, form):
        """The page that says what would happen."""
        try:
            self.rehearsal = self.rehearsed(form)
        except errors.Refusal as error:
            self.refuse(form, error)
        return self.render_to_response(self.get_context_data(form=form))

    def refuse(self, form, error: errors.Refusal) -> None:
        """Say it above the form; one that was not sent yet is told as a message."""
        if form.is_bound:
            form.add_error(None, self.words_of(error))
        else:
            messages.error(self.request, error.message)

    def words_of(self, error: errors.Refusal) -> str:
        return str(error.message)

    def form_valid(self, form):
        if "confirm" not in self.request.POST:
            return self.shown(form)
        try:
            self.rehearsal = self.rehearsed(form)
            if self.rehearsal.fingerprint != self.request.POST.get("seen"):
                form.add_error(
                    None, _("Something changed since you saw this page. Read what happens now, then confirm.")
                )
                return self.render_to_response(self.get_context_data(form=form))
            done = self.act(form)
        except errors.Refusal as error:
            form.add_error(None, self.words_of(error))
            return self.render_to_response(self.get_context_data(form=form))
        messages.success(self.request, self.done_words(done))
        return redirect(self.list_url)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "rehearsal": self.rehearsal,
            "intro": self.intro,
            "is_serious": self.is_serious,
            "others_heading": self.others_heading,
            "submit_label": self.submit_words(),
            "filters": self.filters,
        }
