from .groups import Membership, WorkingGroup
from .invitations import Invitation
from .mail import OutgoingMail
from .organisations import Commune, Location, Organisation, Person, Theme, organisations_of
from .pages import DirectoryPage, GroupsPage, WorkingGroupPage
from .services import Closure, OpeningSlot, Service
from .users import Representative, User

__all__ = [
    "Closure",
    "Commune",
    "DirectoryPage",
    "GroupsPage",
    "Invitation",
    "Location",
    "Membership",
    "OpeningSlot",
    "Organisation",
    "OutgoingMail",
    "Person",
    "Representative",
    "Service",
    "Theme",
    "User",
    "WorkingGroup",
    "WorkingGroupPage",
    "organisations_of",
]
