"""What keeps robots away from a form of the public: no third party, no puzzle, and nobody's typing is lost.

A field people do not see, the age of the form, how often one visitor or one address asks. Whoever trips over one of
them gets the form back as it was sent, and may send it again.
"""

import hashlib
import math
import time
import uuid

from django.core import signing
from django.http import HttpRequest

from network.throttle import client_network, window_of

# Nobody reads and fills in a form so fast.
YOUNGEST = 3
OLDEST = 12 * 3600
SIGNER = signing.TimestampSigner(salt="events.robots")
# So many sign-ups of one household or office, and so many mails to one address, in so many seconds.
BY_CLIENT = (10, 600)
BY_ADDRESS = (4, 3600)


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
    written = signing.b62_decode(stamp.rsplit(SIGNER.sep, 2)[1])
    if time.time() - written < YOUNGEST:
        raise StampTooYoungError


def minutes_to_wait(request: HttpRequest, address: str) -> int:
    """Count one more sign-up of this visitor and to this ``address``; the minutes to wait where it is too many."""
    return max(
        waits("client", client_network(request), *BY_CLIENT),
        waits("address", address, *BY_ADDRESS),
    )


def waits(per: str, whose: str, amount: int, seconds: int) -> int:
    key = hashlib.sha256(f"{per}|{whose}".encode(errors="replace")).hexdigest()
    window = window_of(f"sign-up:{key}", seconds)
    return math.ceil(max(1.0, window.ends - time.time()) / 60) if window.count() > amount else 0
