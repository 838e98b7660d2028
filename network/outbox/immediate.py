"""Mails that somebody waits for at the screen, such as a code to sign in: handed over at once, by this very process.

A thread of its own takes them to the mail server, one at a time. A request waits for that thread ``PATIENCE`` at most,
and one request of a process at most: a slow or dead mail server never keeps readers from their pages, and a worker
that is away keeps nobody from signing in. A row of the outbox is claimed before it is sent, so it makes no difference
which of this thread, the worker and ``send_outbox`` comes first.
"""

import logging
import queue
import threading

from django.conf import settings
from django.db import DatabaseError, connections

from network.outbox.delivery import deliver
from network.outbox.tasks import deliver_mails

# How long a request waits for the mail server, in seconds.
PATIENCE = 5
# What does not fit is the worker's: a minute's mails to a server that takes three seconds for each.
MOST_WAITING = 20
# Before whatever else the worker has to do.
URGENT = 100

logger = logging.getLogger(__name__)


class Messenger:
    """The thread of this process that hands mails over, begun with the first of them."""

    def __init__(self):
        self.errands: queue.Queue[tuple[int, threading.Event]] = queue.Queue(MOST_WAITING)
        self.thread: threading.Thread | None = None
        self.starting = threading.Lock()

    def send(self, mail_id: int) -> threading.Event:
        """Have ``mail_id`` sent; the event is set once it was tried. Raises queue.Full."""
        tried = threading.Event()
        self.errands.put_nowait((mail_id, tried))
        with self.starting:
            # After a fork, or an error nobody foresaw, the thread of before is no more.
            if self.thread is None or not self.thread.is_alive():
                # A daemon, so that no mail server keeps a process from ending: what waits is found by ``send_outbox``.
                self.thread = threading.Thread(target=self.run, name="messenger", daemon=True)
                self.thread.start()
        return tried

    def run(self) -> None:
        while True:
            mail_id, tried = self.errands.get()
            try:
                deliver([mail_id], timeout=settings.EMAIL_TIMEOUT)
            except DatabaseError:
                logger.exception("mail left to send_outbox", extra={"mail": mail_id})
            finally:
                connections.close_all()
                tried.set()


messenger = Messenger()
_one_waits = threading.Lock()


def send_now(mail_id: int) -> None:
    """Send a mail of the outbox, which is committed, and wait a little where nobody else of this process does."""
    try:
        tried = messenger.send(mail_id)
    except queue.Full:
        deliver_mails.using(priority=URGENT).enqueue([mail_id])
        return
    if _one_waits.acquire(blocking=False):
        try:
            tried.wait(PATIENCE)
        finally:
            _one_waits.release()
