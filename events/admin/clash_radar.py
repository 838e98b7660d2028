"""What else takes place on a day that is being chosen: the part of a page beside the field."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django import forms
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.widgets import AdminDateInput
from wagtail.permissions import page_permission_policy

from events.dates.clashes import Clashes, clashes_on, quiet_slots
from events.dates.convocations import Notice, notice_days, notice_on
from events.dates.listing import page_path
from events.models import AgendaPage, EventKind, EventPage, Occurrence
from events.stable_names import Permission
from home.dates import times_in_words, validate_day
from home.text.bilingual import SOURCE_LANGUAGE
from network.models import WorkingGroup

LARGEST_KEY = 2**31 - 1


class EventKeyField(forms.CharField):
    """The translation key of an event, or the primary key of any of its pages, as its translation key."""

    def to_python(self, value):
        value = super().to_python(value)
        if not value:
            return None
        if value.isascii() and value.isdecimal():
            pages = EventPage.objects.filter(pk=min(int(value[:10]), LARGEST_KEY))
            return pages.values_list("translation_key", flat=True).first()
        try:
            return uuid.UUID(value)
        except ValueError:
            raise forms.ValidationError(_("There is no such event.")) from None


class RadarForm(forms.Form):
    """What is known of the date so far; ``event`` is the one whose own dates do not count."""

    day = forms.DateField(validators=[validate_day])
    start = forms.TimeField(required=False)
    end = forms.TimeField(required=False)
    group = forms.ModelChoiceField(WorkingGroup.objects.all(), required=False)
    kind = forms.ModelChoiceField(EventKind.objects.all(), required=False)
    event = EventKeyField(required=False)


@dataclass(frozen=True)
class ClashingDate:
    """A date of that day, with its hours in words (empty for whole days) and where to read more."""

    date: Occurrence
    url: str
    hours: str


class RadarView(TemplateView):
    """``?day=…&start=…&end=…&group=…&kind=…&event=…``; what it cannot read it asks for, in words."""

    template_name = "events/admin/radar.html"

    def dispatch(self, request, *args, **kwargs):
        if not may_plan(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        form = RadarForm(self.request.GET)
        found = look_around(form.cleaned_data, today=timezone.localdate()) if form.is_valid() else {}
        sees_dates = self.request.user.has_perm(Permission.VIEW_OCCURRENCE)
        dates = found["clashes"].dates if found else ()
        rows = [
            ClashingDate(
                date=one,
                url=reverse("dates:inspect", args=[one.pk]) if sees_dates else page_path(one),
                hours="" if one.all_day else times_in_words(one.start, one.end),
            )
            for one in dates
        ]
        return super().get_context_data(**kwargs) | found | {"rows": rows}


def look_around(asked: dict, *, today: dt.date) -> dict:
    """The clashes of the day asked about, its convocation if it needs one, and the next quiet slots."""
    day, kind = asked["day"], asked["kind"]
    place = {"start": asked["start"], "end": asked["end"], "group": asked["group"], "except_event": asked["event"]}
    notice = notice_on(day) if kind and kind.needs_notice else None
    # A slot is of use if people can still be called to it.
    earliest = today + (notice_days() if notice else dt.timedelta(days=1))
    clashes = clashes_on(day, **place)
    quiet = quiet_slots(day, **place, not_before=max(day + dt.timedelta(days=1), earliest))
    return {
        "clashes": clashes,
        "is_over": day < today,
        "notice": notice,
        "is_too_late": bool(notice) and is_too_late(notice, today),
        "slots": [Slot(one) for one in quiet],
    }


def is_too_late(notice: Notice, today: dt.date) -> bool:
    return notice.day >= today and notice.is_too_late(today)


class Slot:
    """A quiet day, with the text its button types into the field."""

    def __init__(self, clashes: Clashes):
        self.day = clashes.day
        self.members_busy = clashes.members_busy
        self.typed = AdminDateInput().format_value(clashes.day)


def may_plan(user) -> bool:
    """Whether ``user`` may add events, or change those that are there."""
    agenda = AgendaPage.objects.filter(locale__language_code=SOURCE_LANGUAGE).first()
    return agenda is not None and page_permission_policy.user_has_any_permission_for_instance(
        user, {"add", "change"}, agenda
    )
