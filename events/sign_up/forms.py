"""Forms of sign-up: what representatives may send, checked before any seat is touched."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from events import errors
from events.dates.occupancy import Occupancy
from events.models import Occurrence, Seat
from events.models.registrations import Meal, Need
from events.seats.meals_and_needs import Wish
from events.sign_up.workshop_choices import workshop_slots
from events.stable_names import Permission
from home.text.names import NameFormField
from network.models import Organisation, Person, User, organisations_of

FURTHER_NAMES = ("name_1", "name_2", "name_3")
TO_BE_NAMED = "to_be_named"
LONGEST_NAME = Person._meta.get_field("name").max_length


def organisations_for(user: User):
    """Organisations ``user`` may sign people up for: their own; all published ones for the coordination."""
    if user.has_perm(Permission.CHANGE_REGISTRATION):
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


class NameField(NameFormField):
    """First and last name of a person."""

    def __init__(self, **kwargs):
        kwargs = {"max_length": LONGEST_NAME, "required": False, "label": _("First and last name")} | kwargs
        # A placeholder of one space lets the style sheet know an empty field, and ask nothing of nobody.
        super().__init__(widget=forms.TextInput(attrs={"autocomplete": "off", "placeholder": " "}), **kwargs)


@dataclass(frozen=True)
class Asked:
    """The fields that ask what one person eats, needs and attends; None or empty for what the event does not ask."""

    meal: BoundField | None
    needs: BoundField | None
    workshops: list[BoundField] = field(default_factory=list)

    @property
    def is_opened(self) -> bool:
        """Whether a need is ticked, so that the list of needs stands open."""
        return bool(self.needs and self.needs.value())


class WishesMixin:
    """Adds to a form the fields that ask what people eat, need and attend; ``key`` says which person each is about."""

    def ask(self, occurrence: Occurrence | None, keys: Iterable, first: Wish | None = None) -> None:
        """Add the fields for each of ``keys``, as far as ``occurrence`` asks, starting with the wish ``first``."""
        keys = list(keys)
        if occurrence:
            self.ask_workshops(occurrence, keys, first.workshops if first else ())
        for key in keys:
            if occurrence and occurrence.asks_meal:
                self.fields[f"meal_{key}"] = forms.ChoiceField(
                    label=_("Meal"),
                    choices=Meal.choices,
                    required=False,
                    initial=(first and first.meal) or Meal.ANY,
                )
            if occurrence and occurrence.asks_needs:
                self.fields[f"needs_{key}"] = forms.MultipleChoiceField(
                    label=_("Access needs"),
                    choices=Need.choices,
                    required=False,
                    initial=list(first.needs) if first else [],
                    widget=forms.CheckboxSelectMultiple,
                )

    def ask_workshops(self, occurrence: Occurrence, keys: list, own: tuple[str, ...]) -> None:
        """Add one choice for each hour with workshops; ``own`` are those chosen already. One query if there are any."""
        slots = workshop_slots(occurrence, own=own)
        for key in keys:
            for index, slot in enumerate(slots):
                known = {item for item, _words in slot.choices}
                self.fields[f"workshop_{key}_{index}"] = forms.ChoiceField(
                    label=_("Workshop, %(hours)s") % {"hours": slot.words},
                    choices=[("", _("none")), *slot.choices],
                    required=False,
                    initial=next((item for item in own if item in known), ""),
                    help_text=slot.hint,
                    widget=forms.RadioSelect,
                    error_messages={"invalid_choice": errors.WorkshopUnknown.message},
                )

    def workshop_names(self, key) -> list[str]:
        """Names of the fields for the workshops of the person ``key``, in the order of the hours."""
        return [name for name in self.fields if name.startswith(f"workshop_{key}_")]

    def asked(self, key: int | str) -> Asked | None:
        """The fields about the person ``key``; None where the event asks nothing."""
        meal, needs = (self[name] if name in self.fields else None for name in (f"meal_{key}", f"needs_{key}"))  # ty: ignore[not-subscriptable]
        workshops = [self[name] for name in self.workshop_names(key)]  # ty: ignore[not-subscriptable]
        return Asked(meal, needs, workshops) if meal or needs or workshops else None

    def wish(self, key) -> Wish:
        """What a valid form says of the person ``key``."""
        data = self.cleaned_data
        workshops = (data.get(name) for name in self.workshop_names(key))
        return Wish(
            meal=data.get(f"meal_{key}", ""),
            needs=tuple(data.get(f"needs_{key}", ())),
            workshops=tuple(filter(None, workshops)),
        )


class UnnamedMixin:
    """Asks again before seats without a name take a room by a slip: above some, or above what is free.

    The answer is ``sure``, the number of seats that was ticked: another number is asked about anew.
    """

    MOST_UNASKED = 5
    MANY = "many"

    def check_unnamed(self, *, free: int | None) -> None:
        """Refuse the seats to be named later until somebody is ``sure``; ``free`` is None without a limit."""
        wanted = self.cleaned_data.get(TO_BE_NAMED) or 0
        is_beyond = free is not None and wanted > free
        if (wanted <= self.MOST_UNASKED and not is_beyond) or self.data.get("sure") == str(wanted):
            return
        words = ngettext(
            "You ask %(count)d seat without a name.", "You ask %(count)d seats without a name.", wanted
        ) % {"count": wanted}
        if is_beyond:
            words += " " + ngettext(
                "Only %(free)d is free: the others join the waiting list.",
                "Only %(free)d are free: the others join the waiting list.",
                free,
            ) % {"free": free}
        words += " " + _("If that is right, tick the box below the number, then press the button again.")
        self.add_error(TO_BE_NAMED, forms.ValidationError(words, code=self.MANY))

    @property
    def asks_about(self) -> str:
        """The number of seats to be sure of, where that is asked; empty elsewhere."""
        return self[TO_BE_NAMED].value() if self.is_bound and self.has_error(TO_BE_NAMED, self.MANY) else ""  # ty: ignore[not-subscriptable]


class SignUpForm(UnnamedMixin, WishesMixin, forms.Form):
    """People of one organisation for one date; what each eats and needs where the date asks."""

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
        widget=forms.NumberInput(attrs={"placeholder": " "}),
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

    def __init__(self, *args, organisation: Organisation | None, occurrence: Occurrence | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.occurrence = occurrence
        if organisation:
            self.fields["people"].queryset = organisation.people.all()
        if occurrence and (occurrence.asks_meal or occurrence.asks_needs or occurrence.has_workshops):
            people = self.fields["people"].queryset.values_list("pk", flat=True)
            self.ask(occurrence, [*people, *FURTHER_NAMES, TO_BE_NAMED])
        if occurrence and (occurrence.asks_meal or occurrence.asks_needs):
            # What is asked of each person needs no words below.
            self.fields["note"].label = _("Questions, other wishes")

    def clean(self):
        data = super().clean()
        if data.get(TO_BE_NAMED):
            self.check_unnamed(free=self.free_seats())
        return data

    def free_seats(self) -> int | None:
        """Seats that newcomers would have at once; None without a limit."""
        return Occupancy.of(self.occurrence).room if self.occurrence else None

    @property
    def name_fields(self) -> list[tuple[BoundField, Asked | None]]:
        """The fields for names nobody knows yet, each with what is asked of that person."""
        return [(self[name], self.asked(name)) for name in FURTHER_NAMES]

    @property
    def asked_of_unnamed(self) -> Asked | None:
        return self.asked(TO_BE_NAMED)

    def ticked(self) -> set[str]:
        """Primary keys of the people ticked, as they were sent."""
        return set(self.data.getlist("people")) if self.is_bound else set()

    def registration(self) -> dict:
        """The arguments of ``events.seats.services.register`` that a valid form decides."""
        data = self.cleaned_data
        people = {person.name: str(person.pk) for person in data["people"]}
        people |= {data[name]: name for name in FURTHER_NAMES if data[name] and data[name] not in people}
        return {
            "names": list(people),
            "wishes": {name: self.wish(key) for name, key in people.items()},
            "to_be_named": data["to_be_named"] or 0,
            "wish_unnamed": self.wish(TO_BE_NAMED),
            "note": data["note"],
            "token": data["token"],
        }


class NamePersonForm(WishesMixin, forms.Form):
    """Who takes a seat that is held already, and what that person eats and needs where the date asks."""

    name = NameField(label=_("First and last name"), help_text=_("Leave empty to name the person later."))

    def __init__(self, *args, seat: Seat, **kwargs):
        name = seat.person.name if seat.person else seat.guest_name
        super().__init__(*args, initial={"name": name}, **kwargs)
        places = seat.workshops.listed() if seat.occurrence.has_workshops else ()
        workshops = tuple(str(place.workshop.key) for place in places)
        self.ask(seat.occurrence, ["name"], Wish(seat.meal, tuple(seat.needs), workshops))

    @property
    def asked_of_person(self) -> Asked | None:
        return self.asked("name")


class LanguageForm(forms.ModelForm):
    """The language a person's mails are written in."""

    class Meta:
        model = User
        fields = ("language",)
