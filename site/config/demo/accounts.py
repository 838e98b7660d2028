"""The accounts of the demo, one per role, and the text that presents them."""

from typing import NamedTuple

from django.contrib.auth.models import Group
from django.utils import timezone

from network.models import Organisation, Representative, User

PASSWORD = "place-des-ecluses"  # noqa: S105


class DemoAccount(NamedTuple):
    """Somebody to sign in as; ``group`` is a role in the CMS, ``organisation`` a mandate."""

    email: str
    name: str
    role: str
    to_try: str
    group: str = ""
    organisation: str = ""
    language: str = "fr"


ACCOUNTS = (
    DemoAccount(
        "coordination@coordination.example", "La coordination", "Coordination",
        "/gestion/ : créer un midi, suivre les inscriptions, modifier une fiche du réseau", group="Coordination",
    ),
    DemoAccount(
        "redaction@coordination.example", "La rédaction", "Rédaction",
        "/gestion/ : écrire une actualité, traduire une page", group="Rédaction",
    ),
    DemoAccount(
        "equipe@escale-du-canal.example", "L’Escale du Canal", "Référent·e de L’Escale du Canal",
        "/fr/membres/ : une place confirmée, une liste d’attente, une annulation", organisation="L’Escale du Canal",
    ),
    DemoAccount(
        "ploeg@de-sluiswachter.example", "De Sluiswachter", "Contactpersoon van De Sluiswachter (NL)",
        "/nl/membres/ : een collega inschrijven, een plaats vrijgeven", organisation="De Sluiswachter", language="nl",
    ),
)  # fmt: skip


def load_accounts() -> None:
    """Create the accounts that are missing, with their role and mandate."""
    for account in ACCOUNTS:
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
    for account in ACCOUNTS:
        lines += ["", f"  {account.email}", f"    {account.role}", f"    {account.to_try}"]
    lines += [
        "",
        "Les courriels de la démonstration arrivent comme fichiers dans var/mail/ ; rien ne part sur internet.",
    ]
    return "\n".join(lines)
