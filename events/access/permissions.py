"""Who may do what in the CMS of the agenda: the rights of its groups, and what one permission does not say."""

from django.core.exceptions import PermissionDenied

from events.models import AgendaPage, EventPage
from events.models.actors import COORDINATION
from home.access import roles
from home.text.bilingual import SOURCE_LANGUAGE

# Dates and seats are facts: publishing and the seat services write them, no form does.
RIGHTS: roles.Rights = {
    roles.COORDINATION: {
        "events.eventkind": roles.ALL,
        "events.occurrence": ("view",),
        "events.registration": ("view", "change"),
        "events.seat": ("view",),
        "events.hostoffer": ("view", "change"),
        "events.feedreading": ("view",),
        "events.importsource": roles.ALL,
        # The product knows the kinds of mails; none is added or deleted.
        "events.mailtext": ("view", "change"),
        "events.signupsettings": ("change",),
    },
}


def agenda_for(user) -> AgendaPage:
    """The French agenda, if ``user`` may add events to it."""
    agenda = AgendaPage.objects.filter(locale__language_code=SOURCE_LANGUAGE).first()
    if agenda is None or not agenda.permissions_for_user(user).can_add_subpage():
        raise PermissionDenied
    return agenda


def may_add_events(user) -> bool:
    """Whether ``user`` may make new events."""
    try:
        return bool(agenda_for(user))
    except PermissionDenied:
        return False


def may_act_on(page: EventPage | None, user) -> bool:
    """Whether ``user`` may announce something about the dates of ``page``: seats and publishing are theirs."""
    return page is not None and user.has_perm(COORDINATION) and page.permissions_for_user(user).can_publish()
