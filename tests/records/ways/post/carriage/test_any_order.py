"""Whatever comes of a letter, in whichever order and however often: what stands in the end is the same.

What a carrier reports, what the return station and the clerk enter of one letter are played in many orders, each from
the same beginning. The law's answer, its day and ground, and who is asked what, hang on the facts and not on the order.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cache
from itertools import chain, permutations
from random import Random

import pytest
from django.db import transaction

from songda.core.refusal import Refused
from songda.records.law.decisions.ask_law import ask_law
from songda.records.service.findings.models import Finding
from songda.records.service.tasks.models import Task
from songda.records.ways.deeds import StepDraft, add_step
from songda.records.ways.post.carriage import deciding, reading, scans
from songda.records.ways.post.carriage.deciding import add_scan
from songda.records.ways.post.carriage.models import Carriage
from songda.records.ways.post.carriage.station import ReturnDraft, note_return
from songda.records.ways.post.letters.models import Letter
from songda_demo.sandbox.carrier.slips import slip
from tests.records.ways.post.carriage.parcels import (
    CLERK,
    DAY,
    HOUR,
    SEALED,
    came_back,
    heard,
    posted,
    report,
    scan,
    signed_for,
    work,
)
from tests.surroundings.ready import ready_made

pytestmark = pytest.mark.database
LATER = SEALED + 5 * DAY
MINUTE = timedelta(minutes=1)
END = LATER + HOUR
SEEN_AGAIN = (END, END + DAY, END + 4 * DAY, END + 8 * DAY, END + 12 * DAY)  # by when all that waits has run out
Move = Callable[[Letter, datetime], None]


@pytest.fixture
@ready_made
def letter() -> Letter:
    return posted()


@pytest.fixture(autouse=True)
def _each_picture_is_looked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same picture comes in every order: what a look at it gave is kept meanwhile."""
    look = cache(scans.take_scan)
    monkeypatch.setattr(reading, "take_scans", lambda bodies: [look(body) for body in bodies])
    monkeypatch.setattr(deciding, "take_scan", look)


def told(pieces: Callable[[Letter], list[dict[str, object]]]) -> list[Move]:
    """Each of the reports as a push of its own."""

    def move(place: int) -> Move:
        return lambda letter, at: heard(letter, [pieces(letter)[place]], at) and None

    return [move(place) for place in range(4)]


def carrier(kind: str, after: timedelta, **more: object) -> Move:
    return lambda letter, at: heard(letter, [report(letter, kind, after, **more)], at) and None


def other_scan(letter: Letter, at: datetime) -> None:
    heard(letter, [scan(letter, 3 * DAY + HOUR, "blank")], at)


def own_scan(letter: Letter, at: datetime) -> None:
    add_scan(letter.id, slip(letter.number, "delivered", SEALED), CLERK, at)
    work(at)


def station(cause: str, day: timedelta | None = None) -> Move:
    def move(letter: Letter, at: datetime) -> None:
        note_return(letter, ReturnDraft(cause, SEALED + day if day else None), CLERK, at)
        work(at)

    return move


def clerk(kind: str, after: timedelta, **more: str) -> Move:
    def move(letter: Letter, at: datetime) -> None:
        assert letter.deed is not None
        try:
            add_step(letter.deed, StepDraft(kind, SEALED + after, words=letter.number, **more), CLERK, at)
        except Refused as refused:
            assert refused.code in {"step_exists", "carriage_with_the_judge"}  # noqa: PT017
        work(at)

    return move


