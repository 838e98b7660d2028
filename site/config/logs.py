"""One JSON object a line, so that any log collector reads the same fields."""

import json
import logging
import re
from datetime import UTC, datetime

# What every record has; whatever else it carries came as ``extra``.
USUAL = set(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName"}

# The address of a private calendar or of somebody's sign-up is its key: no log holds one, whatever failed at it.
PRIVATE_ADDRESS = re.compile(r"(?<=(?:flux|lien)/)[\w\-.]+")


class JsonFormatter(logging.Formatter):
    """Formats a record as JSON: time (ISO 8601, UTC), level, logger, message, ``extra`` and, after an error, its trace.

    Of ``extra`` only texts and numbers are written: a request or a person may hold what no log should.
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
        return PRIVATE_ADDRESS.sub("…", json.dumps(line, ensure_ascii=False))
