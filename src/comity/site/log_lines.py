"""Log lines as JSON, without the content of requests and without addresses."""

import json
from datetime import UTC, datetime
from logging import Formatter, LogRecord
from typing import Final

__all__ = ["JsonLines"]

# Django names the request's path in these: it may hold what somebody searched for.
PATHLESS: Final = ("django.request", "django.security")


class JsonLines(Formatter):
    """One JSON object per record: time, level, where, what, and the type of an exception."""

    def format(self, record: LogRecord) -> str:
        """Return the line for ``record``."""
        status = getattr(record, "status_code", None)
        pathless = record.name.startswith(PATHLESS)
        what = f"answer {status}" if pathless else record.getMessage()
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "where": record.name,
            "what": what,
        }
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__name__
            line["trace"] = self._places(record)
        return json.dumps(line, ensure_ascii=False)

    def _places(self, record: LogRecord) -> str:
        """Return file and line of each frame; the message of the exception may hold content."""
        trace = record.exc_info[2] if record.exc_info else None
        places = []
        while trace is not None:
            code = trace.tb_frame.f_code
            places.append(f"{code.co_filename}:{trace.tb_lineno} {code.co_name}")
            trace = trace.tb_next
        return " > ".join(places[-8:])
