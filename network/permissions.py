"""What the groups of the CMS may do with the directory, accounts and mails."""

from home.access import roles

RIGHTS: roles.Rights = {
    roles.COORDINATION: {
        "network.organisation": roles.ALL,
        "network.workinggroup": roles.ALL,
        "network.membership": roles.ALL,
        "network.representative": roles.ALL,
        "network.person": roles.ALL,
        "network.theme": roles.ALL,
        "network.commune": roles.ALL,
        "network.synonym": roles.ALL,
        "network.user": roles.ALL,
        # Invitations are sent and taken back; no form edits one.
        "network.invitation": ("add", "view"),
        # No form writes a mail: to change one is to send it again.
        "network.outgoingmail": ("view", "change"),
    },
}
