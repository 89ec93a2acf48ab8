"""A line of the log is one line, says when in UTC, and cannot be forged by what somebody typed."""

import logging
import re

import pytest

from songda.site import settings
from songda.web.look.log_redaction import OneLine

BEGINS = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z (INFO|WARNING|ERROR) \d+ [\w.]+ ")


def written(message: str, *args: object, error: BaseException | None = None) -> str:
    info = (type(error), error, error.__traceback__) if error else None
    return OneLine().format(logging.LogRecord("songda.web", logging.WARNING, "", 0, message, args, info))


@pytest.mark.parametrize("forged", ["\n", "\r\n", "\u2028", "\x0b", "\x1b[2K", "\x85", "\u202e"])
def test_nothing_that_was_typed_begins_another_line(forged: str) -> None:
    line = written("Not Found: %s", f"/x{forged}2026-01-01T00:00:00.000Z ERROR 1 songda.web all is well")
    assert len(line.splitlines()) == 1
    assert forged not in line
    assert BEGINS.match(line)


def test_a_traceback_is_told_from_lines_of_ours_and_opens_no_link() -> None:
    try:
        int("/s/ABCDEFGHJK/ \n2026-01-01T00:00:00.000Z ERROR 1 songda.web all is well")
    except ValueError as wrong:
        first, *more = written("broken", error=wrong).splitlines()
    assert BEGINS.match(first)
    assert more
    assert all(line.startswith("  | ") for line in more)
    assert "ABCDEFGHJK" not in "".join(more)


def test_no_line_and_no_traceback_quotes_anybody_s_number_or_row() -> None:
    """The database names the row that it refuses with all that stands in it, and a reader what it could not read."""
    quoted = "new row violates a check\nDETAIL:  Failing row contains (7, 李小明,\n 孝义市, x).\nCONTEXT:  李小明"
    wrong = ValueError("no number: '13800138000' of 14230119900101123X")
    wrong.__cause__ = RuntimeError(quoted)
    said = written("cannot note %s", quoted, error=wrong)
    assert not [each for each in ("李小明", "孝义市", "13800138000", "14230119900101123X") if each in said]
    assert said.count("Failing row") == 0
    assert "no number: '…' of …" in said
    assert "new row violates a check" in said
    kept = "attempt 000000001380013800 of 0198f0a4-0000-7000-8000-013800138000 at 1380013800"
    assert kept in written(kept)


def test_moments_are_those_of_utc_whatever_the_zone_of_the_court() -> None:
    record = logging.LogRecord("x", logging.INFO, "", 0, "y", (), None)
    record.created = 1_700_000_000.5
    assert OneLine().format(record).startswith("2023-11-14T22:13:20.500Z INFO ")


def test_this_is_how_every_process_logs_and_nowhere_else() -> None:
    assert settings.LOGGING["formatters"] == {"line": {"()": "songda.web.look.log_redaction.OneLine"}}
    assert set(settings.LOGGING["handlers"]) == {"stderr"}
    assert settings.LOGGING["root"]["handlers"] == ["stderr"]
