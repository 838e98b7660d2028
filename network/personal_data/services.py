"""What the site holds about one person with an account: to show, to hand over, to erase.

An app above this one adds its own part in ``AppConfig.ready``::

    personal_data.add_section(Section("sign_ups", _("Sign-ups"), read=rows_of, erase=forget))

``read(user)`` gives rows, each a dictionary from label to text, for the page and the export alike; ``erase(user)``
removes what names the person and keeps what is only counted. Both may be left out. ``erase`` runs in the transaction
that closes the account, before it loses its name and address.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.models import ModelLogEntry
from wagtail.users.models import UserProfile

from home.dates import date_in_words, time_in_words
from home.text.characters import printable
from network.accounts.errors import LastCoordinator
from network.accounts.sessions import end_sessions
from network.models import Invitation, OutgoingMail, Representative, User

Row = dict[str, str]
# No mail server takes it (RFC 2606, section 2), and no two accounts share it.
ERASED_ADDRESS = "erased-{pk}@erased.invalid"
MANAGES_ACCOUNTS = "change_user"


def nothing_to_read(user: User) -> list[Row]:
    return []


def nothing_to_erase(user: User) -> None:
    return None


@dataclass(frozen=True)
class Section:
    """One part of what is held; ``name`` is its key in the export, ``title`` its heading on the page."""

    name: str
    title: Any
    read: Callable[[User], list[Row]] = nothing_to_read
    erase: Callable[[User], None] = nothing_to_erase


SECTIONS: list[Section] = []


def add_section(section: Section) -> None:
    """Add a part, once: the place of a part with the same name is taken."""
    SECTIONS[:] = [other for other in SECTIONS if other.name != section.name] + [section]


def held_about(user: User) -> list[tuple[Section, list[Row]]]:
    """Each section with its rows, in the active language."""
    return [(section, section.read(user)) for section in SECTIONS]


def export(user: User) -> dict[str, Any]:
    """All that is held about ``user``, ready for JSON: section → rows of label → text."""
    parts = {section.name: [worded(row) for row in rows] for section, rows in held_about(user) if rows}
    return {"exported_at": timezone.localtime().isoformat(timespec="seconds"), **parts}


def worded(row: Row) -> dict[str, str]:
    return {str(label): printable(str(value)) for label, value in row.items()}


@transaction.atomic
def erase(*, user: User) -> None:
    """Close the account for good, without name, address, keys, sessions or rights; its mandates end today.

    Rows that others count on (sign-ups, signatures, what was decided) stay, with an account without a name.
    Raises LastCoordinator.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    refuse_if_last(user)
    for section in reversed(SECTIONS):
        section.erase(user)
    user.groups.clear()
    user.user_permissions.clear()
    user.email, user.first_name, user.last_name = ERASED_ADDRESS.format(pk=user.pk), "", ""
    user.is_active, user.is_staff, user.is_superuser = False, False, False  # ty: ignore[invalid-assignment]
    user.set_unusable_password()
    user.last_login = None
    user.save()
    # Nobody signs in with what stands in the place of the address.
    EmailAddress.objects.filter(user=user).delete()


def refuse_if_last(user: User) -> None:
    """The last who may manage accounts stays: nobody could let anybody in any more."""
    # Locked in one order, so that two who leave at once do not each see the other stay.
    managers = list(managers_of_accounts().select_for_update().order_by("pk").values_list("pk", flat=True))
    if managers == [user.pk]:
        raise LastCoordinator


def managers_of_accounts():
    """Active accounts that may change others."""
    right = {"content_type__app_label": "network", "codename": MANAGES_ACCOUNTS}
    by_group = {f"groups__permissions__{name}": value for name, value in right.items()}
    alone = {f"user_permissions__{name}": value for name, value in right.items()}
    found = User.objects.filter(Q(is_superuser=True) | Q(**by_group) | Q(**alone), is_active=True)
    return User.objects.filter(pk__in=found.values("pk"))


