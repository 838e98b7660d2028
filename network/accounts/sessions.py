"""Sessions of accounts: those signed in, and those on their way in or proving an address with a code.

Breaks when allauth keeps a sign-in half way, or whose address waits for a code, elsewhere in the session, or names the
account otherwise: closing an account would then leave its sign-in, and the second factor would be limited for the
visitor only.
"""

from collections.abc import Collection, Mapping
from typing import Any

from allauth.account.internal.flows.email_verification_by_code import EMAIL_VERIFICATION_CODE_SESSION_KEY
from allauth.account.internal.stagekit import LOGIN_SESSION_KEY
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.http import int_to_base36


def end_sessions(user_ids: Collection[int]) -> int:
    """End what is open in the name of these accounts, and the codes mailed to them that wait; how many sessions."""
    ended = [
        session.pk
        for session in Session.objects.filter(expire_date__gt=timezone.now()).iterator()
        if any(is_of(user_id, session.get_decoded()) for user_id in user_ids)
    ]
    Session.objects.filter(pk__in=ended).delete()
    return len(ended)


def is_of(user_id: int, session: Mapping[str, Any]) -> bool:
    """Whether ``session`` (its content) is of this account, or may soon be."""
    proving = session.get(EMAIL_VERIFICATION_CODE_SESSION_KEY) or {}
    named = (session.get(SESSION_KEY), proving.get("user_id"))
    return str(user_id) in named or signing_in(session).get("user_pk") == int_to_base36(user_id)


def signing_in(session: Mapping[str, Any]) -> Mapping[str, Any]:
    """What allauth keeps between two steps of a sign-in, with the account as ``user_pk``; empty where there is none."""
    kept = session.get(LOGIN_SESSION_KEY)
    return kept if isinstance(kept, dict) else {}
