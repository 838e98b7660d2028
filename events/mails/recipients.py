"""Who gets the mails about sign-ups and changes of a date: one rule for all of them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from django.contrib.auth.models import Permission
from django.db.models import Exists, OuterRef, Q

from events.models import Occurrence, Registration, Seat
from network.models import Representative, User

# Of a seat: who hears of it, once ``author_acts`` is known.
WHOSE = (
    "registration",
    "status",
    "registration__organisation",
    "registration__email",
    "registration__created_by__email",
    "author_acts",
)


@dataclass(frozen=True)
class Addressee:
    """Somebody a mail is written to; ``user`` is None where they have no account.

    One address is one addressee, whatever it signed up as: a calendar belongs to the address.
    """

    email: str
    language: str = field(compare=False)
    name: str = field(compare=False)
    user: User | None = field(default=None, compare=False)

    @classmethod
    def of_user(cls, user: User) -> "Addressee":
        return cls(user.email, user.language, str(user), user)

    @classmethod
    def of_public(cls, registration: Registration) -> "Addressee":
        return cls(registration.email, registration.language, registration.contact_name, None)


def addressees_of(registrations: Iterable[Registration]) -> dict[int, list[Addressee]]:
    """Who hears of each registration, by its key; needs ``created_by`` loaded; two queries at most.

    For one from the public, the address that was given. For an organisation, whoever signed up, as long as they act
    for it (not asked again where ``author_acts`` tells); otherwise (the coordination signed up for it, a mandate
    ended, an account was closed) its representatives of today. Where it has none, the coordination's author after
    all: never somebody whose mandate ended.
    """
    registrations = list(registrations)
    acting = acting_for(one.organisation_id for one in registrations if one.organisation_id and not one.author_acts)
    told = {one.pk: addressees_of_one(one, acting[one.organisation_id]) for one in registrations}
    silent = [one for one in registrations if not told[one.pk] and not one.is_public and one.created_by]
    if silent:
        staff = in_the_coordination(one.created_by_id for one in silent)
        told |= {one.pk: [Addressee.of_user(one.created_by)] for one in silent if one.created_by_id in staff}
    return told


def addressees_of_one(registration: Registration, acting: list[User]) -> list[Addressee]:
    if registration.is_public:
        return [Addressee.of_public(registration)] if registration.email else []
    author = registration.created_by
    author_acts = registration.author_acts or author in acting
    return [Addressee.of_user(user) for user in ([author] if author_acts else acting)]


def acting_for(organisations: Iterable[int]) -> Mapping[int, list[User]]:
    """The accounts that act for each of ``organisations`` (by key) today; one query, none for no organisation."""
    acting = defaultdict(list)
    if not (keys := set(organisations)):
        return acting
    mandates = Representative.objects.current().filter(organisation__in=keys, user__is_active=True)
    for mandate in mandates.select_related("user").order_by("pk"):
        acting[mandate.organisation_id].append(mandate.user)
    return acting


def in_the_coordination(users: Iterable[int]) -> set[int]:
    """The active accounts among ``users`` (by key) that see all sign-ups."""
    right = Permission.objects.filter(content_type__app_label="events", codename="view_registration")
    has_it = Q(is_superuser=True) | Q(groups__permissions__in=right) | Q(user_permissions__in=right)
    return set(User.objects.filter(has_it, pk__in=set(users), is_active=True).values_list("pk", flat=True))


def of_organisation(organisation_id: int) -> list[Addressee]:
    """The representatives of today of one organisation."""
    return [Addressee.of_user(user) for user in acting_for([organisation_id])[organisation_id]]


def by_addressee(seats: Iterable[Seat], *, unconfirmed_too: bool = False) -> dict[Addressee, list[Seat]]:
    """The seats each person must hear of; needs ``registration__created_by`` loaded.

    Nobody at an address of the public that is not confirmed: it may be a stranger's. ``unconfirmed_too`` where whoever
    acts opened the mail that asks.
    """
    seats = [seat for seat in seats if unconfirmed_too or seat.registration.may_be_written_to]
    people = addressees_of({seat.registration_id: seat.registration for seat in seats}.values())
    grouped = defaultdict(list)
    for seat in seats:
        for addressee in people[seat.registration_id]:
            grouped[addressee].append(seat)
    return dict(grouped)


def statuses_by_address(occurrence: Occurrence, addresses: Collection[str]) -> dict[str, set[str]]:
    """What people at each of ``addresses`` have at ``occurrence`` now: statuses of seats held or waited for.

    An address that is not confirmed yet has nothing. One query, or four where somebody signed up for an organisation
    they do not act for; how many others are signed up makes no difference.
    """
    seats = Seat.objects.active().exclude(status=Seat.Status.PENDING).filter(occurrence=occurrence)
    rows = seats.filter(may_concern(addresses)).annotate(author_acts=author_acts()).order_by()
    statuses, of_others = defaultdict(set), defaultdict(set)
    for pk, status, organisation, address, author, acts in rows.values_list(*WHOSE):
        if organisation and not acts:
            of_others[pk].add(status)
        else:
            statuses[author if organisation else address].add(status)
    if of_others:
        registrations = Registration.objects.filter(pk__in=of_others).select_related("created_by")
        for pk, told in addressees_of(registrations).items():
            for addressee in told:
                statuses[addressee.email] |= of_others[pk]
    return statuses


def author_acts() -> Exists:
    """Whether who signed up for a seat acts for its organisation today, as ``acting_for`` tells it of all."""
    mandates = Representative.objects.current().filter(user__is_active=True)
    return Exists(
        mandates.filter(user=OuterRef("registration__created_by"), organisation=OuterRef("registration__organisation"))
    )


def may_concern(addresses: Collection[str]) -> Q:
    """Seats that people at ``addresses`` may have to hear of: asked by them, or for an organisation of theirs."""
    mandates = Representative.objects.current().filter(user__email__in=addresses)
    return (
        Q(registration__email__in=addresses)
        | Q(registration__created_by__email__in=addresses)
        | Q(registration__organisation__in=mandates.values("organisation"))
    )


def mandates_of(user: User) -> set[int]:
    """Organisations ``user`` acts for today."""
    return set(Representative.objects.current().filter(user=user).values_list("organisation_id", flat=True))
