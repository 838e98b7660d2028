"""What the sign-up panel of a date shows to one reader: nothing of it is decided in the template."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Q
from django.utils.functional import cached_property

from events.models import Apology, Occurrence, Seat
from events.models.kinds import SignUp
from events.models.occurrences import Status
from events.models.registrations import with_ranks
from events.sign_up.forms import Asked, SignUpForm, organisations_for
from events.sign_up.waiting_list_rules import rule_of_queue
from events.sign_up.workshop_choices import SignedUpPerson, signed_up_people
from events.stable_names import Permission
from home.text.alphabet import by_name
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


@dataclass(frozen=True)
class Cap:
    """At most ``seats`` for one organisation, which may still ask ``left``, until ``lifted_at`` (aware, or None)."""

    seats: int
    left: int
    lifted_at: datetime | None


@dataclass
class SignUpPanel:
    """``state`` is one of: past, cancelled, postponed, open_to_all, closed, not_open, anonymous, no_mandate, choose,
    capped, form.
    """

    date: Occurrence
    state: str
    taken: int = 0
    waiting: int = 0
    organisation: Organisation | None = None
    organisations: list[Organisation] = field(default_factory=list)
    form: SignUpForm | None = None
    token: uuid.UUID = field(default_factory=uuid.uuid4)
    colleagues: list[Colleague] = field(default_factory=list)
    signed_up: list[SignedUpPerson] = field(default_factory=list)
    own: list[Organisation] = field(default_factory=list)
    apologies: list[Apology] = field(default_factory=list)
    cap: Cap | None = None

    @property
    def is_full(self) -> bool:
        """Whether newcomers go to the waiting list: no seat is free, or people wait already."""
        return self.date.capacity is not None and (self.date.seats_left(self.taken) == 0 or self.waiting > 0)

    @property
    def takes_sign_ups(self) -> bool:
        return self.state in ("anonymous", "no_mandate", "choose", "form")

    @property
    def invites_everybody(self) -> bool:
        """Whether to lead to the form of the public, which stands on a page of its own: this one is kept whole."""
        return self.date.sign_up == SignUp.PUBLIC and self.state in ("anonymous", "no_mandate")

    @property
    def is_void(self) -> bool:
        return self.state in ("cancelled", "postponed")

    @property
    def may_change(self) -> bool:
        """Whether names and sign-ups may still be changed: until the date is over."""
        return self.state not in ("past", "cancelled")

    @property
    def may_excuse(self) -> bool:
        """Whether an organisation of the reader may be excused: where members sign up, or may give a proxy."""
        if not self.own or self.state in ("past", "cancelled", "postponed"):
            return False
        return self.date.sign_up == SignUp.MEMBERS or self.date.kind.takes_proxies

    @property
    def offers_help(self) -> bool:
        """Whether to say how to sign up without internet."""
        return self.takes_sign_ups or self.state in ("closed", "not_open", "capped")

    @property
    def shows_more_names(self) -> bool:
        """Whether the fields for further people hold something, sent or refused."""
        form = self.form
        if form is None or not form.is_bound:
            return False
        return any(form[name].value() for name in ("name_2", "name_3", "to_be_named"))

    @property
    def shows_form(self) -> bool:
        """The form, also after a refusal: nothing typed is lost."""
        return self.state == "form" or (self.form is not None and self.form.is_bound)

    @property
    def may_send(self) -> bool:
        """Whether a press of the form's button can be taken; where it cannot, there is none."""
        return self.state not in ("closed", "past", "cancelled")

    @property
    def shows_organisation_list(self) -> bool:
        return len(self.organisations) > MOST_LINKS

    @property
    def offered(self) -> list[Seat]:
        """Seats held for people of the reader's, who have to say yes."""
        may_answer = self.may_change and not self.is_void
        seats = [one.seat for one in self.signed_up] if may_answer else []
        return [seat for seat in seats if seat.status == Seat.Status.OFFERED]

    @property
    def answer_until(self) -> datetime | None:
        """Until when (aware) the first of these offers holds its seat."""
        return min((seat.held_until for seat in self.offered), default=None)

    @cached_property
    def rule(self) -> list[str]:
        """The rule of the waiting list, where somebody waits or will."""
        waits = any(one.rank for one in self.signed_up)
        return rule_of_queue() if waits or (self.is_full and self.takes_sign_ups) else []

    @property
    def excused(self) -> list[Apology]:
        """What the reader's organisations sent."""
        own = {organisation.pk for organisation in self.own}
        return [apology for apology in self.apologies if apology.organisation_id in own]

    @property
    def proxies_held(self) -> list[Apology]:
        """Those for whom the reader's organisations vote."""
        own = {organisation.pk for organisation in self.own}
        return [apology for apology in self.apologies if apology.proxy_holder_id in own]


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
    is_settled = panel.state == "open_to_all" and form is None
    if not is_settled:
        count_seats(panel)
    if not user.is_authenticated:
        return panel
    panel.own = list(organisations_of(user))
    panel.organisation = organisation or next(iter(panel.own), None)
    panel.apologies = list(
        Apology.objects.filter(Q(organisation__in=panel.own) | Q(proxy_holder__in=panel.own), occurrence=date)
        .select_related("organisation", "proxy_holder")
        .order_by("pk")
    )
    if is_settled:
        return panel
    panel.signed_up = current_sign_ups(date, [*panel.own, *filter(None, [organisation])])
    if panel.state == "form":
        choose_organisation(panel, user, now=now)
    if panel.state == "form" or form:
        panel.form = form or SignUpForm(organisation=panel.organisation, occurrence=date)
        if form and form.is_bound and "token" in getattr(form, "cleaned_data", {}):
            panel.token = form.cleaned_data["token"]
        panel.colleagues = colleagues_of(panel)
    return panel


