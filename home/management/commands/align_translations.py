"""``manage.py align_translations``: put pages that drifted apart together again, and say what changed."""

from django.core.management.base import BaseCommand
from django.db import transaction

from home.pages.translation_groups import align_all


class Command(BaseCommand):
    help = "Let every translation follow the page it translates, and hide what lies below a hidden page."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="only say what would change")

    @transaction.atomic
    def handle(self, *, dry_run, **options):
        changes = align_all()
        for change in changes:
            self.stdout.write(change)
        self.stdout.write(f"{len(changes)} changes." + (" Nothing was written." if dry_run else ""))
        if dry_run:
            transaction.set_rollback(True)
