"""What the sign-up panel of a date shows to one reader: nothing of it is decided in the template."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Q

from events.models import Occurrence, Seat
from events.models.kinds import SignUp
from events.models.occurrences import Status
from events.sign_up_forms import Asked, SignUpForm, organisations_for
from network.alphabet import by_name
from network.models import Organisation, User, organisations_of

# With more organisations than this a list to choose from replaces the row of links.
MOST_LINKS = 6


@dataclass
class Colleague:
    """A usual colleague in the form: ticked as sent, or signed up already; ``asked`` what the event asks of each."""

    pk: int
    name: str
    ticked: bool
    signed_up: bool
    asked: Asked | None = None


@dataclass
class SignUpPanel:
    """``state`` is one of: past, cancelled, postponed, open_to_all, closed, anonymous, no_mandate, choose, form."""

    date: Occurrence
    state: str
    taken: int = 0
    waiting: int = 0
    organisation: Organisation | None = None
    organisations: list[Organisation] = field(default_factory=list)
    form: SignUpForm | None = None
    token: uuid.UUID = field(default_factory=uuid.uuid4)
    colleagues: list[Colleague] = field(default_factory=list)
    signed_up: list[tuple[Seat, int]] = field(default_factory=list)

    @property
    def is_full(self) -> bool:
        """Whether newcomers go to the waiting list: no seat is free, or people wait already."""
        return self.date.capacity is not None and (self.taken >= self.date.capacity or self.waiting > 0)

    @property
    def takes_sign_ups(self) -> bool:
        return self.state in ("anonymous", "no_mandate", "choose", "form")

    @property
    def is_void(self) -> bool:
        return self.state in ("cancelled", "postponed")

    @property
    def may_change(self) -> bool:
        """Whether names and sign-ups may still be changed: until the date is over."""
        return self.state not in ("past", "cancelled")

    @property
    def offers_help(self) -> bool:
        """Whether to say how to sign up without internet."""
        return self.takes_sign_ups or self.state == "closed"

    @property
    def shows_more_names(self) -> bool:
        """Whether the fields for further people hold something, sent or refused."""
        return self.form.is_bound and any(self.form[name].value() for name in ("name_2", "name_3", "to_be_named"))

    @property
    def shows_form(self) -> bool:
        """The form, also after a refusal: nothing typed is lost."""
        return self.state == "form" or (self.form is not None and self.form.is_bound)

    @property
    def shows_organisation_list(self) -> bool:
        return len(self.organisations) > MOST_LINKS


def sign_up_panel(
    date: Occurrence,
    user: User,
    *,
    now: datetime,
    organisation: Organisation | None = None,
    form: SignUpForm | None = None,
) -> SignUpPanel:
    """The panel of ``date`` for ``user`` at ``now`` (aware); ``form`` is what was sent and refused.

    ``organisation`` is the one chosen, already checked to be one ``user`` may sign up for; a representative's first
    one where none was chosen.
    """
    panel = SignUpPanel(date=date, state=state_of(date, user, now=now))
    if panel.state == "open_to_all" and form is None:
        return panel
    count_seats(panel)
    if not user.is_authenticated:
        return panel
    own = list(organisations_of(user))
    panel.organisation = organisation or next(iter(own), None)
    panel.signed_up = current_sign_ups(date, [*own, *filter(None, [organisation])])
    if panel.state == "form":
        panel.organisations = list(organisations_for(user))
        if not panel.organisation:
            panel.state = "choose" if panel.organisations else "no_mandate"
    if panel.state == "form" or form:
        panel.form = form or SignUpForm(organisation=panel.organisation, occurrence=date)
        if form and form.is_bound and "token" in getattr(form, "cleaned_data", {}):
            panel.token = form.cleaned_data["token"]
        panel.colleagues = colleagues_of(panel)
    return panel


def state_of(date: Occurrence, user: User, *, now: datetime) -> str:
    """What the panel is about; ``form`` stands for everybody who is signed in, mandate or not."""
    if date.status == Status.CANCELLED or date.withdrawn_at:
        return "cancelled"
    if date.is_past(now):
        return "past"
    if date.status == Status.POSTPONED:
        return "postponed"
    if date.sign_up == SignUp.NONE:
        return "open_to_all"
    if now >= date.closes_at and not user.has_perm("events.change_registration"):
        return "closed"
    return "form" if user.is_authenticated else "anonymous"


def count_seats(panel: SignUpPanel) -> None:
    """People confirmed and waiting; no query where the list counted them already."""
    date = panel.date
    if hasattr(date, "taken_count"):
        panel.taken, panel.waiting = date.taken_count, date.waiting_count
        return
    counts = date.seats.aggregate(
        taken=Count("pk", filter=Q(number__isnull=False)),
        waiting=Count("pk", filter=Q(status=Seat.Status.WAITING)),
    )
    panel.taken, panel.waiting = counts["taken"], counts["waiting"]


def current_sign_ups(date: Occurrence, organisations: list[Organisation]) -> list[tuple[Seat, int]]:
    """The seats these organisations hold or wait for, each with its rank (0 for one that does not wait)."""
    seats = Seat.objects.active().filter(occurrence=date, registration__organisation__in=organisations)
    seats = list(seats.select_related("person", "registration__organisation").order_by("queued_at", "pk"))
    return with_ranks(seats)


def with_ranks(seats: list[Seat]) -> list[tuple[Seat, int]]:
    """Each seat with its rank in the queue of its date, in one query for all; 0 for one that does not wait."""
    dates = {seat.occurrence_id for seat in seats if seat.status == Seat.Status.WAITING}
    ranks = Seat.objects.ranks(dates) if dates else {}
    return [(seat, ranks.get(seat.pk, 0)) for seat in seats]


def colleagues_of(panel: SignUpPanel) -> list[Colleague]:
    """The usual colleagues of the organisation chosen, by name."""
    if not panel.organisation:
        return []
    ticked = panel.form.ticked()
    signed_up = {seat.person_id for seat, _rank in panel.signed_up}
    return [
        Colleague(
            pk=person.pk,
            name=person.name,
            ticked=str(person.pk) in ticked,
            signed_up=person.pk in signed_up,
            asked=None if person.pk in signed_up else panel.form.asked(person.pk),
        )
        for person in sorted(panel.organisation.people.all(), key=by_name)
    ]
