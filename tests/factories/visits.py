"""Visits of public pages through the cache that stands in front of Django."""

import datetime as dt

from django.core.handlers.wsgi import WSGIHandler
from django.test import RequestFactory

from config.page_cache import PageCache

NOON = dt.datetime(2026, 11, 25, 12, 0, 10, tzinfo=dt.UTC)


class Visit:
    """Requests through the cache as gunicorn sends them; ``asked`` counts those that Django answered."""

    def __init__(self):
        self.asked = 0
        handler = WSGIHandler()

        def counted(environ, start_response):
            self.asked += 1
            return handler(environ, start_response)

        self.application = PageCache(counted)

    def __call__(self, path: str, method: str = "GET", **headers) -> tuple[str, dict[str, str], bytes]:
        """Status line, header fields and bytes."""
        environ = RequestFactory(headers={"Host": "testserver"} | headers).generic(method, path).environ
        started = []
        content = self.application(environ, lambda status, fields, error=None: started.append((status, dict(fields))))
        status, fields = started[0]
        return status, fields, b"".join(content)

    def text(self, path: str) -> str:
        return self(path)[2].decode()
