from django.core.management.base import BaseCommand

from home.management.timed_commands import TimedCommand
from network.outbox.delivery import deliver_due


class Command(TimedCommand, BaseCommand):
    help = "Send the mails of the outbox whose time has come. Run it every five minutes; several at once do no harm."

    def handle(self, **options):
        sent, waiting = deliver_due()
        if sent or waiting:
            self.stdout.write(f"{sent} sent, {waiting} to be tried again")
