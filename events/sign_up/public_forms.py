"""The form by which somebody from the public signs up."""

from datetime import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from events import errors
from events.models import Occurrence
from events.seats.public_registration import Visitor, most_people
from events.sign_up import spam_protection
from events.sign_up.forms import TO_BE_NAMED, Asked, NameField, WishesMixin
from home.text.emails import NormalizedEmailFormField

CONTACT = "contact_name"
# RFC 5321, section 4.5.3.1.1: no mail server takes more before the @.
LONGEST_LOCAL_PART = 64

LOOK_AGAIN = _("That went faster than people type. Nothing is lost: look at it once more, then press the button again.")


def validate_local_part(address: str) -> None:
    if len(address.partition("@")[0]) > LONGEST_LOCAL_PART:
        raise ValidationError(forms.EmailField.default_validators[0].message, code="invalid")


def validate_domain(address: str) -> None:
    """Refuse the name or number of a machine, ``x@localhost``, ``x@[127.0.0.1]``: no mail from here reaches it."""
    domain = address.rpartition("@")[2]
    if "." not in domain or domain.startswith("["):
        raise ValidationError(_("Write the whole address, like name@example.be."), code="invalid")


class PublicSignUpForm(WishesMixin, forms.Form):
    """A name, an address, those who come along; what each eats, needs and attends where the date asks."""

    contact_name = NameField(label=_("Your first and last name"), required=True)
    email = NormalizedEmailFormField(
        label=_("Your e-mail address"),
        validators=[validate_local_part, validate_domain],
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("A mail comes at once, with a button that confirms."),
    )
    note = forms.CharField(
        label=_("Questions, other wishes"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only the coordination reads this."),
    )
    # Robots fill in whatever they find; people do not see it.
    website = forms.CharField(label=_("Leave this field empty"), required=False)
    stamp = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, date: Occurrence, now: datetime, corrects: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        self.date, self.most, self.token, self.corrects = date, most_people(date, now=now), None, corrects
        self.fields[CONTACT].widget.attrs["autocomplete"] = "name"
        self.others = [f"name_{number}" for number in range(2, self.most + 1)]
        for number, name in enumerate(self.others, start=2):
            self.fields[name] = NameField(label=_("Person %(number)d: first and last name") % {"number": number})
        if self.others:
            self.fields[TO_BE_NAMED] = forms.IntegerField(
                label=_("Seats to be named later"),
                required=False,
                min_value=0,
                max_value=self.most - 1,
                widget=forms.NumberInput(attrs={"placeholder": " "}),
                help_text=_("You give the names when you know them, until the date."),
            )
        self.ask(date, [CONTACT, *self.others, *([TO_BE_NAMED] if self.others else [])])

    @property
    def first(self) -> tuple[BoundField, Asked | None]:
        """The field of whoever signs up, with what is asked of that person."""
        return self[CONTACT], self.asked(CONTACT)

    @property
    def further(self) -> list[tuple[BoundField, Asked | None]]:
        """The fields of those who come along, each with what is asked of that person."""
        names = [*self.others, TO_BE_NAMED] if self.others else []
        return [(self[name], self.asked(name)) for name in names]

    @property
    def shows_further(self) -> bool:
        """Whether those fields hold something, sent or refused."""
        return self.is_bound and any(field.value() or field.errors for field, _asked in self.further)

    @property
    def next_stamp(self) -> str:
        """The stamp to send next: the same, so that the form counts once, unless it was none of ours.

        Of a form that ``corrects`` one sent before, the stamp of that one, which it replaces.
        """
        return self["stamp"].value() if self.token else self.corrects or spam_protection.new_stamp(str(self.date.uid))

    def clean(self):
        data = super().clean()
        self.check_stamp(data.get("stamp", ""))
        if data.get("website"):
            self.add_error(None, LOOK_AGAIN)
        if not self.errors and len(self.people()) > self.most:
            self.add_error(TO_BE_NAMED, errors.TooManyPeople(self.most).message)
        return data

    def check_stamp(self, stamp: str) -> None:
        try:
            self.token = spam_protection.key_in(stamp, str(self.date.uid))
            spam_protection.check_age(stamp)
        except spam_protection.StampError:
            self.add_error(None, _("This form was open for very long. Look at it once more, then send it again."))
        except spam_protection.StampTooYoungError:
            self.add_error(None, LOOK_AGAIN)

    def people(self) -> list[Visitor]:
        """Whom a valid form signs up, whoever has the address first."""
        data = self.cleaned_data
        named = [name for name in (CONTACT, *self.others) if data.get(name)]
        unnamed = Visitor("", self.wish(TO_BE_NAMED))
        return [*(Visitor(data[name], self.wish(name)) for name in named), *[unnamed] * (data.get(TO_BE_NAMED) or 0)]

    def sign_up(self) -> dict:
        """The arguments of ``events.seats.public_registration.sign_up`` that a valid form decides."""
        data = self.cleaned_data
        return {"email": data["email"], "people": self.people(), "note": data["note"], "token": self.token}
