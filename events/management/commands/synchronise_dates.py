"""``manage.py synchronise_dates``: bring every record of a date in line with its page, after an upgrade added facts."""

from django.core.management.base import BaseCommand

from events.models import EventPage, Occurrence
from events.publishing.synchronise import synchronise_event


class Command(BaseCommand):
    help = "Bring the records of all dates in line with their pages. Safe to run at any time, changes nothing twice."

    def handle(self, **options):
        keys = set(EventPage.objects.values_list("translation_key", flat=True))
        # Those of events whose page was deleted too.
        keys |= set(Occurrence.objects.order_by().values_list("event_key", flat=True))
        for key in sorted(keys):
            synchronise_event(key)
        self.stdout.write(f"{len(keys)} events.")
