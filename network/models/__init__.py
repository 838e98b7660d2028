from network.models.groups import Membership, WorkingGroup
from network.models.invitations import Invitation
from network.models.mail import OutgoingMail
from network.models.organisations import Commune, Location, Organisation, Person, Theme, organisations_of
from network.models.pages import DirectoryPage, GroupsPage, WorkingGroupPage
from network.models.services import Closure, OpeningSlot, Service
from network.models.users import Representative, User
from network.models.words import Synonym

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
    "Synonym",
    "Theme",
    "User",
    "WorkingGroup",
    "WorkingGroupPage",
    "organisations_of",
]
