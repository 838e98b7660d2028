"""The command of Wagtail, which notes when it ran: this app comes first in INSTALLED_APPS."""

from wagtail.management.commands.publish_scheduled import Command as TheirCommand

from home.management.timed_commands import TimedCommand


class Command(TimedCommand, TheirCommand):
    """Theirs, noted."""
