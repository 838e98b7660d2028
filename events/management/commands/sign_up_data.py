"""``manage.py sign_up_data``: for somebody who signed up with an address, without an account."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from events.privacy.personal_data import address_table, export_address, forget_address, held_about
from home.files.spreadsheets import spreadsheet


class Command(BaseCommand):
    help = "Show or erase the sign-ups made with this address. Accounts are for the command personal_data."

    def add_arguments(self, parser):
        parser.add_argument("email")
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--export", action="store_true", help="write them on standard output")
        what.add_argument("--erase", action="store_true", help="erase them; seats to come are given back")
        parser.add_argument("--format", choices=("json", "csv"), default="json", help="of what is written (JSON)")
        parser.add_argument("--dry-run", action="store_true", help="only say how many sign-ups would be concerned")

    def handle(self, *, email, **options):
        email = email.strip()
        held = held_about(email, now=timezone.now())
        if held.is_empty:
            raise CommandError(f"Nobody signed up with {email}.")
        if options["dry_run"]:
            self.stdout.write(f"sign-ups: {len(held.rows)}, seats given back: {held.given_back}, kept: {held.kept}")
            self.stdout.write(f"mails: {held.mails}, not sent yet: {held.queued}")
        elif options["export"] and options["format"] == "csv":
            self.stdout.write(spreadsheet(address_table(email), "csv").decode())
        elif options["export"]:
            self.stdout.write(export_address(email))
        else:
            forget_address(email)
            self.stdout.write("Erased.")
