"""What has to be done when its time has come: one list, run every quarter of an hour by ``manage.py run_due_jobs``.

A job takes ``now`` (aware) and returns how many things it did. It must do each thing once however often and by however
many processes it is run, and must bear a day on which nobody ran it. To add one: write the function beside its subject,
let it do its things with ``one_by_one``, and name it here.
"""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from events.hosting import mails
from events.mails import reminders
from events.privacy import erasure
from events.seats import offers
from home.jobs import SomeFailedError
from network.accounts import mails as account_mails

Job = Callable[[datetime], int]

JOBS: tuple[tuple[str, Job], ...] = (
    ("checklists to hosts", mails.send_checklists),
    ("totals to hosts", mails.send_totals),
    ("offers that lapsed", offers.lapse_due),
    ("reminders of offers", offers.remind_due),
    ("reminders", reminders.send_due),
    ("erasure", erasure.erase_due),
    ("account mails", account_mails.forget_old),
)

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Result:
    """What came of one job: ``done`` things, and the ``error`` that stopped it or some of them."""

    name: str
    done: int = 0
    error: str = ""


def run_due_jobs(now: datetime, jobs: tuple[tuple[str, Job], ...] | None = None) -> Iterator[Result]:
    """Run each job in turn and tell what came of it; one that fails does not stop the others."""
    for name, job in JOBS if jobs is None else jobs:
        try:
            result = Result(name, done=job(now))
        except SomeFailedError as error:
            # Each of them is in the log already.
            result = Result(name, done=error.done, error=str(error))
        # Whatever a job raises, the others have their own people waiting.
        except Exception as error:
            logger.exception("due job failed", extra={"job": name})
            result = Result(name, error=f"{type(error).__name__}: {error}")
        # Outside of the try: what the caller does with a result is not the job's.
        yield result
