"""Whose an e-mail address is: one person, one address that counts.

An account signs in with its own address, which is proven: by the coordination that wrote it, or by a code mailed to it.
Nothing else opens an account, whatever rows allauth may hold.
"""

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from home.sites import default_settings
from home.text.emails import normalize_email, readable_email
from network.accounts.errors import AddressTaken
from network.models import User
from network.outbox.queue import queue_mail
from network.stable_names import MailKind, account_reference


def account_of(email: str) -> User | None:
    """The account that signs in with ``email``, an address it has proven."""
    proven = EmailAddress.objects.filter(email=normalize_email(email), verified=True).select_related("user").first()
    return proven.user if proven else None


def is_own(user: User, email: str) -> bool:
    """Whether ``user`` has proven ``email``."""
    return EmailAddress.objects.filter(user=user, email=normalize_email(email), verified=True).exists()


def account_for(email: str, **fields) -> User:
    """The account that signs in with ``email``, or a new one with these ``fields``, if two at once ask for it too."""
    if account := account_of(email):
        return account
    try:
        with transaction.atomic():
            return User.objects.create_user(email, **fields)
    except IntegrityError:
        return User.objects.get_by_natural_key(email)


@transaction.atomic
def change_address(*, user_id: int, email: str) -> User:
    """Give the account the address it has proven, and tell the one it had, which opens it no longer.

    Raises AddressTaken.
    """
    account = User.objects.select_for_update().get(pk=user_id)
    former, account.email = account.email, normalize_email(email)
    try:
        with transaction.atomic():
            account.save(update_fields=["email"])
    except IntegrityError as error:
        # Another account took it at this instant.
        raise AddressTaken from error
    if former != account.email:
        tell_former(account, former)
    return account


def tell_former(account: User, former: str) -> None:
    """Mail to the address that counted until now, so that nobody loses an account unnoticed."""
    with override(account.language):
        coordination = default_settings()
        text = render_to_string(
            "emails/address_changed.txt", {"email": readable_email(former), "coordination": coordination}
        )
        subject = _("Your account has another address now")
    queue_mail(
        kind=MailKind.ADDRESS_CHANGED,
        recipient=former,
        language=account.language,
        subject=subject,
        text=text.strip() + "\n",
        reference=account_reference(account.pk),
    )
