"""CMS page to sign people up by hand: members, with an account or without, and the public."""

import uuid

from django import forms
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages

from events import errors
from events.admin.date.detail import SeatsView
from events.dates.occupancy import Occupancy
from events.models import Occurrence, Registration, Seat
from events.seats import services as seats
from events.seats.by_coordinator import LONGEST_REASON, free_seats
from events.seats.guests import register_guests
from events.sign_up.forms import TO_BE_NAMED, Asked, UnnamedMixin, WishesMixin
from home.text.bilingual import active_language
from home.text.emails import NormalizedEmailFormField
from network.models import Organisation

# The key of the wishes of all people added in one go.
EVERYBODY = "all"
MEMBER, PUBLIC = "member", "public"


class AddSeatsForm(UnnamedMixin, WishesMixin, forms.Form):
    """People the coordination signs up, who all eat and need the same where the date asks."""

    token = forms.UUIDField(
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(
            ("required", "invalid"), gettext_lazy("The form arrived incomplete. Check it and send it once more.")
        ),
    )
    whose = forms.ChoiceField(
        label=gettext_lazy("Who are they?"),
        required=False,
        initial=MEMBER,
        choices=[
            (MEMBER, gettext_lazy("people of a member organisation")),
            (PUBLIC, gettext_lazy("people from the public")),
        ],
        widget=forms.RadioSelect,
    )
    organisation = forms.ModelChoiceField(
        Organisation.objects.all(),
        label=gettext_lazy("Organisation"),
        required=False,
        empty_label=gettext_lazy("choose"),
        help_text=gettext_lazy("With or without an account. Where nobody acts for it, the mails come to you."),
    )
    names = forms.CharField(
        label=gettext_lazy("People"),
        max_length=4000,
        required=False,
        widget=forms.Textarea({"rows": 4}),
        help_text=gettext_lazy("First and last name, one person per line."),
    )
    to_be_named = forms.IntegerField(
        label=gettext_lazy("Further seats, to be named later"),
        min_value=0,
        max_value=50,
        required=False,
        help_text=gettext_lazy("For a member organisation only."),
    )
    email = NormalizedEmailFormField(
        label=gettext_lazy("E-mail of the first person from the public"),
        required=False,
        help_text=gettext_lazy("If there is one: the confirmation goes there, with a link to change or cancel."),
    )
    overbooking = forms.CharField(
        label=gettext_lazy("A seat for all, even if it is full? Then write why."),
        max_length=LONGEST_REASON,
        required=False,
        help_text=gettext_lazy("Left empty, those without a free seat join the queue."),
    )

    def __init__(self, *args, occurrence: Occurrence, **kwargs):
        super().__init__(*args, **kwargs)
        self.occurrence = occurrence
        self.ask(occurrence, [EVERYBODY])
        if asked := self.asked_of_everybody:
            last = asked.needs or asked.meal
            if last:
                last.field.help_text = gettext_lazy(
                    "For each of these people. Send the form once more for those who wish something else."
                )

    @property
    def asked_of_everybody(self) -> Asked | None:
        return self.asked(EVERYBODY)

    @property
    def is_about_public(self) -> bool:
        return self.cleaned_data.get("whose") == PUBLIC

    def clean(self):
        cleaned = super().clean()
        if not self.is_about_public and not cleaned.get("organisation") and "organisation" not in self.errors:
            self.add_error("organisation", _("Choose the organisation, or say that they are from the public."))
        if cleaned.get(TO_BE_NAMED) and not self.is_about_public:
            # Whoever writes why there is a seat for all knows that none is free.
            self.check_unnamed(free=None if cleaned.get("overbooking") else Occupancy.of(self.occurrence).room)
        return cleaned

    def register(self, date: Occurrence, user) -> Registration:
        """Sign them up, as a valid form says. Raises ``SignUpError``."""
        data, wish = self.cleaned_data, self.wish(EVERYBODY)
        names = data["names"].splitlines()
        shared = {"occurrence_id": date.pk, "user": user, "token": data["token"], "names": names}
        shared["overbooking"] = data["overbooking"].strip()
        if self.is_about_public:
            return register_guests(email=data["email"], language=active_language(), wish=wish, **shared)
        return seats.register(
            organisation=data["organisation"],
            to_be_named=data["to_be_named"] or 0,
            wishes=dict.fromkeys(names, wish),
            wish_unnamed=wish,
            **shared,
        )


class AddSeatsView(SeatsView, FormView):
    """Signs people up who called, wrote, or stand at the door."""

    page_title = gettext_lazy("Add people")
    form_class = AddSeatsForm
    template_name = "events/admin/date/add_seats.html"

    def get_initial(self):
        return {"token": uuid.uuid4(), "to_be_named": 0, "whose": MEMBER}

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"occurrence": self.date}

    def get_context_data(self, **kwargs):
        waiting = Seat.objects.waiting().filter(occurrence=self.date).count()
        left = free_seats(self.date)
        return super().get_context_data(**kwargs) | {"left": left, "waiting": waiting}

    def form_valid(self, form):
        try:
            registration = form.register(self.date, self.request.user)
        except errors.SignUpError as error:
            form.add_error(None, error.message)
            return self.form_invalid(form)
        waiting = registration.seats.filter(status=Seat.Status.WAITING).count()
        confirmed = registration.seats.filter(status=Seat.Status.CONFIRMED).count()
        messages.success(
            self.request,
            _("Confirmed: %(confirmed)d. On the waiting list: %(waiting)d.")
            % {"confirmed": confirmed, "waiting": waiting},
        )
        return redirect(self.date_url)
