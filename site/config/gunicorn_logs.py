"""Gunicorn's own lines, of requests and of errors, without the secrets of addresses (``config.secret_routes``)."""

import logging

from gunicorn.glogging import Logger

from config.secret_routes import masked

# Query strings without the question mark before them.
QUERIES = ("q", "{query_string}e")


class MaskedFormatter(logging.Formatter):
    """What ``inner`` writes, masked."""

    def __init__(self, inner: logging.Formatter):
        super().__init__()
        self.inner = inner

    def format(self, record: logging.LogRecord) -> str:
        return masked(self.inner.format(record))


class MaskingLogger(Logger):
    """Gunicorn's logger: whatever ``--access-logformat`` asks for, no line holds a key."""

    def setup(self, cfg):
        super().setup(cfg)
        for handler in (*self.error_log.handlers, *self.access_log.handlers):
            handler.setFormatter(MaskedFormatter(handler.formatter or logging.Formatter()))

    def atoms(self, resp, req, environ, request_time):
        found = super().atoms(resp, req, environ, request_time)
        return found | {name: masked(f"?{found[name]}")[1:] for name in QUERIES if found.get(name)}
