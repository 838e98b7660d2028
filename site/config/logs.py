"""How a line of the log is written: JSON for a collector, plain for a person; without a secret in either."""

import json
import logging
from datetime import UTC, datetime

from config.secret_routes import MASK, SECRET_PARAMETERS, SECRET_ROUTES, masked

# What every record has; whatever else it carries came as ``extra``.
USUAL = set(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName"}
# Shorter texts are no secrets, and stand in many a word.
SHORTEST_SECRET = 6


class MaskingFormatter(logging.Formatter):
    """A plain line, and after an error its trace, without what opens a door (``config.secret_routes``)."""

    def format(self, record: logging.LogRecord) -> str:
        return without_secrets(super().format(record), record)


class JsonFormatter(logging.Formatter):
    """Formats a record as JSON: time (ISO 8601, UTC), level, logger, message, ``extra`` and, after an error, its trace.

    Of ``extra`` only texts and numbers are written: a request or a person may hold what no log should. The same masks
    as in a plain line.
    """

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        extra = {name: value for name, value in vars(record).items() if name not in USUAL}
        line = {name: value for name, value in extra.items() if isinstance(value, str | int | float)} | line
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        texts = {name: without_secrets(value, record) for name, value in line.items() if isinstance(value, str)}
        return json.dumps(line | texts, ensure_ascii=False)


def without_secrets(text: str, record: logging.LogRecord) -> str:
    """``text`` without the secrets of any address in it, and without those of the request that ``record`` is about."""
    for secret in secrets_of(getattr(record, "request", None)):
        text = text.replace(secret, MASK)
    return masked(text)


def secrets_of(request) -> list[str]:
    """What the address of ``request`` holds that opens a door: an error may quote it without the address around it."""
    match = getattr(request, "resolver_match", None)
    found = list(match.kwargs.values()) if match and match.view_name in SECRET_ROUTES else []
    query = getattr(request, "GET", None) or {}
    found += [query.get(name, "") for name in SECRET_PARAMETERS]
    return [value for value in found if isinstance(value, str) and len(value) >= SHORTEST_SECRET]
