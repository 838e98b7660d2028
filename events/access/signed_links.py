"""Signed links: what a mail lets its reader do without signing in, and the code of a seat that the door scans.

Nothing is stored: a link says which registration and whose account, under a signature of the site. What it still opens
is asked of the database each time, so that a mandate that ends, or an account that is closed, closes its links too.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import override

from events import errors
from events.models import Registration, Seat
from events.models.actors import COORDINATION, LinkHolder
from events.stable_names import DOOR_SALT, LINK_SALT
from network.models import User, organisations_of

# How long a link may still be read once the date is over.
READING_DAYS = 14
SIGNER = signing.Signer(salt=LINK_SALT, sep=".")

# Crockford's 32 characters, none of which is taken for another; of the alphabet that makes QR codes small.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LOOK_ALIKES = str.maketrans("ILO", "110", " -\u00a0")
# Fifty bits, which nobody guesses at a door.
SIGN_LENGTH = 10
# More would be a number that no database takes.
LONGEST_KEY = 12


def signed_registration(registration_id: int, user_id: int | None) -> str:
    """What stands for ``registration_id`` in an address, for the account ``user_id`` or somebody from the public."""
    return SIGNER.sign(f"{registration_id}-{user_id or 0}")


def sign_up_link(registration_id: int, user_id: int | None, language: str) -> str:
    """The absolute address, in ``language``, where a sign-up is changed without signing in.

    ``user_id`` is the account the mail goes to; None for somebody from the public.
    """
    with override(language):
        path = reverse("members:link", args=[signed_registration(registration_id, user_id)])
    return settings.WAGTAILADMIN_BASE_URL + path


def holder_of(signed: str, *, now: datetime | None = None) -> LinkHolder:
    """Who holds the link with ``signed`` in its address, as services take it.

    Raises ``LinkBroken`` for what the site never signed, ``LinkOver`` for what it signed and opens nothing more.
    """
    registration_id, user_id = keys_in(signed)
    found = Registration.objects.select_related("occurrence").filter(pk=registration_id, erased_at=None).first()
    if found is None:
        raise errors.SignUpGone
    if (now or timezone.now()) >= found.occurrence.end + timedelta(days=READING_DAYS):
        raise errors.LinkOver
    if user_id is None:
        if not found.is_public:
            raise errors.LinkBroken
        return LinkHolder(found.pk)
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None or not may_still_change(user, found):
        raise errors.MandateEnded
    return LinkHolder(found.pk, user)


def keys_in(signed: str) -> tuple[int, int | None]:
    """The registration and the account (or None) that ``signed`` names. Raises ``LinkBroken``."""
    try:
        registration_id, user_id = SIGNER.unsign(signed).split("-")
        return int(registration_id), int(user_id) or None
    except (signing.BadSignature, ValueError) as error:
        raise errors.LinkBroken from error


def may_still_change(user: User, registration: Registration) -> bool:
    """Whether ``user`` may still change ``registration``: a mandate in force, or the coordination."""
    own = organisations_of(user).filter(pk=registration.organisation_id)
    return own.exists() or user.has_perm(COORDINATION)


def door_code(seat: Seat) -> str:
    """``4F2-9K3TQ-0WZ7M``: the code of ``seat`` at the door; stays the same whoever takes the seat."""
    sign = next(signs_of(seat.pk))
    return f"{in_alphabet(seat.pk)}-{sign[:5]}-{sign[5:]}"


def door_address(seat: Seat) -> str:
    """The absolute address that a telephone of the coordination opens to note who holds ``seat`` as present."""
    path = reverse("dates:door", args=[seat.occurrence_id])
    return f"{settings.WAGTAILADMIN_BASE_URL}{path}?code={door_code(seat)}"


def seat_of_code(code: str) -> Seat | None:
    """The seat of a code scanned or typed, with its registration; None for what is no code of this site."""
    typed = code.upper().translate(LOOK_ALIKES)
    key, sign = typed[:-SIGN_LENGTH], typed[-SIGN_LENGTH:]
    if not key or len(key) > LONGEST_KEY or not set(typed) <= set(ALPHABET):
        return None
    pk = 0
    for character in key:
        pk = pk * len(ALPHABET) + ALPHABET.index(character)
    if not any(constant_time_compare(sign, known) for known in signs_of(pk)):
        return None
    return Seat.objects.select_related("registration__organisation", "person", "occurrence").filter(pk=pk).first()


def signs_of(pk: int) -> Iterator[str]:
    """The signature of a seat with the secret of the site, then with those it had before."""
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        digest = salted_hmac(DOOR_SALT, str(pk), secret=secret, algorithm="sha256").digest()  # ty: ignore[unknown-argument]
        yield "".join(ALPHABET[byte % len(ALPHABET)] for byte in digest[:SIGN_LENGTH])


def in_alphabet(number: int) -> str:
    """``number`` (positive) in the 32 characters."""
    characters = ""
    while number:
        number, rest = divmod(number, len(ALPHABET))
        characters = ALPHABET[rest] + characters
    return characters
