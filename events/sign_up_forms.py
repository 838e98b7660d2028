"""Forms of sign-up: what representatives may send, checked before any seat is touched."""

from django import forms
from django.utils.translation import gettext_lazy as _

from network.models import Organisation, Person, User, organisations_of

FURTHER_NAMES = ("name_1", "name_2", "name_3")
LONGEST_NAME = Person._meta.get_field("name").max_length


def organisations_for(user: User):
    """Organisations ``user`` may sign people up for: their own; all published ones for the coordination."""
    if user.has_perm("events.change_registration"):
        return Organisation.objects.members()
    return organisations_of(user)


class OrganisationChoiceForm(forms.Form):
    """For which organisation: ``?organisation=`` on the page, a hidden field in the sign-up form."""

    organisation = forms.ModelChoiceField(label=_("For which organisation?"), queryset=Organisation.objects.none())

    def __init__(self, *args, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations_for(user)

    def chosen(self) -> Organisation | None:
        """The organisation asked for, if it is one the person may sign up for."""
        return self.cleaned_data["organisation"] if self.is_valid() else None


class NameField(forms.CharField):
    """First and last name of a person."""

    def __init__(self, **kwargs):
        kwargs = {"max_length": LONGEST_NAME, "required": False, "label": _("First and last name")} | kwargs
        super().__init__(widget=forms.TextInput(attrs={"autocomplete": "off"}), **kwargs)


class SignUpForm(forms.Form):
    """People of one organisation for one date."""

    people = forms.ModelMultipleChoiceField(
        label=_("Who takes part?"),
        queryset=Person.objects.none(),
        required=False,
        error_messages={"invalid_choice": _("One of the people ticked is not a colleague any more. Write the name.")},
    )
    name_1 = NameField(label=_("Another person: first and last name"))
    name_2 = NameField(label=_("Second other person"))
    name_3 = NameField(label=_("Third other person"))
    to_be_named = forms.IntegerField(
        label=_("Seats to be named later"),
        required=False,
        min_value=0,
        max_value=50,
        help_text=_("You give the names when you know them, until the date."),
    )
    note = forms.CharField(
        label=_("Meal, access, questions"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only the coordination reads this."),
    )
    token = forms.UUIDField(
        widget=forms.HiddenInput(),
        error_messages=dict.fromkeys(
            ("required", "invalid"), _("The form arrived incomplete. Check it and send it once more.")
        ),
    )

    def __init__(self, *args, organisation: Organisation | None, **kwargs):
        super().__init__(*args, **kwargs)
        if organisation:
            self.fields["people"].queryset = organisation.people.all()

    def ticked(self) -> set[str]:
        """Primary keys of the people ticked, as they were sent."""
        return set(self.data.getlist("people")) if self.is_bound else set()

    def registration(self) -> dict:
        """The arguments of ``events.seats.register`` that a valid form decides."""
        data = self.cleaned_data
        return {
            "names": [*(person.name for person in data["people"]), *(data[name] for name in FURTHER_NAMES)],
            "to_be_named": data["to_be_named"] or 0,
            "note": data["note"],
            "token": data["token"],
        }


class NamePersonForm(forms.Form):
    """Who takes a seat that is held already."""

    name = NameField(label=_("First and last name"), help_text=_("Leave empty to name the person later."))


class LanguageForm(forms.ModelForm):
    """The language a person's mails are written in."""

    class Meta:
        model = User
        fields = ("language",)
