"""The command of Django, which notes when it ran: this app comes first in INSTALLED_APPS."""

from django.contrib.sessions.management.commands.clearsessions import Command as TheirCommand

from home.management.timed_commands import TimedCommand


class Command(TimedCommand, TheirCommand):
    """Theirs, noted."""
