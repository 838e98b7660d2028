"""Kinds of mails whose words are a key: who reads such a mail may act as the person it is written to.

Their words are shown nowhere but in the mail, are emptied once it has left or will not leave any more, and it is never
sent again: a new key is made instead. An app above this one declares its own kinds in ``AppConfig.ready``.
"""

from django.db.models import Case, F, TextField, Value, When

from network.stable_names import ACCOUNT, MailKind

SECRET_KINDS = {
    MailKind.INVITATION,
    f"{ACCOUNT}login_code",
    f"{ACCOUNT}password_reset_key",
    f"{ACCOUNT}password_reset_code",
    f"{ACCOUNT}email_confirmation",
    f"{ACCOUNT}email_confirmation_signup",
}
WORDS = ("text", "html", "calendar")


def declare_secret(*kinds: str) -> None:
    """Treat the words of mails of these kinds as keys."""
    SECRET_KINDS.update(kinds)


def is_secret(kind: str) -> bool:
    return kind in SECRET_KINDS


def without_keys() -> dict[str, Case]:
    """Fields for the UPDATE that ends mails: those of secret kinds lose their words in it, the others keep theirs."""
    emptied = When(kind__in=SECRET_KINDS, then=Value("", output_field=TextField()))
    return {name: Case(emptied, default=F(name)) for name in WORDS}