# What this app holds


def instant_in_words(instant: datetime | None) -> str:
    return f"{date_in_words(instant)}, {time_in_words(instant)}" if instant else "–"


def read_account(user: User) -> list[Row]:
    keys = Authenticator.objects.filter(user=user)
    addresses = EmailAddress.objects.filter(user=user).exclude(email=user.email)
    rows = {
        _("Name"): user.get_full_name() or "–",
        _("E-mail"): user.email,
        _("Other addresses"): ", ".join(addresses.values_list("email", flat=True)) or "–",
        _("Language of the mails"): user.get_language_display(),
        _("Account made on"): instant_in_words(user.date_joined),
        _("Last sign-in"): instant_in_words(user.last_login),
        _("Passkeys"): str(keys.filter(type=Authenticator.Type.WEBAUTHN).count()),
        _("Authenticator app"): _("Yes") if keys.filter(type=Authenticator.Type.TOTP).exists() else _("No"),
    }
    return [rows]


def erase_account(user: User) -> None:
    Authenticator.objects.filter(user=user).delete()
    UserProfile.objects.filter(user=user).delete()
    forget_labels(User, [user.pk])
    end_sessions([user.pk])


def read_mandates(user: User) -> list[Row]:
    return [
        {
            _("Organisation"): mandate.organisation.name,
            pgettext_lazy("first day", "From"): date_in_words(mandate.since, with_weekday=False),
            _("Until"): date_in_words(mandate.until, with_weekday=False) if mandate.until else "–",
        }
        for mandate in user.mandates.select_related("organisation").order_by("since", "pk")
    ]


def erase_mandates(user: User) -> None:
    """They end today; one that had not begun is gone."""
    today = timezone.localdate()
    mandates = Representative.objects.filter(user=user)
    forget_labels(Representative, list(mandates.values_list("pk", flat=True)))
    mandates.filter(since__gte=today).delete()
    mandates.filter(Q(until=None) | Q(until__gt=today)).update(until=today)


def read_invitations(user: User) -> list[Row]:
    return [
        {
            _("Organisation"): invitation.organisation.name,
            _("Invited on"): instant_in_words(invitation.created_at),
            _("State"): invitation.state_in_words(),
        }
        for invitation in Invitation.objects.filter(email=user.email).select_related("organisation")
    ]


def erase_invitations(user: User) -> None:
    invitations = Invitation.objects.filter(email=user.email)
    forget_labels(Invitation, list(invitations.values_list("pk", flat=True)))
    invitations.delete()


def read_mails(user: User) -> list[Row]:
    """Subject and day; the mails themselves are with the person."""
    mails = OutgoingMail.objects.filter(recipient=user.email)
    return [
        {
            _("Subject"): mail.subject,
            _("Written on"): instant_in_words(mail.created_at),
            _("State"): mail.get_status_display(),
        }
        for mail in mails.only("subject", "created_at", "status")
    ]


def erase_mails(user: User) -> None:
    """Those on their way do not leave; of the others the log keeps the kind and the day."""
    mails = OutgoingMail.objects.filter(recipient=user.email)
    mails.filter(status=OutgoingMail.Status.QUEUED).update(status=OutgoingMail.Status.WITHDRAWN)
    mails.update(recipient="", subject="", text="", html="", calendar="", last_error="")


def forget_labels(model, ids: list[int]) -> None:
    """The log of the CMS names what was changed: those names go too."""
    entries = ModelLogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(model), object_id__in=map(str, ids)
    )
    entries.update(label="–", data={})


for section in (
    Section("account", _("My account"), read=read_account, erase=erase_account),
    Section("mandates", _("Mandates"), read=read_mandates, erase=erase_mandates),
    Section("invitations", _("Invitations"), read=read_invitations, erase=erase_invitations),
    Section("mails", _("Mails sent to me"), read=read_mails, erase=erase_mails),
):
    add_section(section)
