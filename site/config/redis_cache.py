"""Redis as a cache that may be away, full, hung, loading or read-only: whoever asks meets a miss, never an error.

After an error this process leaves the server alone for some seconds, then one request tries it. Meanwhile the memory of
the process answers: what was counted here still counts, so limits hold for each process. What was changed meanwhile is
taken off the server before anybody reads from it again.
"""

import logging
import pickle
import time
from collections.abc import Callable, Iterable
from threading import Lock
from urllib.parse import urlsplit

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache, RedisCacheClient, RedisSerializer  # ty: ignore[import-not-found]
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError
from redis.retry import Retry

logger = logging.getLogger(__name__)

# Whatever goes wrong between us and the server, or is no Redis at all.
FAILURES = (RedisError, OSError)
# Seconds: how long the server is left alone, and how often the log says why.
PAUSE = 5
SILENCE = 60
# What the memory of a process holds for the server, in values and in bytes of each: counters, not pages or posters.
MOST_VALUES = 10_000
LARGEST_VALUE = 2_000
MOST_CHANGES = 1_000
PROBE = "coordination-cache-probe"


class UnreadableValueError(Exception):
    """What the server holds was written by other code than ours, or by an earlier version of it."""


class Serializer(RedisSerializer):
    """That of Django; a value it cannot read has an error of its own, for it says nothing about the server."""

    def loads(self, data):
        try:
            return super().loads(data)
        except Exception as error:
            raise UnreadableValueError(f"{type(error).__name__}: {error}") from error


class ProcessMemory(LocMemCache):
    """What answers instead of a server, for all threads of this process."""

    def __init__(self, server: str):
        super().__init__(f"instead of {server}", {"OPTIONS": {"MAX_ENTRIES": MOST_VALUES}})

    def make_and_validate_key(self, key, version=None):
        """``key`` comes as Django made it for the server."""
        return key

    def set(self, key, value, timeout=None, version=None):
        if len(pickle.dumps(value, pickle.HIGHEST_PROTOCOL)) > LARGEST_VALUE:
            self.delete(key, version)
        else:
            super().set(key, value, timeout, version)


class CircuitBreaker:
    """Whether one server is asked: not for ``PAUSE`` seconds after an error, then by one request that tries it."""

    def __init__(self, server: str):
        address = urlsplit(server)
        self.name = f"{address.hostname or ''}:{address.port or ''}{address.path}"
        self.memory = ProcessMemory(server)
        self.is_open = False
        self.lock = Lock()
        self.next_try = 0.0
        self.told: dict[str, float] = {}
        # Keys whose value on the server is no longer true, the oldest first.
        self.changed: dict[str, None] = {}

    def may_try(self) -> bool:
        """Whether it is time to try the server again; then nobody else does for a while."""
        now = time.monotonic()
        with self.lock:
            if now < self.next_try:
                return False
            self.next_try = now + PAUSE
            return True

    def trip(self, error: Exception) -> None:
        with self.lock:
            self.is_open = True
            self.next_try = time.monotonic() + PAUSE
        self.tell(type(error).__name__, "does not serve, this process remembers for itself", error)

    def close(self, changed: Iterable[str]) -> None:
        """The server answers again, and no longer holds what was ``changed`` without it."""
        with self.lock:
            self.is_open = False
            for key in changed:
                self.changed.pop(key, None)
        # What was set here would be old at the next outage. What was counted here counts until it is over.
        self.memory.delete_many(changed)
        self.tell("", "serves again")

    def note_changed(self, keys: Iterable[str]) -> None:
        with self.lock:
            self.changed.update(dict.fromkeys(keys))
            while len(self.changed) > MOST_CHANGES:
                del self.changed[next(iter(self.changed))]

    def changed_keys(self) -> list[str]:
        with self.lock:
            return [*self.changed]

    def tell(self, cause: str, words: str, error: Exception | None = None) -> None:
        """Log one line a minute for each cause."""
        now = time.monotonic()
        with self.lock:
            if now - self.told.get(cause, -SILENCE) < SILENCE:
                return
            self.told[cause] = now
        level = logging.WARNING if error else logging.INFO
        logger.log(level, "The cache at %s %s%s", self.name, words, f" ({cause}: {error})" if error else "")


_breakers: dict[str, CircuitBreaker] = {}


def breaker_of(server: str) -> CircuitBreaker:
    """That of this process, for all its threads and caches."""
    return _breakers.get(server) or _breakers.setdefault(server, CircuitBreaker(server))


def soft(name: str, changes: Callable[..., Iterable[str]] = lambda *_args: ()):
    """The method ``name`` of Django's client, answered by the memory of this process where the server does not.

    ``changes`` gives the keys it changes, whose value on the server is then no longer true.
    """
    ask = getattr(RedisCacheClient, name)

    def answer(self, *args):
        breaker = self.breaker
        if not self.is_away():
            try:
                return ask(self, *args)
            except UnreadableValueError as error:
                breaker.tell("unreadable", "holds a value that is not ours", error)
            except FAILURES as error:
                breaker.trip(error)
        breaker.note_changed(changes(*args))
        return getattr(breaker.memory, name)(*args)

    return answer


def the_key(key, *_args) -> Iterable[str]:
    return (key,)


def the_keys(keys, *_args) -> Iterable[str]:
    return keys


class SoftRedisCacheClient(RedisCacheClient):
    """Django's client, which asks once, not for long, and never raises for the state of the server."""

    def __init__(self, servers, **options):
        # A connection that a restart of the server closed is opened anew; who has waited once does not wait again.
        retry = Retry(NoBackoff(), 1, supported_errors=(RedisConnectionError,))
        super().__init__(servers, **{"serializer": Serializer, "retry": retry} | options)
        self.breaker = breaker_of(servers[0])

    def is_away(self) -> bool:
        """Whether the server is left alone now; where that is over, tries it by a write and by what it missed."""
        breaker = self.breaker
        if not breaker.is_open:
            return False
        if not breaker.may_try():
            return True
        changed = breaker.changed_keys()
        try:
            attempt = self.get_client(write=True).pipeline(transaction=False)
            attempt.set(PROBE, 1, ex=PAUSE)
            if changed:
                attempt.delete(*changed)
            attempt.execute()
        except FAILURES as error:
            breaker.trip(error)
            return True
        breaker.close(changed)
        return False

    add = soft("add")
    get = soft("get")
    set = soft("set", the_key)
    touch = soft("touch")
    delete = soft("delete", the_key)
    get_many = soft("get_many")
    has_key = soft("has_key")
    incr = soft("incr")
    set_many = soft("set_many", the_keys)
    delete_many = soft("delete_many", the_keys)
    clear = soft("clear")


class SoftRedisCache(RedisCache):
    """``BACKEND`` of the caches of an install that has Redis.

    Breaks when Django's cache chooses its client otherwise than by ``_class`` or keeps it elsewhere than in ``_cache``.
    """

    def __init__(self, server, params):
        super().__init__(server, params)
        self._class = SoftRedisCacheClient

    @property
    def is_away(self) -> bool:
        """Whether the memory of this process answers in place of Redis."""
        return self._cache.is_away()
