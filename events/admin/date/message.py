"""CMS page to write to the people of a date: by status or to those ticked; previewed, then sent once."""

import uuid

from django import forms
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import FormView
from wagtail.admin import messages

from events import errors
from events.admin.date.bulk_actions import TickForm
from events.admin.date.detail import SeatsView
from events.mails import kinds
from events.mails.messages import fingerprint, letters_of, send
from events.models import Seat
from events.seats.dry_run import Mailing, whom_no_mail_reaches
from events.sign_up.seat_list import ORDER

NAMES = kinds.KINDS["message"].names


class MessageForm(forms.Form):
    token = forms.UUIDField(
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(
            ("required", "invalid"), gettext_lazy("The form arrived incomplete. Check it and send it once more.")
        ),
    )
    to = forms.MultipleChoiceField(
        label=gettext_lazy("To whom?"),
        choices=[(status, capfirst(status.label)) for status in ORDER],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one state.")},
    )
    subject_fr = forms.CharField(label=gettext_lazy("Subject in French"), max_length=150)
    text_fr = forms.CharField(
        label=gettext_lazy("Text in French"),
        max_length=5000,
        widget=forms.Textarea({"rows": 8}),
    )
    subject_nl = forms.CharField(label=gettext_lazy("Subject in Dutch"), max_length=150, required=False)
    text_nl = forms.CharField(
        label=gettext_lazy("Text in Dutch"),
        max_length=5000,
        required=False,
        widget=forms.Textarea({"rows": 8}),
        help_text=gettext_lazy("Left empty, Dutch readers get the French one."),
    )

    def __init__(self, *args, is_to_ticked: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if is_to_ticked:
            del self.fields["to"]
        names = ", ".join(f"{{{name}}}" for name in NAMES)
        self.fields["text_fr"].help_text = " ".join(
            [
                str(_("Greeting, day, place and a link to the sign-up are added around it.")),
                str(_("These names are filled in for each reader: %(names)s.") % {"names": names}),
            ]
        )

    def clean(self):
        cleaned = super().clean()
        for name in cleaned.keys() & {"subject_fr", "text_fr", "subject_nl", "text_nl"}:
            try:
                kinds.check_words(cleaned[name], NAMES)
            except kinds.WordsError as error:
                self.add_error(name, str(error))
        if bool(cleaned.get("subject_nl")) != bool(cleaned.get("text_nl")):
            missing = "text_nl" if cleaned.get("subject_nl") else "subject_nl"
            if missing not in self.errors:
                self.add_error(missing, _("Write subject and text in Dutch, or neither."))
        return cleaned

    def words(self) -> dict[str, tuple[str, str]]:
        data = self.cleaned_data
        written = {language: (data[f"subject_{language}"], data[f"text_{language}"]) for language in ("fr", "nl")}
        return {language: words for language, words in written.items() if all(words)}


class Preview(Mailing):
    """The mails of a message."""

    @property
    def words(self) -> str:
        """``12 mails, about 30 people.``"""
        mails = ngettext("%(count)d mail", "%(count)d mails", self.mails) % {"count": self.mails}
        people = ngettext("%(count)d person", "%(count)d people", self.people) % {"count": self.people}
        return _("%(mails)s, about %(people)s.") % {"mails": mails, "people": people}


class MessageView(SeatsView, FormView):
    """Shows the mails to whom they go, then sends them, once."""

    page_title = gettext_lazy("Write to people")
    template_name = "events/admin/date/message.html"
    form_class = MessageForm
    preview = None

    def dispatch(self, request, *args, **kwargs):
        self.keys = TickForm.keys_in(request.POST)
        return super().dispatch(request, *args, **kwargs)

    @property
    def is_sent(self) -> bool:
        """Whether the form of this page was sent, and not that of the list."""
        return bool({"confirm", "show"} & self.request.POST.keys())

    def post(self, request, *args, **kwargs):
        if (self.keys or not self.is_sent) and not self.ticked:
            messages.error(request, errors.NobodyTicked.message)
            return redirect(self.list_url)
        if not self.is_sent:
            return self.render_to_response(self.get_context_data())
        return super().post(request, *args, **kwargs)

    @cached_property
    def ticked(self) -> list[Seat]:
        """The seats of this date that were ticked."""
        found = Seat.objects.filter(pk__in=self.keys, occurrence=self.date)
        return list(found.with_people().order_by("pk"))

    def get_initial(self):
        return {"token": uuid.uuid4(), "to": [Seat.Status.CONFIRMED], "subject_fr": self.date.text("title", "fr")}

    def get_form_kwargs(self):
        kwargs = super().get_form_kwargs()
        if not self.is_sent:
            kwargs = {name: kwargs[name] for name in ("initial", "prefix")}
        return kwargs | {"is_to_ticked": bool(self.keys and self.ticked)}

    def about(self, form) -> list[Seat]:
        """The seats whose people the message is for."""
        if "to" not in form.fields:
            return self.ticked
        found = Seat.objects.filter(occurrence=self.date, status__in=form.cleaned_data["to"])
        return list(found.with_people().order_by("pk"))

    def form_valid(self, form):
        about = self.about(form)
        keys, words, seen = [seat.pk for seat in about], form.words(), self.request.POST.get("seen", "")
        letters = letters_of(self.date, keys, words)
        self.preview = Preview.of(letters, unreached=whom_no_mail_reaches(about), fingerprint=fingerprint(letters))
        if not self.preview.mails:
            form.add_error(None, _("No mail would leave: nobody of these people can be written to."))
        elif "confirm" in self.request.POST:
            try:
                sent = send(
                    occurrence_id=self.date.pk,
                    seat_ids=keys,
                    words=words,
                    user=self.request.user,
                    token=form.cleaned_data["token"],
                    seen=seen,
                )
            except errors.MessageSentBefore as error:
                messages.warning(self.request, error.message)
                return redirect(self.list_url)
            except errors.SignUpError as error:
                form.add_error(None, error.message)
            else:
                messages.success(
                    self.request, ngettext("%(count)d mail leaves.", "%(count)d mails leave.", sent) % {"count": sent}
                )
                return redirect(self.list_url)
        return self.render_to_response(self.get_context_data(form=form))

    def get_context_data(self, **kwargs):
        mails = self.preview.mails if self.preview else 0
        label = ngettext("Send %(count)d mail", "Send %(count)d mails", mails) % {"count": mails}
        return super().get_context_data(**kwargs) | {
            "preview": self.preview,
            "submit_label": label,
            "ticked": self.ticked if self.keys else [],
            "filters": self.filters,
        }
