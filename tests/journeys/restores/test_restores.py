"""docs/howto/back-up.md, played: whatever backup is put back, nobody gets a text twice without a person's decision."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest

from tests.journeys.restores.court import RestoredCourt, until

EACH = 12
EARLY, LATE = range(EACH), range(EACH, 2 * EACH)
SENT = range(2 * EACH)
SPARE = count(2 * EACH)  # cases of which each is ordered once, after a restore
MOMENTS = ("before", "amid", "after")

pytestmark = [pytest.mark.night("puts backups back, over and over"), pytest.mark.timeout(900)]


@dataclass(frozen=True)
class Past:
    """A court that sent a text to everybody, with backups from before, amid and after that, and what lay outside."""

    court: RestoredCourt
    dumps: dict[str, Path]
    outside: Path


@pytest.fixture(scope="module")
def past() -> Iterator[Past]:
    court = RestoredCourt(2 * EACH + 3 * len(MOMENTS))
    try:
        court.order(EARLY)
        dumps = {"before": court.back_up("before")}
        court.start_worker()
        until(lambda: court.texts(EARLY) == [1] * EACH, "the first texts did not arrive")
        court.order(LATE)
        until(lambda: sum(court.texts(LATE)) > 0, "no text of the second order arrived")
        dumps["amid"] = court.back_up("amid")
        until(lambda: court.texts(LATE) == [1] * EACH, "the second texts did not arrive")
        dumps["after"] = court.back_up("after")
        court.stop()
        yield Past(court, dumps, court.keep_outside())
    finally:
        court.close()


_OURS = """
SELECT a.state FROM attempts_attempt a
JOIN orders_envelope e ON e.id = a.envelope_id JOIN orders_order o ON o.id = e.order_id
WHERE o.idempotency_key IS NOT NULL
"""  # the sample court has orders of its own


@pytest.fixture(autouse=True)
def stopped(past: Past) -> Iterator[None]:
    """Worker and pages are stopped after each, however it ended."""
    yield
    past.court.stop()


def states(court: RestoredCourt) -> Counter[object]:
    """How many tries of our orders are in each state."""
    return Counter(row[0] for row in court.look(_OURS))


def _waits(found: Counter[object]) -> tuple[dict[object, int], int]:
    """What is not in doubt and did not go out, and how many there are at all."""
    gone = {"unknown", "accepted", "arrived"}
    return {state: count for state, count in found.items() if state not in gone}, found.total()


@pytest.mark.parametrize("has_journal", [True, False], ids=["with-journal", "without-journal"])
@pytest.mark.parametrize("moment", MOMENTS)
def test_nobody_gets_it_twice_whatever_backup_is_put_back(past: Past, moment: str, has_journal: bool) -> None:
    court, fresh = past.court, next(SPARE)
    court.lay_outside(past.outside if has_journal else None)
    court.put_back(past.dumps[moment])
    checked = court.songda("check")
    assert checked.returncode == 1
    assert "put back to an earlier day; nothing is sent" in checked.stdout
    court.stack.start_web()
    court.start_worker()
    court.order(SENT)  # another system says its orders again
    court.order([fresh])
    settled = {"pending": 1} if has_journal else {}  # only the new one is in no doubt
    until(lambda: _waits(states(court)) == (settled, 2 * EACH + 1), "not everything was planned and held")
    assert court.texts(SENT) == [1] * len(SENT)
    assert court.texts_of(fresh) == 0
    court.decide("take_as_sent" if has_journal else "cancel")
    newest = next(SPARE) if not has_journal else fresh
    if not has_journal:
        court.order([newest])
    until(lambda: court.texts_of(newest) == 1, "after the quarantine nothing goes out")
    assert court.texts(SENT) == [1] * len(SENT)
    assert court.songda("audit").returncode == 0


def test_whoever_is_decided_to_get_it_again_gets_it_again(past: Past) -> None:
    court = past.court
    court.lay_outside(None)  # what the journal tells of is not sent again by anybody
    court.put_back(past.dumps["before"])
    court.songda("restored", "--without-journal")
    court.stack.start_web()
    court.start_worker()
    until(lambda: states(court) == {"unknown": EACH}, "what may have gone out is not held")
    court.decide("send_again")
    until(lambda: court.texts(EARLY) == [2] * EACH, "what was decided does not go out")
