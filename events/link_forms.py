"""Forms of the page of a signed link: whatever is sent concerns the people of that one sign-up, or nothing."""

from django import forms
from django.utils.translation import gettext_lazy as _

from events.apologies import LONGEST_NOTE, possible_holders
from events.link_page import LinkPage
from events.models import Seat
from network.models import Organisation


class SeatsForm(forms.Form):
    """Some or all of the people of one sign-up."""

    seats = forms.MultipleChoiceField(
        label=_("Whom is it about?"), error_messages={"required": _("Tick at least one person.")}
    )

    def __init__(self, *args, page: LinkPage, **kwargs):
        super().__init__(*args, **kwargs)
        # Also those given up meanwhile: a button pressed twice finds them again.
        self.known = {str(seat.pk): seat for seat in Seat.objects.visible_to(page.holder)}
        self.fields["seats"].choices = [(key, key) for key in self.known]

    @property
    def is_about_others(self) -> bool:
        """Whether seats were sent that are not of this sign-up, or are no seats at all."""
        return any(error.code != "required" for error in self.errors.as_data().get("seats", ()))

    def chosen(self) -> list[Seat]:
        """The people ticked, in a valid form."""
        return [self.known[key] for key in self.cleaned_data["seats"]]


class ExcuseForm(forms.Form):
    """The organisation does not come: who votes for it, and a word to the coordination."""

    proxy_holder = forms.ModelChoiceField(
        label=_("Who votes for you?"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=_("Nobody"),
        help_text=_("A member carries one proxy at most; those who carry one already are not in the list."),
    )
    note = forms.CharField(
        label=_("A word to the coordination"),
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only the coordination reads this."),
    )

    def __init__(self, *args, page: LinkPage, **kwargs):
        super().__init__(*args, **kwargs)
        if page.date.kind.takes_proxies:
            self.fields["proxy_holder"].queryset = possible_holders(page.date, page.registration.organisation)
        else:
            del self.fields["proxy_holder"]
