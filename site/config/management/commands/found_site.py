from django.core.management.base import BaseCommand

from config.foundation import found_site


class Command(BaseCommand):
    help = "Create the languages and pages every coordination has. Safe to run again."

    def add_arguments(self, parser):
        parser.add_argument("--hostname", default="localhost", help="host name visitors type")
        parser.add_argument("--port", type=int, default=80)

    def handle(self, *, hostname, port, **options):
        home = found_site(hostname=hostname, port=port)
        self.stdout.write(f"The site stands at {home.full_url}")
