"""Every file of ``content/``, and what it holds."""

from .events import CalendarText, EventsText, HolidaysText, KindsText
from .network import DirectoryText, MembersText, SettingsText, TerritoryText
from .pages import AllMinutesText, CharterText, CoordinationText, GroupsText, HomeText, NewsText, PicturesText
from .people import AccountsText, InvitationsText, OffersText, SignUpsText
from .reader import ContentFile

SETTINGS = ContentFile("settings.toml", SettingsText)
TERRITORY = ContentFile("territory.toml", TerritoryText)
DIRECTORY = ContentFile("directory.toml", DirectoryText)
GROUPS = ContentFile("groups.toml", GroupsText)
# In the order in which they are loaded: what is drawn at random depends on it.
MEMBERS = (
    ContentFile("members_homes_and_papers.toml", MembersText),
    ContentFile("members_youth_and_children.toml", MembersText),
    ContentFile("members_health_and_age.toml", MembersText),
    ContentFile("members_work_and_culture.toml", MembersText),
)

PICTURES = ContentFile("pictures.toml", PicturesText)
HOME = ContentFile("home.toml", HomeText)
COORDINATION = ContentFile("coordination.toml", CoordinationText)
CHARTER = ContentFile("charter.toml", CharterText)
MINUTES = ContentFile("minutes.toml", AllMinutesText)
NEWS = ContentFile("news.toml", NewsText)

KINDS = ContentFile("kinds.toml", KindsText)
EVENTS = (
    ContentFile("events_midis.toml", EventsText),
    ContentFile("events_gatherings.toml", EventsText),
    ContentFile("events_group_meetings.toml", EventsText),
)
SCHOOL_HOLIDAYS = ContentFile("school_holidays.toml", HolidaysText)
IMPORTED_CALENDAR = ContentFile("imported_calendar.toml", CalendarText)

ACCOUNTS = ContentFile("accounts.toml", AccountsText)
INVITATIONS = ContentFile("invitations.toml", InvitationsText)
HOSTING_OFFERS = ContentFile("hosting_offers.toml", OffersText)
SIGN_UPS = ContentFile("sign_ups.toml", SignUpsText)

EVERY = (
    *(SETTINGS, TERRITORY, DIRECTORY, GROUPS, *MEMBERS),
    *(PICTURES, HOME, COORDINATION, CHARTER, MINUTES, NEWS),
    *(KINDS, *EVENTS, SCHOOL_HOLIDAYS, IMPORTED_CALENDAR),
    *(ACCOUNTS, INVITATIONS, HOSTING_OFFERS, SIGN_UPS),
)
