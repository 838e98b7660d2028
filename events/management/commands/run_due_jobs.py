"""``manage.py run_due_jobs``: for cron, every quarter of an hour."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from events.calendars.uid_domain import note_domain
from events.jobs import run_due_jobs
from home.management.timed_commands import TimedCommand


class Command(TimedCommand, BaseCommand):
    help = (
        "Do what is due now: mails to hosts, offers that lapse, reminders, erasures. Run it every quarter of an hour; "
        "several at once do no harm."
    )

    def handle(self, **options):
        failed = []
        for result in run_due_jobs(timezone.now()):
            self.stdout.write(f"{result.name}: {', '.join(filter(None, [str(result.done), result.error]))}")
            if result.error:
                failed.append(result.name)
        note_domain(timezone.now())
        if failed:
            raise CommandError(f"Failed: {', '.join(failed)}. Everything else was done.")
