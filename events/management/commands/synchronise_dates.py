"""``manage.py synchronise_dates``: bring every record of a date in line with its page, after an upgrade added facts."""

from django.core.management.base import BaseCommand

from events.models import EventPage
from events.synchronise import source_page, synchronise


class Command(BaseCommand):
    help = "Bring the records of all dates in line with their pages. Safe to run at any time, changes nothing twice."

    def handle(self, **options):
        keys = sorted(set(EventPage.objects.values_list("translation_key", flat=True)))
        for key in keys:
            synchronise(source_page(key))
        self.stdout.write(f"{len(keys)} events.")
