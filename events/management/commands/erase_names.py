"""``manage.py erase_names``: what ``run_due_jobs`` erases, asked by hand; ``--dry-run`` says what it would do."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from events.privacy import erasure
from home.jobs import SomeFailedError


class Command(BaseCommand):
    help = "Erase the names, meals and needs that are due. Counts, attendance and the history stay; safe to run again."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="only say what would be erased, by date")

    def handle(self, *, dry_run, **options):
        now = timezone.now()
        if dry_run:
            return self.tell(erasure.plan(now))
        try:
            self.stdout.write(f"Erased: {erasure.erase_due(now)}.")
        except SomeFailedError as error:
            raise CommandError(f"Erased: {error.done}. Not erased: {error}") from None

    def tell(self, plan: erasure.Plan) -> None:
        for title, found in (("names", plan.names), ("meals and needs", plan.wishes)):
            for due in found:
                # The title of an event is its editor's; the day and the key are enough to find it.
                day = timezone.localtime(due.occurrence.start).date()
                self.stdout.write(f"{day} date {due.occurrence.pk}: {title} of {due.people} people")
        self.stdout.write(f"mails: {plan.mails}")
        if plan.is_empty:
            self.stdout.write("Nothing is due.")
