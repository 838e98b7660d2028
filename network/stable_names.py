"""Names that outlive the code: the outbox, the queue of tasks and groups hold them (see ``events.stable_names``)."""

ACCOUNT = "account:"
"""What kinds of mails about getting in begin with; the rest is what allauth calls them."""


class MailKind:
    """Kinds of mails about people's accounts and mandates, as the outbox keeps them."""

    INVITATION = "invitation"
    MANDATE = "mandate"
    ADDRESS_CHANGED = "address_changed"
    NOTICE = "notice"
    """What Wagtail writes to people of the CMS."""


class Permission:
    """Permissions that the code asks for; groups hold them."""

    VIEW_ORGANISATION = "network.view_organisation"
    ADD_USER = "network.add_user"
    CHANGE_USER = "network.change_user"
    DELETE_USER = "network.delete_user"
    ADD_INVITATION = "network.add_invitation"
    VIEW_OUTGOINGMAIL = "network.view_outgoingmail"
    CHANGE_OUTGOINGMAIL = "network.change_outgoingmail"


def account_reference(pk: int) -> str:
    """What the outbox knows the mails about an account by."""
    return f"account:{pk}"


def invitation_reference(pk: int) -> str:
    """What the outbox knows the mails about an invitation by."""
    return f"invitation:{pk}"


def mandate_reference(pk: int) -> str:
    """What the outbox knows the mails about a mandate by."""
    return f"mandate:{pk}"
