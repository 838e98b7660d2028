"""Public pages and feeds kept whole for visitors without a session, never a moment longer than they are true.

An answer is kept under the stamp of everything public (``home.memory.whole_stamp``), read from the database at each
request, and under the minute: dates end, sign-ups close and doors open on whole minutes, so an answer made in this
minute is still right in it. Whoever has a session, and whatever sets a cookie, forbids keeping or varies by something
the key lacks, passes by.

Each process keeps the answers of the present moment in its own memory; with Redis, what one process has made is there
for the others too. It stands in front of Django (PEP 3333), not among its middlewares: a kept answer then costs less
than an empty view.
"""

import time
import uuid
from collections.abc import Callable, Iterable
from hashlib import blake2b
from http import HTTPStatus
from typing import NamedTuple

from django.conf import settings
from django.core.cache import caches
from django.core.cache.backends.locmem import LocMemCache
from django.http import HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.http import parse_etags

from events.feed_health import note_reading
from home.memory import whole_stamp

LONGEST_ADDRESS = 400
LARGEST_ANSWER = 4_000_000
# What all answers of a process may weigh together: some hundred pages and the feeds.
MOST_BYTES = 64_000_000
# Whom an answer may differ for. By cookie only the session matters, and requests with one never come here.
KNOWN_VARIATIONS = {"", "cookie", "accept-encoding", "hx-request"}
FORBIDDING = ("private", "no-store", "no-cache")
# What a 304 leaves out of the headers of the answer it stands for (RFC 9110, section 15.4.5).
ABOUT_THE_BODY = {"Content-Type", "Content-Disposition", "Content-Language", "Content-Length"}
# Part of each key of Redis: a process never answers with what was made by code or settings of before its start.
# Gunicorn makes it before it forks, so that its workers share what they keep.
START = uuid.uuid4()

Moment = tuple[str, int]


class Answer(NamedTuple):
    """A whole answer: header fields in their order, the bytes, and which feed it is (empty for a page)."""

    headers: list[tuple[str, str]]
    content: bytes
    feed: str
    etag: str


class Kept:
    """Answers of one moment in the memory of this process, by what they depend on."""

    def __init__(self, moment: Moment | None):
        self.moment = moment
        self.answers: dict[tuple, Answer] = {}
        self.bytes = 0

    def add(self, key: tuple, answer: Answer) -> None:
        """Keep ``answer``; all others are given up where they weigh too much together."""
        self.bytes += len(answer.content)
        if self.bytes > MOST_BYTES:
            self.answers, self.bytes = {}, len(answer.content)
        self.answers[key] = answer


class PageCache:
    """A WSGI application that answers in place of ``application`` what that has answered already."""

    def __init__(self, application: Callable):
        self.application = application
        # Without Redis it would be the memory of this process once more.
        self.shared = None if isinstance(caches["pages"], LocMemCache) else caches["pages"]
        self.kept = Kept(None)
        self.public = tuple(f"/{language}/" for language, _name in settings.LANGUAGES)
        self.own = tuple(addresses_never_kept())
        self.session_cookies = (f"{settings.SESSION_COOKIE_NAME}=", "messages=")

    def __call__(self, environ: dict, start_response: Callable) -> Iterable[bytes]:
        moment = this_moment() if self.may_be_kept(environ) else None
        if moment is None:
            return self.application(environ, start_response)
        kept, key = self.kept_at(moment), key_of(environ)
        answer = kept.answers.get(key) or self.fetch(kept, key)
        if answer is None:
            return self.ask(kept, key, environ, start_response)
        if answer.feed:
            note_reading(answer.feed, environ.get("HTTP_USER_AGENT", ""))
        return send(answer, environ, start_response)

    def may_be_kept(self, environ: dict) -> bool:
        path, cookies = environ.get("PATH_INFO", ""), environ.get("HTTP_COOKIE")
        return (
            environ["REQUEST_METHOD"] in {"GET", "HEAD"}
            and path.startswith(self.public)
            and not path.startswith(self.own)
            # Posters: kept as drawn, and drawn only for whoever has not got them.
            and not path.endswith(".pdf")
            and "HTTP_AUTHORIZATION" not in environ
            and len(path) + len(environ.get("QUERY_STRING", "")) <= LONGEST_ADDRESS
            and not (cookies and any(name in cookies for name in self.session_cookies))
        )

    def kept_at(self, moment: Moment) -> Kept:
        """What this process keeps of ``moment``; nobody can ask again for what it kept of another."""
        kept = self.kept
        if kept.moment != moment:
            kept = self.kept = Kept(moment)
        return kept

    def fetch(self, kept: Kept, key: tuple) -> Answer | None:
        """What another process has made of this moment."""
        answer = self.shared and self.shared.get(shared_key(kept.moment, key))
        if answer:
            kept.add(key, answer)
        return answer

    def keep(self, kept: Kept, key: tuple, answer: Answer) -> None:
        kept.add(key, answer)
        if self.shared:
            self.shared.set(shared_key(kept.moment, key), answer)

    def ask(self, kept: Kept, key: tuple, environ: dict, start_response: Callable) -> Iterable[bytes]:
        """Django's answer, kept if every visitor would get the same."""
        # The whole answer is wanted, to be kept; whether this reader has it already is looked at afterwards.
        asked = environ.pop("HTTP_IF_NONE_MATCH", None)
        started = []
        response = self.application(environ, lambda *arguments: started.append(arguments))
        if asked is not None:
            environ["HTTP_IF_NONE_MATCH"] = asked
        if not is_whole(response):
            start_response(*started[0])
            return response
        answer = Answer(started[0][1], response.content, getattr(response, "feed_label", ""), response.get("ETag", ""))
        if environ["REQUEST_METHOD"] == "GET" and is_the_same_for_all(response):
            self.keep(kept, key, answer)
        response.close()
        return send(answer, environ, start_response)