SIGNED, REFUSED = told(signed_for), told(came_back)
MOVES: dict[str, list[Move]] = {
    "signed for": SIGNED,
    "refused": REFUSED,
    "signed for, and given back": [*SIGNED, carrier("returned", 4 * DAY, cause="refused")],
    "signed for twice": [*SIGNED, carrier("delivered", 2 * DAY + HOUR, signer="cohabitant")],
    "given back twice": [*REFUSED, carrier("returned", 3 * DAY - HOUR, cause="wrong_address")],
    "signed for, and lost": [*SIGNED, carrier("lost", 2 * DAY + HOUR)],
    "signed for, tried later": [*SIGNED, carrier("tried", 2 * DAY + HOUR)],
    "two scans of the carrier": [*SIGNED, other_scan],
    "a scan of the court too": [*SIGNED, own_scan],
    "refused, and held by the court": [*REFUSED, station("refused")],
    "refused, held by the court with a day": [*REFUSED, station("refused", 4 * DAY)],
    "refused, and held as of a wrong address": [*REFUSED, station("wrong_address")],
    "signed for, and held by the court": [*SIGNED, station("refused")],
    "refused, and signed for by the clerk's slip": [*REFUSED, clerk("signed", 2 * DAY, by="recipient")],
    "signed for, on another day by the clerk's slip": [*SIGNED, clerk("signed", DAY, by="recipient")],
    "signed for, the same by the clerk's slip": [*SIGNED, clerk("signed", 2 * DAY, by="recipient")],
    "held by the court, signed for by the clerk's slip": [station("refused"), clerk("signed", DAY, by="recipient")],
    "signed for, without a scan": [SIGNED[0], SIGNED[1], SIGNED[3]],
    "signed for, not closed": [SIGNED[0], SIGNED[1]],
    "refused without proof, held as of a wrong address": [*REFUSED[:2], station("wrong_address")],
}


@contextmanager
def played_back() -> Iterator[None]:
    """Everything that happens inside is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def outcome(letter: Letter, moves: Sequence[Move]) -> object:
    """What stands after these moves, and what people are asked."""
    for place, move in enumerate(moves):
        move(letter, LATER + place * MINUTE)
        ask_law(LATER + place * MINUTE)
    for at in SEEN_AGAIN:
        work(at)
        ask_law(at)
    finding = Finding.objects.get(service__envelope=letter.envelope_id)
    open_tasks = Task.objects.filter(envelope=letter.envelope_id, closed_at=None)
    asked = sorted(open_tasks.filter(kind__endswith="carriage").values_list("kind", "reason"))
    of_law = sorted(open_tasks.filter(kind="decide_finding").values_list("kind", flat=True))
    held = Carriage.objects.filter(letter=letter).first()
    defects = (held.stage, held.defects, held.judge_asked_at is not None) if held else None
    return finding.status, finding.effective_on, finding.ground, asked, of_law, defects


BY_DAY = [
    "signed for, and given back",
    "a scan of the court too",
    "refused, and held by the court",
    "refused, and held as of a wrong address",
    "signed for, and held by the court",
    "refused, and signed for by the clerk's slip",
    "signed for, without a scan",
]


def some_orders(moves: Sequence[Move]) -> Iterator[Sequence[Move]]:
    """As they stand, backwards, and shuffled with repeats."""
    repeated = [*moves, *moves[:2]]
    yield from (moves, moves[::-1], Random(7).sample(repeated, len(repeated)))


@pytest.mark.parametrize("name", BY_DAY)
def test_the_order_in_which_facts_of_a_letter_arrive_decides_nothing(letter: Letter, name: str) -> None:
    _compare(letter, name, some_orders(MOVES[name]))


@pytest.mark.night("every order of the facts of a letter, and walks with repeats")
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("name", MOVES)
def test_every_order_of_the_facts_of_a_letter_comes_to_the_same(letter: Letter, name: str) -> None:
    random, moves = Random(name), MOVES[name]
    walks = ([*moves, *random.choices(moves, k=3)] for _ in range(40))
    _compare(letter, name, chain(permutations(moves), (random.sample(walk, len(walk)) for walk in walks)))


def _compare(letter: Letter, name: str, orders: Iterator[Sequence[Move]]) -> None:
    names = {move: place for place, move in enumerate(MOVES[name])}
    found: dict[object, list[int]] = {}
    for order in orders:
        with played_back():
            found.setdefault(repr(outcome(letter, order)), [names[move] for move in order])
    assert len(found) == 1, "\n".join(f"{order}: {each}" for each, order in found.items())
