"""A line of the log is one line, says when in UTC, and cannot be forged by what somebody typed."""

import json
import logging
import re
from io import StringIO
from time import sleep

import pytest

from songda.clock import steady
from songda.site import settings
from songda.web.look import log_redaction
from songda.web.look.log_redaction import WINDOW_S, AsJson, Counting, OneLine

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
    names = {each["()"].rpartition(".")[2] for each in settings.LOGGING["formatters"].values()}
    assert names == {"OneLine", "AsJson"}
    assert set(settings.LOGGING["handlers"]) == {"stderr"}
    assert settings.LOGGING["root"]["handlers"] == ["stderr"]


def test_a_collector_reads_each_line_as_one_object_with_nobodys_number_in_it() -> None:
    try:
        int("13800138000 /s/ABCDEFGHJK/ \n x")
    except ValueError as wrong:
        info = (type(wrong), wrong, wrong.__traceback__)
    record = logging.LogRecord("songda.web", logging.ERROR, "", 0, "案件 %s\u2028", ("13800138000",), info)
    line = AsJson().format(record)
    said = json.loads(line)
    assert len(line.splitlines()) == 1
    assert said["message"] == "案件 …\\u2028"
    assert (said["level"], said["logger"], said["error"]) == ("ERROR", "songda.web", "ValueError")
    assert "ValueError" in said["trace"]
    assert not [each for each in ("13800138000", "ABCDEFGHJK") if each in line]


def test_a_flood_of_one_cause_is_three_lines_and_one_that_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    """A database that failed over wrote 2,400 lines in sixteen seconds: what mattered was not to be found in them."""
    clock = [100.0]
    monkeypatch.setattr(log_redaction, "steady", lambda: clock[0])
    handler = Counting()
    handler.setFormatter(OneLine())
    handler.stream = StringIO()
    log = logging.Logger("songda.web")
    log.addHandler(handler)

    def flood(times: int) -> None:
        for number in range(times):
            log.error("page %s: server closed the connection", number)

    flood(500)
    log.warning("something else")
    written = handler.stream.getvalue().splitlines()
    assert [line.partition("songda.web ")[2][:6] for line in written] == ["page 0", "page 1", "page 2", "someth"]
    clock[0] += WINDOW_S
    flood(1)
    assert "497 more of this kind: page 499" in handler.stream.getvalue().splitlines()[4]
    flood(7)
    handler.close()
    assert (
        handler.stream.getvalue().splitlines()[-1].endswith("5 more of this kind: page 6: server closed the connection")
    )


def test_what_was_counted_is_told_in_time_though_nothing_follows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_redaction, "WINDOW_S", 0.05)
    handler = Counting()
    handler.stream = StringIO()
    for _ in range(9):
        handler.handle(logging.LogRecord("x", logging.ERROR, "f", 7, "away", (), None))
    deadline = steady() + 10
    while "6 more of this kind: away" not in handler.stream.getvalue() and steady() < deadline:
        sleep(0.01)
    assert handler.stream.getvalue().splitlines()[-1] == "6 more of this kind: away"
