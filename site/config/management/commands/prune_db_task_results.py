"""The command of django-tasks-db, which notes when it ran: this app comes first in INSTALLED_APPS."""

from django_tasks_db.management.commands.prune_db_task_results import Command as TheirCommand

from home.management.timed_commands import TimedCommand


class Command(TimedCommand, TheirCommand):
    """Theirs, noted."""
