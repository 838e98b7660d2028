"""The buttons of a date's page in the CMS that lead to its attendance."""

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets.button import Button

from events.models import Occurrence
from events.models.actors import COORDINATION
from events.stable_names import Permission

# So long before its start and after its end a date is prepared, held and noted: its two pages are then in sight.
BEFORE, AFTER = timedelta(days=7), timedelta(days=5)


def on_the_day(date: Occurrence) -> list[tuple[str, str, str]]:
    """Label, address and icon of what is needed on the day."""
    return [
        (_("Attendance"), reverse("dates:attendance", args=[date.pk]), "list-ul"),
        (_("At the door"), reverse("dates:door", args=[date.pk]), "mobile-alt"),
    ]


def is_near(date: Occurrence, *, now: datetime) -> bool:
    """Whether ``now`` (aware) is about the day of a date that takes place."""
    return date.is_standing and date.start - BEFORE <= now < date.end + AFTER


def attendance_buttons(date: Occurrence, request) -> list[Button]:
    """Under the three dots beside the title, for whoever may see the people; near the day, two stand in sight."""
    if not request.user.has_perm(Permission.VIEW_REGISTRATION):
        return []
    sheet, badges = reverse("dates:attendance_sheet", args=[date.pk]), reverse("dates:badges", args=[date.pk])
    offered = [(_("Attendance sheet (PDF)"), sheet, "download")]
    if date.has_workshops:
        offered.append((_("Attendance sheets of the workshops (PDF)"), f"{sheet}?ateliers=1", "download"))
    offered.append((_("Badges (PDF)"), badges, "download"))
    if request.user.has_perm(COORDINATION) and not is_near(date, now=timezone.now()):
        offered = [*on_the_day(date), *offered]
    return [
        Button(label, address, icon_name=icon, priority=priority)
        for priority, (label, address, icon) in enumerate(offered, start=30)
    ]