def addresses_never_kept() -> Iterable[str]:
    """The member space, and the search, whose index is written just after a page."""
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            yield reverse("members:home")
            yield reverse("search")


def this_moment() -> Moment | None:
    """The state of all that is public, and the minute: an answer is true as long as both stay.

    None where the database has not been asked anything yet, or does not answer: Django then deals with it.
    """
    stamp = whole_stamp()
    return (stamp, int(time.time() // 60)) if stamp else None


def key_of(environ: dict) -> tuple:
    """What an answer of one moment depends on: the address, and who asks for a part."""
    get = environ.get
    return (
        get("HTTP_X_FORWARDED_PROTO", get("wsgi.url_scheme")),
        get("HTTP_HOST", get("SERVER_NAME")),
        environ["PATH_INFO"],
        get("QUERY_STRING"),
        get("HTTP_HX_REQUEST"),
    )


def shared_key(moment: Moment, key: tuple) -> str:
    """The name under which all processes know an answer."""
    parts = repr((START, moment, key)).encode(errors="surrogateescape")
    return blake2b(parts, digest_size=16).hexdigest()


def is_whole(response) -> bool:
    """Whether Django answered with the bytes of a page or feed, and not with an error, a redirect or a stream."""
    return isinstance(response, HttpResponse) and response.status_code == HTTPStatus.OK


def is_the_same_for_all(response: HttpResponse) -> bool:
    """Whether every visitor without a session would get these very bytes, at least until something changes."""
    control = response.get("Cache-Control", "")
    varies = {name.strip().lower() for name in response.get("Vary", "").split(",")}
    return (
        not response.cookies
        and not any(word in control for word in FORBIDDING)
        and varies <= KNOWN_VARIATIONS
        and len(response.content) <= LARGEST_ANSWER
    )


def send(answer: Answer, environ: dict, start_response: Callable) -> Iterable[bytes]:
    """The answer, or 304 with the same headers where this reader has it already (RFC 9110, section 13)."""
    if answer.etag and "HTTP_IF_NONE_MATCH" in environ and has_it(answer.etag, environ):
        headers = [(name, value) for name, value in answer.headers if name not in ABOUT_THE_BODY]
        start_response("304 Not Modified", headers)
        return []
    start_response("200 OK", list(answer.headers))
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [answer.content]


def has_it(etag: str, environ: dict) -> bool:
    """Weak comparison (RFC 9110, section 13.1.2)."""
    tags = parse_etags(environ["HTTP_IF_NONE_MATCH"])
    return tags == ["*"] or etag in {tag.removeprefix("W/") for tag in tags}
