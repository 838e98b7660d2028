"""How many mails about getting in one address may be sent, whoever asks for them.

Nobody is refused by these counts: only mailing pauses, so that a stranger neither floods a mailbox nor keeps its owner
out. What was mailed last stays good meanwhile, a code as well as a link. Who asks too often is refused by
``network.accounts.rate_limits``, for that address and from that network alone.
"""

import time
from dataclasses import dataclass
from hashlib import sha256

from allauth.account import app_settings
from django.core.cache import cache

from network.accounts.rate_limits import window_of
from network.models import User

QUARTER_OF_AN_HOUR, A_DAY = 15 * 60, 24 * 60 * 60


@dataclass(frozen=True)
class Allowance:
    """At most ``amount`` mails in ``seconds``."""

    amount: int
    seconds: int


TO_AN_ADDRESS = (Allowance(3, QUARTER_OF_AN_HOUR), Allowance(12, A_DAY))
# To all addresses without an account together: nobody makes this site write to the world.
TO_STRANGERS = (Allowance(50, A_DAY),)
# New addresses that one account wants proven.
OF_AN_ACCOUNT = (Allowance(10, A_DAY),)


def may_mail(purpose: str, email: str) -> bool:
    """Whether one more mail for ``purpose`` may leave to ``email``; counts it."""
    return count_mail(f"{purpose} to {email}", TO_AN_ADDRESS)


def may_mail_a_stranger() -> bool:
    """Whether one more mail may leave to an address without an account; counts it."""
    return count_mail("strangers", TO_STRANGERS)


def may_prove_another(user: User) -> bool:
    """Whether one more code may leave to a new address of ``user``; counts it."""
    return count_mail(f"asked by {user.pk}", OF_AN_ACCOUNT)


def count_mail(name: str, allowances: tuple[Allowance, ...]) -> bool:
    """Count one mail in each window, up to the first that is full already."""
    return all(window_of(key_of(name, one), one.seconds).count() <= one.amount for one in allowances)


def key_of(name: str, allowance: Allowance) -> str:
    return f"mails:{sha256(f'{name}|{allowance.seconds}'.encode()).hexdigest()}"


def remember_code(account: User, code: str) -> None:
    """Keep the code that was just mailed, for as long as mailing may pause."""
    cache.set(f"sign-in-code:{account.pk}", (code, account.email, time.time()), A_DAY)


def code_in_force(account: User) -> str:
    """The code last mailed to the account: while it is fresh, and longer where mailing pauses; else empty."""
    code, email, mailed_at = cache.get(f"sign-in-code:{account.pk}") or ("", "", 0)
    if email != account.email:
        return ""
    is_fresh = time.time() - mailed_at <= app_settings.LOGIN_BY_CODE_TIMEOUT
    return code if is_fresh or pauses("code", email) else ""


def pauses(purpose: str, email: str) -> bool:
    """Whether mailing for ``purpose`` to ``email`` has come to its limit; counts nothing."""
    name = f"{purpose} to {email}"
    return any(window_of(key_of(name, one), one.seconds).read() >= one.amount for one in TO_AN_ADDRESS)


def forget(account: User) -> None:
    """Begin anew once the owner got in: the code is used, and what strangers asked for counts no longer."""
    cache.delete(f"sign-in-code:{account.pk}")
    for purpose in ("code", "reset"):
        for one in TO_AN_ADDRESS:
            window_of(key_of(f"{purpose} to {account.email}", one), one.seconds).empty()
