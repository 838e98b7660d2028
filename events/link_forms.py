"""What the page of a signed link may send: the people of that one sign-up, or nobody."""

from django import forms
from django.utils.translation import gettext_lazy as _

from events.link_page import LinkPage
from events.models import Seat


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
