"""The state of an attempt is derived from the whole set of its receipts, whatever their order."""

from datetime import UTC, datetime, timedelta
from itertools import permutations

from hypothesis import example, given
from hypothesis import strategies as st

from songda.core.delivery.states import MOVES, Outcome, PartReceipt, State, derive
from tests.rows import all_rows

T0 = datetime(2022, 6, 2, 2, 0, tzinfo=UTC)


def at(minutes: int) -> datetime:
    return T0 + timedelta(minutes=minutes)


def got(part: int, kind: str, minutes: int) -> PartReceipt:
    return PartReceipt(part, kind, at(minutes))


CASES = [
    ("nothing was reported", 1, [], Outcome(None)),
    ("on its way is not arrival", 1, [got(1, "accepted", 0)], Outcome(None)),
    ("relayed is not arrival", 1, [got(1, "relayed", 0)], Outcome(None)),
    ("an unknown code decides nothing", 1, [got(1, "unrecognised", 0)], Outcome(None)),
    ("the only part arrived", 1, [got(1, "arrived", 1)], Outcome(State.ARRIVED, arrived_at=at(1))),
    ("one of two parts is not the message", 2, [got(1, "arrived", 1)], Outcome(None)),
    (
        "the message arrived with its last part",
        2,
        [got(1, "arrived", 1), got(2, "arrived", 3)],
        Outcome(State.ARRIVED, arrived_at=at(3)),
    ),
    (
        "a lost part means that the message did not arrive",
        2,
        [got(1, "arrived", 1), got(2, "failed", 3)],
        Outcome(State.FAILED, failed_at=at(3)),
    ),
    (
        "a later failure takes an arrival back",
        1,
        [got(1, "arrived", 1), got(1, "failed", 9)],
        Outcome(State.FAILED, failed_at=at(9)),
    ),
    (
        "a failure that is only said undoes no arrival",
        1,
        [got(1, "arrived", 1), got(1, "said_failed", 9)],
        Outcome(State.ARRIVED, arrived_at=at(1)),
    ),
    (
        "a failure that is only said counts where nothing arrived",
        1,
        [got(1, "said_failed", 9)],
        Outcome(State.FAILED, failed_at=at(9)),
    ),
    (
        "a later arrival mends a failure",
        1,
        [got(1, "failed", 1), got(1, "arrived", 9)],
        Outcome(State.ARRIVED, arrived_at=at(9)),
    ),
    (
        "contradiction in the same minute is not arrival",
        1,
        [got(1, "arrived", 1), got(1, "failed", 1)],
        Outcome(State.FAILED, failed_at=at(1)),
    ),
    (
        "of two reports of an arrival the first names its day",
        1,
        [got(1, "arrived", 1), got(1, "arrived", 9)],
        Outcome(State.ARRIVED, arrived_at=at(1)),
    ),
    (
        "an arrival after a failure is one of its own",
        1,
        [got(1, "arrived", 1), got(1, "failed", 3), got(1, "arrived", 5), got(1, "arrived", 9)],
        Outcome(State.ARRIVED, arrived_at=at(5)),
    ),
    (
        "a part that arrived after all is not yet the message",
        2,
        [got(1, "failed", 1), got(1, "arrived", 3)],
        Outcome(State.FAILED, failed_at=at(1)),
    ),
    (
        "a bounce names its moment",
        1,
        [got(1, "arrived", 1), got(1, "bounced", 5)],
        Outcome(State.FAILED, failed_at=at(5), bounced_at=at(5)),
    ),
    (
        "a part that the message does not have stands for none",
        2,
        [got(1, "arrived", 1), got(7, "arrived", 3)],
        Outcome(None),
    ),
    (
        "the same receipt twice is one receipt",
        1,
        [got(1, "arrived", 1), got(1, "arrived", 1)],
        Outcome(State.ARRIVED, arrived_at=at(1)),
    ),
]


@all_rows(("parts", "receipts", "outcome"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_receipts_in_every_order_of_arrival(parts: int, receipts: list[PartReceipt], outcome: Outcome) -> None:
    for order in permutations(receipts):
        assert derive(parts, order) == outcome


KINDS = st.sampled_from(["accepted", "relayed", "unrecognised", "arrived", "said_failed", "failed", "bounced"])
RECEIPTS = st.lists(st.builds(got, st.integers(1, 3), KINDS, st.integers(0, 4)), max_size=8)


@given(RECEIPTS, st.randoms())
def test_order_and_repetition_never_matter(receipts: list[PartReceipt], random: object) -> None:
    shuffled = receipts + receipts[:2]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert derive(3, shuffled) == derive(3, receipts)


def kept_after(parts: int, receipts: list[PartReceipt]) -> Outcome:
    """What is kept where each report is applied as it comes: a state stays until reports decide another."""
    kept = Outcome(None)
    for known in range(1, len(receipts) + 1):
        found = derive(parts, receipts[:known])
        kept = found if found.state else kept
    return kept


@example([got(1, "failed", 1), got(1, "arrived", 2)], 2)
@example([got(1, "arrived", 3), got(1, "arrived", 1), got(1, "failed", 2)], 1)
@given(RECEIPTS, st.integers(1, 3))
def test_what_is_kept_hangs_on_no_order_of_reports(receipts: list[PartReceipt], parts: int) -> None:
    for order in (receipts, receipts[::-1], receipts[1:] + receipts[:2]):
        assert kept_after(parts, order) == derive(parts, receipts)


@given(RECEIPTS)
def test_arrival_never_lies_before_the_last_part(receipts: list[PartReceipt]) -> None:
    outcome = derive(3, receipts)
    if outcome.state is State.ARRIVED:
        for part in (1, 2, 3):
            assert any(r.part == part and r.kind == "arrived" and r.happened_at <= outcome.arrived_at for r in receipts)


def test_a_settled_attempt_is_never_sent_again() -> None:
    for settled in (State.ARRIVED, State.FAILED, State.EXPIRED, State.UNKNOWN, State.ACCEPTED, State.REJECTED):
        assert State.PENDING not in MOVES[settled] or settled is State.UNKNOWN  # by its holder's word alone
        assert State.SUBMITTING not in MOVES[settled]


def test_every_state_stands_in_the_table() -> None:
    assert set(MOVES) == set(State)
