"""What the groups of the CMS may do with the charter."""

from home.access import roles

RIGHTS: roles.Rights = {roles.COORDINATION: {"charter.charterversion": roles.ALL, "charter.signature": roles.ALL}}
