"""What keeps robots away from a form of the public: no third party, no puzzle, and nobody's typing is lost.

A field people do not see, the age of the form, how often one visitor or one address asks. Whoever trips over one of
them gets the form back as it was sent, and may send it again.
"""

import hashlib
import math
import time
import uuid

from django.core import signing
from django.core.cache import cache
from django.http import HttpRequest

from events.stable_names import FORM_SALT
from network.accounts.rate_limits import client_network, window_of

# Nobody reads and fills in a form so fast.
YOUNGEST = 3
OLDEST = 12 * 3600
SIGNER = signing.TimestampSigner(salt=FORM_SALT)
# So many sign-ups of one household or office, and so many mails to one address, in so many seconds: at once, and in a
# day.
BY_CLIENT = ((10, 600), (150, 86_400))
BY_ADDRESS = ((4, 3600), (12, 86_400))
# More sign-ups of one network for one date are all confirmed, or were refused long before.
MOST_REMEMBERED = 200


class StampError(Exception):
    """The form is no form of ours, is too old, or belongs to another date."""


class StampTooYoungError(Exception):
    """The form was sent faster than people type."""


def new_stamp(subject: str) -> str:
    """What a form about ``subject`` carries: a key of its own, and when it was written, signed."""
    return SIGNER.sign(f"{subject}/{uuid.uuid4()}")


def key_in(stamp: str, subject: str) -> uuid.UUID:
    """The key of a form, which it has once however often it is sent. Raises ``StampError``."""
    try:
        about, _slash, key = SIGNER.unsign(stamp, max_age=OLDEST).partition("/")
        if about != subject:
            raise StampError
        return uuid.UUID(key)
    except (signing.BadSignature, ValueError) as error:
        raise StampError from error


def check_age(stamp: str) -> None:
    """Refuse a good ``stamp`` that was written a moment ago. Raises ``StampTooYoungError``."""
    try:
        SIGNER.unsign(stamp, max_age=YOUNGEST)
    except signing.SignatureExpired:
        # Older than that, as it should be.
        return
    raise StampTooYoungError


def minutes_to_wait(request: HttpRequest, address: str) -> int:
    """Count one more sign-up of this visitor and to this ``address``; the minutes to wait where it is too many."""
    here = client_network(request)
    return max(
        *(waits(f"client {seconds}", here, amount, seconds) for amount, seconds in BY_CLIENT),
        *(waits(f"address {seconds}", address, amount, seconds) for amount, seconds in BY_ADDRESS),
    )


def sign_ups_from(request: HttpRequest, subject: str) -> list[int]:
    """Keys of the latest sign-ups of this visitor's network for ``subject``, as far as they are remembered."""
    return cache.get(place_key(request, subject), [])


def remember(request: HttpRequest, subject: str, key: int, *, hours: int) -> None:
    """Note for some ``hours`` that the sign-up ``key`` came from this visitor's network; the database never knows."""
    keys = [*sign_ups_from(request, subject), key][-MOST_REMEMBERED:]
    cache.set(place_key(request, subject), keys, hours * 3600)


def place_key(request: HttpRequest, subject: str) -> str:
    return f"sign-up-place:{hashed(f'{subject}|{client_network(request)}')}"


def hashed(words: str) -> str:
    return hashlib.sha256(words.encode(errors="replace")).hexdigest()


def waits(per: str, whose: str, amount: int, seconds: int) -> int:
    window = window_of(f"sign-up:{hashed(f'{per}|{whose}')}", seconds)
    return math.ceil(max(1.0, window.ends - time.time()) / 60) if window.count() > amount else 0
