"""How many people who are signed up would lose their date, in words, for whoever deletes or unpublishes a page."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import Page

from events.models import EventPage, Seat


def people_expected(page: Page) -> int:
    """People signed up for dates to come of the events in this branch; a translation carries none of its own."""
    events = EventPage.objects.descendant_of(page, inclusive=True).values_list("pk", "translation_key")
    keys = [key for pk, key in events if not EventPage.objects.filter(translation_key=key, pk__lt=pk).exists()]
    return Seat.objects.active().filter(occurrence__event_key__in=keys, occurrence__end__gt=timezone.now()).count()


def expected_in_words(count: int) -> str:
    return ngettext(
        "%(count)d person is signed up for dates to come.", "%(count)d people are signed up for dates to come.", count
    ) % {"count": count}


def unpublishing_in_words(count: int) -> str:
    """What unpublishing does to ``count`` people signed up."""
    return _("%(people)s Unpublishing takes the dates out of the agenda and tells them so; their seats are kept.") % {
        "people": expected_in_words(count)
    }
