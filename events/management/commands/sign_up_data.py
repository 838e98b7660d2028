"""``manage.py sign_up_data``: for somebody who signed up with an address, without an account."""

from django.core.management.base import BaseCommand, CommandError

from events.sign_up_data import export_address, forget_address, of_the_public, seated


class Command(BaseCommand):
    help = "Show or erase the sign-ups made with this address. Accounts are for the command personal_data."

    def add_arguments(self, parser):
        parser.add_argument("email")
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--export", action="store_true", help="write them as JSON on standard output")
        what.add_argument("--erase", action="store_true", help="erase them; seats to come are given back")
        parser.add_argument("--dry-run", action="store_true", help="only say how many sign-ups would be concerned")

    def handle(self, *, email, **options):
        email = email.strip()
        found = of_the_public(email).count() + seated(email).distinct().count()
        if not found:
            raise CommandError(f"Nobody signed up with {email}.")
        if options["dry_run"]:
            self.stdout.write(f"sign-ups: {found}")
        elif options["export"]:
            self.stdout.write(export_address(email))
        else:
            forget_address(email)
            self.stdout.write("Erased.")
