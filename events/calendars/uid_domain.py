"""Under which domain this install published its first dates: ``manage.py doctor`` warns when it has changed since."""

from datetime import datetime

from django.conf import settings

from events.models import Occurrence
from home.models import CalendarDomain


def note_domain(now: datetime) -> None:
    """Note the domain once there is a date; it is never changed afterwards."""
    if CalendarDomain.objects.exists() or not Occurrence.objects.exists():
        return
    noted = CalendarDomain(pk=CalendarDomain.ONLY, domain=settings.CALENDAR_UID_DOMAIN, noted_at=now)
    CalendarDomain.objects.bulk_create([noted], ignore_conflicts=True)
