"""Which kinds of program read which feed, and when last: sums kept in this process and written now and then.

What is kept is a feed, a kind of client, a number and an instant; no address of a machine, no whole User-Agent, no
token. A reading waits in memory for at most ``FEED_READINGS_SECONDS`` and is written by a thread of its own, so that
no reader waits for it and a site that is read all the time writes once a minute. A counter in the cache would be less
code, but without Redis each process has a cache of its own, and what runs by the clock sees none of them; an UPDATE at
each reading would make readers of one feed wait for each other.
"""

import atexit
import logging
import re
import threading
from datetime import datetime

from django.conf import settings
from django.db import DatabaseError, connections
from django.db.models import F
from django.db.models.functions import Greatest
from django.utils import timezone

from events.models import FeedReading
from events.models.feeds import Client

PRIVATE = "private"
ONE_EVENT = "event"

# The first that fits counts: Google’s reader calls itself a robot, Outlook on a Mac also says Mac.
CLIENTS = (
    (Client.GOOGLE, re.compile(r"google-calendar|googlecalendar", re.I)),
    (Client.OUTLOOK, re.compile(r"outlook|microsoft|ms-?office|exchange|owa/", re.I)),
    (Client.THUNDERBIRD, re.compile(r"thunderbird|lightning", re.I)),
    (Client.NEXTCLOUD, re.compile(r"nextcloud|owncloud|sabre/?dav|sabredav", re.I)),
    (Client.ANDROID, re.compile(r"davx5|davdroid|icsx5|icsdroid", re.I)),
    (Client.TERMINAL, re.compile(r"vdirsyncer|khal|pimsync", re.I)),
    (Client.APPLE, re.compile(r"dataaccessd|calendaragent|coredav|\bical/|ios/.*dataaccess|macos/|mac os x/", re.I)),
    (Client.ROBOT, re.compile(r"bot\b|bot/|crawl|spider|slurp|facebookexternalhit|preview", re.I)),
    (Client.BROWSER, re.compile(r"^mozilla/.*(firefox|chrome|safari|gecko)", re.I)),
)
LONGEST_AGENT = 400
LONGEST_FEED = FeedReading._meta.get_field("feed").max_length

logger = logging.getLogger(__name__)
_lock = threading.Lock()
_waiting: dict[tuple[str, str], tuple[int, datetime]] = {}
_timer: threading.Timer | None = None


def client_kind(user_agent: str) -> Client:
    """The kind of program that calls itself ``user_agent``."""
    named = user_agent[:LONGEST_AGENT]
    return next((kind for kind, pattern in CLIENTS if pattern.search(named)), Client.OTHER)


def note_reading(feed: str, user_agent: str) -> None:
    """Count one reading of ``feed`` at this instant: the path of a feed that exists, ``ONE_EVENT`` or ``PRIVATE``.

    Only the view that has found a feed, and the cache that answers in its place, may call this: what visitors invent
    makes no row. Costs no query.
    """
    global _timer  # noqa: PLW0603 - the memory of the process
    key, now = (feed[:LONGEST_FEED], str(client_kind(user_agent))), timezone.now()
    with _lock:
        count, _last = _waiting.get(key, (0, now))
        _waiting[key] = count + 1, now
        if _timer is None and settings.FEED_READINGS_SECONDS:
            _timer = threading.Timer(settings.FEED_READINGS_SECONDS, flush_in_thread)
            _timer.daemon = True
            _timer.start()


def take_waiting() -> dict[tuple[str, str], tuple[int, datetime]]:
    """What waits to be written; from here on nothing does."""
    global _timer, _waiting
    with _lock:
        taken, _waiting, _timer = _waiting, {}, None
    return taken


def flush() -> None:
    """Write what waits: each sum added in the database itself, so that processes never overwrite each other."""
    # Always in the same order: two processes then never wait for each other.
    for (feed, client), (count, last) in sorted(take_waiting().items()):
        add(feed, client, count, last)


def add(feed: str, client: str, count: int, last: datetime) -> None:
    row = FeedReading.objects.filter(feed=feed, client=client)
    more = {"count": F("count") + count, "last_read_at": Greatest(F("last_read_at"), last)}
    if not row.update(**more):
        # Made by two at once, it is made once (unique), and both add to it.
        new = FeedReading(feed=feed, client=client, last_read_at=last, first_read_on=timezone.localdate(last))
        FeedReading.objects.bulk_create([new], ignore_conflicts=True)
        row.update(**more)


def flush_in_thread() -> None:
    """The same from a thread or at the end of a process, where nobody hears of an error and counts may be lost."""
    try:
        flush()
    except (DatabaseError, RuntimeError) as error:
        logger.warning("Readings of feeds were not written: %s", error)
    finally:
        connections.close_all()


def flush_at_exit() -> None:
    if settings.FEED_READINGS_SECONDS:
        flush_in_thread()


atexit.register(flush_at_exit)
