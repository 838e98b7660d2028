import json

from django.core.management.base import BaseCommand, CommandError

from network.accounts.email_addresses import account_of
from network.accounts.errors import AccountRefusal
from network.personal_data import services as personal_data


class Command(BaseCommand):
    help = "Show, export or erase what is held about the person who signs in with this address."

    def add_arguments(self, parser):
        parser.add_argument("email")
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--export", action="store_true", help="write it as JSON on standard output")
        what.add_argument("--erase", action="store_true", help="close the account and erase name and address")
        parser.add_argument("--dry-run", action="store_true", help="only say how much of each would be concerned")

    def handle(self, email, **options):
        user = account_of(email)
        if user is None:
            raise CommandError(f"No account signs in with {email}.")
        if options["dry_run"]:
            for section, rows in personal_data.held_about(user):
                self.stdout.write(f"{section.name}: {len(rows)}")
        elif options["export"]:
            self.stdout.write(json.dumps(personal_data.export(user), ensure_ascii=False, indent=2))
        else:
            try:
                personal_data.erase(user=user)
            except AccountRefusal as refusal:
                raise CommandError(str(refusal.message)) from None
            self.stdout.write("Erased.")
