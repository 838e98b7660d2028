"""Answers to HEAD without a body."""

from collections.abc import Callable, Iterable


def without_body(application: Callable) -> Callable:
    """``application``, of whose answers to HEAD only the headers leave (RFC 9110, section 9.3.2).

    Django leaves that to the server, and gunicorn complains of each. Around the cache of pages, which keeps for GET
    what it was asked for by HEAD.
    """

    def answer(environ: dict, start_response: Callable) -> Iterable[bytes]:
        body = application(environ, start_response)
        if environ["REQUEST_METHOD"] != "HEAD":
            return body
        if close := getattr(body, "close", None):
            close()
        return []

    return answer