def choose_organisation(panel: SignUpPanel, user: User, *, now: datetime) -> None:
    """For whom the form is, and how many seats they may still ask; no form where there are none."""
    panel.organisations = list(organisations_for(user))
    if not panel.organisation:
        panel.state = "choose" if panel.organisations else "no_mandate"
        return
    limit = panel.date.cap_at(now)
    if limit is None or user.has_perm(Permission.CHANGE_REGISTRATION):
        return
    has = sum(one.seat.registration.organisation_id == panel.organisation.pk for one in panel.signed_up)
    panel.cap = Cap(seats=limit, left=max(0, limit - has), lifted_at=panel.date.cap_lifted_at)
    if not panel.cap.left:
        panel.state = "capped"


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
    return state_by_clock(date, user, now=now)


def state_by_clock(date: Occurrence, user: User, *, now: datetime) -> str:
    """Whether sign-up is open; it always is for the coordination."""
    if not user.has_perm(Permission.CHANGE_REGISTRATION):
        if now >= date.closes_at:
            return "closed"
        if date.opens_at and now < date.opens_at:
            return "not_open"
    return "form" if user.is_authenticated else "anonymous"


def count_seats(panel: SignUpPanel) -> None:
    """People confirmed and waiting; no query where the list counted them already."""
    date = panel.date
    if hasattr(date, "taken_count"):
        panel.taken, panel.waiting = date.taken_count, date.waiting_count  # ty: ignore[invalid-assignment]
        return
    counts = date.seats.aggregate(
        taken=Count("pk", filter=Q(number__isnull=False)),
        waiting=Count("pk", filter=Q(status=Seat.Status.WAITING)),
    )
    panel.taken, panel.waiting = counts["taken"], counts["waiting"]


def current_sign_ups(date: Occurrence, organisations: list[Organisation]) -> list[SignedUpPerson]:
    """The people these organisations have signed up, on seats held or waited for."""
    seats = Seat.objects.active().filter(occurrence=date, registration__organisation__in=organisations)
    seats = list(seats.select_related("person", "registration__organisation").order_by("queued_at", "pk"))
    return signed_up_people(with_ranks(seats), date)


def colleagues_of(panel: SignUpPanel) -> list[Colleague]:
    """The usual colleagues of the organisation chosen, by name."""
    if not panel.organisation:
        return []
    ticked = panel.form.ticked()
    signed_up = {one.seat.person_id for one in panel.signed_up}
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
