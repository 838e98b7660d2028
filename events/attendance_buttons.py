"""The buttons of a date's page in the CMS that lead to its attendance."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets.button import Button

from events.models import Occurrence


def attendance_buttons(date: Occurrence, request) -> list[Button]:
    """Under the three dots beside the title, for whoever may see the people."""
    if not request.user.has_perm("events.view_registration"):
        return []
    sheet, badges = reverse("dates:attendance_sheet", args=[date.pk]), reverse("dates:badges", args=[date.pk])
    offered = [(_("Attendance sheet (PDF)"), sheet, "download")]
    if date.workshops:
        offered.append((_("Attendance sheets of the workshops (PDF)"), f"{sheet}?ateliers=1", "download"))
    offered.append((_("Badges (PDF)"), badges, "download"))
    if request.user.has_perm("events.change_registration"):
        offered = [
            (_("At the door"), reverse("dates:door", args=[date.pk]), "mobile-alt"),
            (_("Attendance"), reverse("dates:attendance", args=[date.pk]), "list-ul"),
            *offered,
        ]
    return [
        Button(label, address, icon_name=icon, priority=priority)
        for priority, (label, address, icon) in enumerate(offered, start=30)
    ]
