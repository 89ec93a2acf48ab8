"""How a line is logged: in UTC, on one line, without people's links, which a log must not open, and numbers.

One cause is told three times a minute at most; of what follows one line says how often it came.
"""

import json
import logging
import re
import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from songda.clock import steady
from songda.records.ground.queue import JOBS

# A link as it is meant, typed with a capital or a slash too many, or without what stands before its ten letters.
_LINK = re.compile(r"((?i:/s/+|/verify/+)|(?<=\s)/+(?=[0-9A-Za-z]{10}(?:[/?\s]|$)))[^/?\s]+")
_UNSEEN = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
# What an error quotes: a mobile number, a number of identity, and the row that the database refused.
_NUMBERS = re.compile(r"(?<![0-9A-Za-z])(?:1[3-9]\d{9}|[1-9]\d{16}[\dXx])(?![0-9A-Za-z])")
_ROW = re.compile(r"(?<=DETAIL:).*?(?=\n\n(?:During|The above) |\Z)", re.DOTALL)
MOST: Final = 3
WINDOW_S: Final = 60.0
_BEFORE_MORE = "\n  | "  # a line of a traceback: no line that somebody smuggled in begins like one of ours


class WithoutLinks(logging.Filter):
    """Writes `/s/…` for every link in a line that is about to be logged."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Every line is kept; only its links are taken out, and what a job was given, whoever gave it."""
        text = record.getMessage()
        if job := getattr(record, "job", None):
            text = text.replace(
                job["call_string"], f"{job['task_name'] if job['task_name'] in JOBS else '?'}[{job['id']}]"
            )
        record.msg, record.args = _LINK.sub(r"\1…", text), None
        return True


class OneLine(logging.Formatter):
    """Moment, weight, who says it, what: one line, whatever was written into it; a traceback follows, marked."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(process)d %(name)s %(message)s")

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: N802, ARG002 - logging's name and shape
        """The moment as evidence has it: UTC, with its zone."""
        return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's name
        """What moves the writing, or begins another line, is written out."""
        return _UNSEEN.sub(_written_out, _without_people(super().formatMessage(record)))

    def formatException(self, ei: object) -> str:  # noqa: N802 - logging's name
        """The traceback, each line marked as one; what was asked for stands in it too."""
        lines = _LINK.sub(r"\1…", _without_people(super().formatException(ei))).splitlines()  # type: ignore[arg-type]
        return "  | " + _BEFORE_MORE.join(_UNSEEN.sub(_written_out, line) for line in lines)


class AsJson(OneLine):
    """The same, each line an object that a collector of logs takes apart."""

    def format(self, record: logging.LogRecord) -> str:
        """`error` and `trace` where something was raised, `more` where lines were counted instead of written."""
        said: dict[str, object] = {"at": self.formatTime(record), "level": record.levelname}
        said |= {"process": record.process, "logger": record.name}
        said["message"] = _UNSEEN.sub(_written_out, _without_people(record.getMessage()))
        if record.exc_info and record.exc_info[0]:
            said |= {"error": record.exc_info[0].__name__, "trace": self.formatException(record.exc_info)}
        if more := getattr(record, "more", 0):
            said["more"] = more
        return json.dumps(said, ensure_ascii=False)


@dataclass
class _Counted:
    """What was said of one cause since it was said first; `last` has no traceback."""

    began_at: float
    last: logging.LogRecord
    times: int = 0


class Counting(logging.StreamHandler):  # type: ignore[type-arg]  # its stream is that of errors
    """Writes a cause three times, and how often it came after that when a minute is over."""

    def __init__(self) -> None:
        super().__init__()
        self._counted: dict[tuple[object, ...], _Counted] = {}
        self._timer: threading.Timer | None = None

    def emit(self, record: logging.LogRecord) -> None:
        """Called under the handler's lock."""
        self._tell_ended(steady())
        cause = (record.name, record.pathname, record.lineno, record.exc_info and record.exc_info[0])
        counted = self._counted.setdefault(cause, _Counted(steady(), record))
        counted.times += 1
        if counted.times <= MOST:
            super().emit(record)
            return
        counted.last = record
        if self._timer is None or not self._timer.is_alive():  # one of the process that this one was made from is dead
            self._timer = threading.Timer(WINDOW_S, self._tell_in_time)
            self._timer.daemon = True
            self._timer.start()

    def close(self) -> None:
        """Nothing that was counted is left untold."""
        self._tell_ended(float("inf"))
        super().close()

    def _tell_in_time(self) -> None:
        self.acquire()
        try:
            self._tell_ended(float("inf"))
        finally:
            self.release()

    def _tell_ended(self, at: float) -> None:
        for cause in [each for each, counted in self._counted.items() if at - counted.began_at >= WINDOW_S]:
            counted = self._counted.pop(cause)
            if (more := counted.times - MOST) > 0:
                last = counted.last
                told = logging.LogRecord(last.name, last.levelno, "", 0, "%s", (), None)
                told.msg, told.more = f"{more} more of this kind: {last.getMessage()}", more
                super().emit(told)


def _without_people(text: str) -> str:
    """What errors quote of people is left out: whoever reads a log mends a program, and needs no one's number."""
    return _NUMBERS.sub("…", _ROW.sub(" …", text))


def _written_out(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape").decode("ascii")
