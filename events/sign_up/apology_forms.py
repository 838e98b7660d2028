"""The form of an apology: a word, and at an assembly the member that votes."""

from django import forms
from django.utils.translation import gettext_lazy as _

from events.models import Apology, Occurrence
from events.seats.apologies import LONGEST_NOTE, possible_holders
from home.text.alphabet import by_name
from network.models import Organisation


class ApologyForm(forms.Form):
    """What an organisation says when it does not come; a proxy where the kind of date takes them."""

    proxy_holder = forms.ModelChoiceField(
        label=_("Who votes for you?"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=_("nobody: no proxy"),
        help_text=_("Another member that comes. It gets a mail, and may hold one proxy only."),
        error_messages={"invalid_choice": _("This member cannot hold your proxy any more. Choose another one.")},
    )
    note = forms.CharField(
        label=_("A word to the coordination"),
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Only the coordination reads this."),
    )

    def __init__(
        self, *args, occurrence: Occurrence, organisation: Organisation, apology: Apology | None = None, **kwargs
    ):
        first = {"note": apology.note, "proxy_holder": apology.proxy_holder_id} if apology else {}
        super().__init__(*args, initial=first, **kwargs)
        if occurrence.kind.takes_proxies:
            field, holders = self.fields["proxy_holder"], possible_holders(occurrence, organisation)
            field.queryset = holders
            field.choices = [("", field.empty_label), *((one.pk, one.name) for one in sorted(holders, key=by_name))]
        else:
            del self.fields["proxy_holder"]
