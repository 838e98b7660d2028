"""What the page of a signed link may send: the people of that one sign-up, or nobody."""

from django import forms
from django.utils.translation import gettext_lazy as _

from events.models import Seat
from events.seats.public_registration import Visitor
from events.sign_up.forms import Asked, NameField, WishesMixin
from events.sign_up.link_page import LinkPage


class AddPersonForm(WishesMixin, forms.Form):
    """One person more for a sign-up of the public, with what they eat, need and attend where the date asks."""

    name = NameField(required=True)

    def __init__(self, *args, page: LinkPage, **kwargs):
        super().__init__(*args, **kwargs)
        self.ask(page.date, ["name"])

    @property
    def asked_of_person(self) -> Asked | None:
        return self.asked("name")

    def visitor(self) -> Visitor:
        """Whom a valid form adds."""
        return Visitor(self.cleaned_data["name"], self.wish("name"))


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
