import logging

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from demo.accounts import accounts_text
from demo.steps import is_loaded, load_demo
from demo.texts.reader import ContentError


class Command(BaseCommand):
    help = "Load a living, fictional coordination around today's date. Safe to run again: it then changes nothing."

    def add_arguments(self, parser):
        parser.add_argument("--accounts-only", action="store_true", help="only print the addresses and accounts")
        parser.add_argument("--address", default=settings.WAGTAILADMIN_BASE_URL, help="where the site is served")

    def handle(self, *, accounts_only, address, **options):
        try:
            if not accounts_only:
                self.load()
            self.stdout.write(f"\n{accounts_text(address.rstrip('/'))}")
        except ContentError as error:
            raise CommandError(str(error)) from error

    def load(self):
        if is_loaded():
            self.stdout.write("La démonstration est déjà chargée ; rien ne change.")
            return
        self.stdout.write("Chargement de la démonstration (une demi-minute) :")
        # One line per page published would bury what this command says.
        logging.getLogger("wagtail").setLevel(logging.WARNING)
        load_demo(say=self.say)

    def say(self, line):
        self.stdout.write(line)
        self.stdout.flush()
