"""Each account keeps one address, its own, proven and primary; every address is written as it is compared.

Whatever else opened an account is deleted and printed: addresses of other accounts first, proven or not. Who loses one
is signed out, and codes mailed until now open nothing.
"""

from importlib import import_module

from django.conf import settings
from django.db import migrations
from django.utils import timezone

from home.text.emails import (normalize_email)
from network.accounts.sessions import (is_of)

# The domain of accounts that were erased, with which nobody signs in.
ERASED = "@erased.invalid"


def normalize(model, field):
    """Write the addresses of ``model`` anew; each that differs once, however many rows have it."""
    for email in model.objects.order_by().values_list(field, flat=True).distinct():
        if normalize_email(email) != email:
            model.objects.filter(**{field: email}).update(**{field: normalize_email(email)})


def normalize_accounts(user_model) -> dict[str, int]:
    """The account of each address. Of two that have the same one, written in two ways, the first keeps it."""
    owners = {}
    users = list(user_model.objects.order_by("pk").values_list("pk", "email"))
    # Those written well already cannot make way.
    for pk, email in sorted(users, key=lambda user: user[1] != normalize_email(user[1])):
        normal = normalize_email(email)
        if owners.setdefault(normal, pk) != pk:
            print(f"Account {pk} ({email}) has the address of account {owners[normal]}: give it another, in the CMS.")
        elif normal != email:
            user_model.objects.filter(pk=pk).update(email=normal)
    return owners


def normalize_invitations(invitation_model) -> None:
    """Where two that wait become one, the older is withdrawn: its link opens nothing more."""
    waiting = set()
    for invitation in invitation_model.objects.order_by("-created_at", "-pk"):
        normal = normalize_email(invitation.email)
        if invitation.accepted_at is None and invitation.withdrawn_at is None:
            if (normal, invitation.organisation_id) in waiting:
                invitation.withdrawn_at = timezone.now()
                invitation.save(update_fields=["withdrawn_at"])
            waiting.add((normal, invitation.organisation_id))
    normalize(invitation_model, "email")


def keep_one_address(apps, owners) -> set[int]:
    """Give each account its one row; the keys of the accounts that lost another."""
    rows = apps.get_model("account", "EmailAddress").objects
    own = {pk: email for email, pk in owners.items()}
    lost = {row for row in rows.order_by("pk") if own.get(row.user_id) != normalize_email(row.email)}
    for row in sorted(lost, key=lambda row: (normalize_email(row.email) not in owners, row.pk)):
        owner = owners.get(normalize_email(row.email))
        why = f"it is that of account {owner}" if owner else "an account has one address"
        proven = "proven" if row.verified else "not proven"
        print(f"{row.email} ({proven}) opens account {row.user_id} no longer: {why}.")
    # Rows that stay are written anew too, so that none is in the way of another.
    rows.all().delete()
    model = apps.get_model("account", "EmailAddress")
    rows.bulk_create(
        model(user_id=pk, email=email, verified=True, primary=True)
        for pk, email in own.items()
        if not email.endswith(ERASED)
    )
    return {row.user_id for row in lost}


def end_sessions(apps, accounts: set[int]) -> None:
    if not accounts:
        return
    sessions = apps.get_model("sessions", "Session").objects
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    open_until_now = sessions.filter(expire_date__gt=timezone.now()).values_list("pk", "session_data")
    contents = [(pk, store.decode(data)) for pk, data in open_until_now.iterator()]
    ended = [pk for pk, content in contents if any(is_of(account, content) for account in accounts)]
    sessions.filter(pk__in=ended).delete()
    print(f"{len(accounts)} accounts lost an address, and {len(ended)} sessions ended.")


def forward(apps, schema_editor):
    owners = normalize_accounts(apps.get_model("network", "User"))
    normalize_invitations(apps.get_model("network", "Invitation"))
    normalize(apps.get_model("network", "Person"), "email")
    normalize(apps.get_model("network", "OutgoingMail"), "recipient")
    end_sessions(apps, keep_one_address(apps, owners))


class Migration(migrations.Migration):
    dependencies = [
        ("network", "0005_names_in_one_form"),
        ("account", "0009_emailaddress_unique_primary_email"),
        ("sessions", "0001_initial"),
    ]

    operations = [migrations.RunPython(forward, migrations.RunPython.noop)]
