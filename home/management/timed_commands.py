"""Commands that a timer starts note when they ran, so that ``manage.py doctor`` can tell which one does not."""

import logging

from django.db import DatabaseError
from django.utils import timezone

from home.models import TimedRun

logger = logging.getLogger(__name__)


class TimedCommand:
    """Put before ``BaseCommand``: notes when each run ended, and the error if it failed."""

    def execute(self, *args, **options):
        name = type(self).__module__.rpartition(".")[2]
        try:
            output = super().execute(*args, **options)
        except Exception as error:
            note_run(name, error=f"{type(error).__name__}: {error}")
            raise
        note_run(name)
        return output


def note_run(command: str, *, error: str = "") -> None:
    """Write down that ``command`` ended now. Whatever became of it is not changed by a note that cannot be written."""
    run = TimedRun(command=command, ended_at=timezone.now(), error=error[:250])
    try:
        TimedRun.objects.bulk_create(
            [run], update_conflicts=True, unique_fields=["command"], update_fields=["ended_at", "error"]
        )
    except DatabaseError:
        logger.exception("run of %s not noted", command)
