"""Forms of partners' calendars: where one is, a file given by hand, and what becomes of what is in doubt."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm

from events.errors import CalendarRefused
from events.importing.fetch import LARGEST, read_target, too_large
from events.models import ImportSource

WEBCAL = "webcal://"


class CalendarFileField(forms.FileField):
    """A calendar file of any encoding, which its reader judges; only its size is looked at here."""

    def __init__(self, **kwargs):
        super().__init__(
            label=gettext_lazy("Calendar file (.ics)"),
            required=False,
            allow_empty_file=True,
            max_length=255,
            help_text=gettext_lazy("At most 5 MB. Only events to come are read."),
            widget=forms.FileInput({"accept": ".ics,text/calendar"}),
            **kwargs,
        )

    def clean(self, data, initial=None):
        file = super().clean(data, initial)
        if file and file.size > LARGEST:
            raise forms.ValidationError(too_large(LARGEST))
        return file


class ImportSourceForm(WagtailAdminModelForm):
    """A partner's calendar; its address is checked by the rules it is fetched by."""

    url = forms.CharField(
        label=gettext_lazy("Address of the calendar"),
        max_length=500,
        required=False,
        help_text=gettext_lazy("It begins with https:// or webcal://. Leave it empty where you get files by mail."),
    )

    class Meta:  # ty: ignore[incompatible-attribute-override]
        model = ImportSource
        fields = ("name", "url", "kind", "host", "group")

    def clean_url(self):
        address = self.cleaned_data["url"].strip()
        try:
            url = read_target(address).url if address else ""
        except CalendarRefused as refusal:
            raise forms.ValidationError(refusal.message) from None
        # How it is fetched, and whether without encryption where there is none, is decided each time.
        return WEBCAL + url.partition("://")[2] if address.lower().startswith(WEBCAL) else url


class NewSourceForm(ImportSourceForm):
    """The same with a file: a calendar is added and brought in at once."""

    file = CalendarFileField()

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not cleaned.get("url") and cleaned.get("file") is None:
            self.add_error("url", _("Write the address of the calendar, or choose a file (.ics)."))
        if self.errors and cleaned.get("file") is not None:
            self.add_error("file", _("Choose this file once more: a browser does not keep it."))
        return cleaned


class ImportForm(forms.Form):
    """A file given by hand; without one the address is fetched."""

    file = CalendarFileField()

    def __init__(self, *args, has_address: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.has_address = has_address

    def clean(self):
        cleaned = super().clean()
        if not self.errors and cleaned.get("file") is None and not self.has_address:
            self.add_error("file", _("Choose a file (.ics)."))
        return cleaned


class AnswerForm(forms.Form):
    """What becomes of dates that are no longer in a calendar; ``seen`` tells of which."""

    CANCEL, KEEP, DISMISS = "cancel", "keep", "dismiss"

    answer = forms.ChoiceField(choices=[(name, name) for name in (CANCEL, KEEP, DISMISS)])
    seen = forms.CharField(max_length=64)


class DecisionForm(forms.Form):
    """Whose words a field shall have; ``seen`` tells which words there were to choose between."""

    ACCEPT, KEEP = "accept", "keep"

    event = forms.IntegerField(min_value=1, max_value=2**31 - 1)
    field = forms.CharField(max_length=60)
    decision = forms.ChoiceField(choices=[(name, name) for name in (ACCEPT, KEEP)])
    seen = forms.CharField(max_length=64)
