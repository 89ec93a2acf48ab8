"""How a line is logged: in UTC, on one line, without people's links, which a log must not open, and numbers."""

import logging
import re
from datetime import UTC, datetime

# A link as it is meant, typed with a capital or a slash too many, or without what stands before its ten letters.
_LINK = re.compile(r"((?i:/s/+|/verify/+)|(?<=\s)/+(?=[0-9A-Za-z]{10}(?:[/?\s]|$)))[^/?\s]+")
_UNSEEN = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
# What an error quotes: a mobile number, a number of identity, and the row that the database refused.
_NUMBERS = re.compile(r"(?<![0-9A-Za-z])(?:1[3-9]\d{9}|[1-9]\d{16}[\dXx])(?![0-9A-Za-z])")
_ROW = re.compile(r"(?<=DETAIL:).*?(?=\n\n(?:During|The above) |\Z)", re.DOTALL)
_BEFORE_MORE = "\n  | "  # a line of a traceback: no line that somebody smuggled in begins like one of ours


class WithoutLinks(logging.Filter):
    """Writes `/s/…` for every link in a line that is about to be logged."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Every line is kept; only its links are taken out."""
        record.msg, record.args = _LINK.sub(r"\1…", record.getMessage()), None
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


def _without_people(text: str) -> str:
    """What errors quote of people is left out: whoever reads a log mends a program, and needs no one's number."""
    return _NUMBERS.sub("…", _ROW.sub(" …", text))


def _written_out(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape").decode("ascii")
