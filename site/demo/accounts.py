"""The accounts of the demo, one per role, and the text that presents them."""

from django.contrib.auth.models import Group
from django.utils import timezone

from network.models import Organisation, Representative, User

from .texts.files import ACCOUNTS
from .texts.people import DemoAccount

PASSWORD = "place-des-ecluses"  # noqa: S105


def accounts() -> tuple[DemoAccount, ...]:
    """Whom the demo lets sign in: the coordination first, then an editor and two representatives."""
    return ACCOUNTS.read().accounts


def coordination() -> User:
    """The account of the coordination, once it is loaded."""
    return User.objects.get(email=accounts()[0].email)


def load_accounts() -> None:
    """Create the accounts that are missing, with their role and mandate."""
    for account in accounts():
        if User.objects.filter(email=account.email).exists():
            continue
        user = User.objects.create_user(account.email, PASSWORD, first_name=account.name, language=account.language)
        if account.group:
            user.groups.add(Group.objects.get_or_create(name=account.group)[0])
        if account.organisation:
            mandate(user, Organisation.objects.get(name_fr=account.organisation))


def mandate(user: User, organisation: Organisation) -> None:
    """Let ``user`` act for ``organisation`` since the organisation became a member."""
    since = timezone.localdate().replace(year=organisation.member_since, month=1, day=1)
    Representative.objects.get_or_create(user=user, organisation=organisation, defaults={"since": since})


def accounts_text(address: str) -> str:
    """What a person who starts the demo must know; ``address`` is where it is served, without a slash at the end."""
    lines = [
        f"Site      {address}/fr/   {address}/nl/",
        f"CMS       {address}/gestion/",
        f"Membres   {address}/fr/membres/",
        "",
        f"Mot de passe de tous les comptes : {PASSWORD}",
    ]
    for account in accounts():
        lines += ["", f"  {account.email}", f"    {account.role}", f"    {account.to_try}"]
    lines += [
        "",
        "Les courriels de la démonstration arrivent comme fichiers dans var/mail/ ; rien ne part sur internet.",
    ]
    return "\n".join(lines)
