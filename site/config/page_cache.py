"""Public pages and feeds kept whole for visitors without a session, never a moment longer than they are true.

An answer is kept under the stamp of everything public (``home.memory.whole_stamp``), read from the database at each
request, and under the minute: dates end, sign-ups close and doors open on whole minutes, so an answer made in this
minute is still right in it. Whoever has a session, and whatever sets a cookie, forbids keeping or varies by something
the key lacks, passes by.

It stands in front of Django (PEP 3333), not among its middlewares: a kept answer then costs less than an empty view.
"""

import time
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
# Whom an answer may differ for. By cookie only the session matters, and requests with one never come here.
KNOWN_VARIATIONS = {"", "cookie", "accept-encoding", "hx-request"}
FORBIDDING = ("private", "no-store", "no-cache")
# What a 304 leaves out of the headers of the answer it stands for (RFC 9110, section 15.4.5).
ABOUT_THE_BODY = {"Content-Type", "Content-Disposition", "Content-Language"}


class Answer(NamedTuple):
    """A whole answer: header fields in their order, the bytes, and which feed it is (empty for a page)."""

    headers: list[tuple[str, str]]
    content: bytes
    feed: str
    etag: str


class PageCache:
    """A WSGI application that answers in place of ``application`` what that has answered already."""

    def __init__(self, application: Callable):
        self.application = application
        self.cache = caches["pages"]
        self.moment: tuple[str, int] | None = None
        self.public = tuple(f"/{language}/" for language, _name in settings.LANGUAGES)
        self.own = tuple(addresses_never_kept())
        self.session_cookies = (f"{settings.SESSION_COOKIE_NAME}=", "messages=")

    def __call__(self, environ: dict, start_response: Callable) -> Iterable[bytes]:
        moment = this_moment() if self.may_be_kept(environ) else None
        if moment is None:
            return self.application(environ, start_response)
        if moment != self.moment:
            self.forget_what_is_over(moment)
        key = key_of(moment, environ)
        answer = self.answer_for(key, environ)
        if answer is None:
            return self.ask(key, environ, start_response)
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

    def answer_for(self, key: str, environ: dict) -> Answer | None:
        """What is kept; without its bytes, which may be many, for a reader that has them already."""
        if "HTTP_IF_NONE_MATCH" in environ:
            without_bytes = self.cache.get(f"{key}.tag")
            if without_bytes and has_it(without_bytes.etag, environ):
                return without_bytes
        return self.cache.get(key)

    def ask(self, key: str, environ: dict, start_response: Callable) -> Iterable[bytes]:
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
            self.cache.set(key, answer)
            if answer.etag:
                self.cache.set(f"{key}.tag", answer._replace(content=b""))
        response.close()
        return send(answer, environ, start_response)

    def forget_what_is_over(self, moment: tuple[str, int]) -> None:
        """Give back the memory of answers nobody can ask for again; Redis lets its own go when their time is up."""
        self.moment = moment
        if isinstance(self.cache, LocMemCache):
            self.cache.clear()


def addresses_never_kept() -> Iterable[str]:
    """The member space, and the search, whose index is written just after a page."""
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            yield reverse("members:home")
            yield reverse("search")


def this_moment() -> tuple[str, int] | None:
    """The state of all that is public, and the minute: an answer is true as long as both stay.

    None where the database has not been asked anything yet, or does not answer: Django then deals with it.
    """
    stamp = whole_stamp()
    return (stamp, int(time.time() // 60)) if stamp else None


def key_of(moment: tuple[str, int], environ: dict) -> str:
    """What an answer depends on: the moment, the address, and who asks for a part."""
    get = environ.get
    parts = (
        *moment,
        get("HTTP_X_FORWARDED_PROTO", get("wsgi.url_scheme")),
        get("HTTP_HOST", get("SERVER_NAME")),
        environ["PATH_INFO"],
        get("QUERY_STRING"),
        get("HTTP_HX_REQUEST"),
    )
    return blake2b(repr(parts).encode(errors="surrogateescape"), digest_size=16).hexdigest()


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
