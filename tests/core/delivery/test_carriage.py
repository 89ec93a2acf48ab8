"""A whole triplet is proof in any order; each planted defect has its own name, and none of them is proof."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from songda.core.delivery.carriage import (
    GRACE,
    Basis,
    Defect,
    Kind,
    OnRecord,
    Piece,
    Report,
    Shipment,
    Stage,
    judge,
    silent_from,
    standing_of,
)
from songda.core.delivery.letters import Product
from songda.core.law.facts import Person
from tests.rows import all_rows

SEALED = datetime(2026, 7, 1, 8, tzinfo=UTC)
NUMBER, OTHER = "RA123456785CN", "RA987654326CN"
ANYBODYS = {Person.RECIPIENT, Person.STATUTORY_AGENT, Person.REPRESENTATIVE, Person.DESIGNATED_RECEIVER}
A_PERSONS, A_BODYS = frozenset({*ANYBODYS, Person.COHABITANT}), frozenset({*ANYBODYS, Person.MAIL_ROOM})
SHIPMENT = Shipment(NUMBER, Product.COURT_POST, SEALED, ZoneInfo("Asia/Shanghai"), A_PERSONS)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MUCH_LATER = SEALED + 60 * DAY
SCAN, OTHER_SCAN = "ab" * 32, "cd" * 32


def said(kind: Kind, after: timedelta, **more: object) -> Report:
    at = SEALED + after
    return Report(kind, at, NUMBER, at + HOUR, **more)  # type: ignore[arg-type]


HANDED = said(Kind.HANDED, 2 * HOUR)
TRIED = [said(Kind.TRIED, days * DAY, cause="nobody_met") for days in (1, 3, 5)]
DELIVERED = said(Kind.DELIVERED, 6 * DAY, signer="recipient")
RETURNED = said(Kind.RETURNED, 7 * DAY, cause="nobody_met")
SCANNED = said(Kind.SCANNED, 8 * DAY, scan=SCAN, scan_number=NUMBER)
CLOSED = said(Kind.CLOSED, 9 * DAY)
SIGNED_FOR = [HANDED, TRIED[0], DELIVERED, SCANNED, CLOSED]
CAME_BACK = [HANDED, *TRIED, RETURNED, SCANNED, CLOSED]


def without(reports: list[Report], *left_out: Report) -> list[Report]:
    return [report for report in reports if report not in left_out]


@pytest.mark.parametrize("good", [SIGNED_FOR, CAME_BACK], ids=["signed for", "came back"])
def test_a_whole_triplet_is_proof(good: list[Report]) -> None:
    verdict = judge(SHIPMENT, good, MUCH_LATER)

    assert verdict.is_proof
    assert (verdict.stage, verdict.defects, verdict.missing) == (Stage.WHOLE, (), frozenset())
    assert verdict.outcome in (DELIVERED, RETURNED)
    assert verdict.scan == SCAN


def test_the_order_in_which_reports_come_changes_nothing() -> None:
    expected = judge(SHIPMENT, SIGNED_FOR, MUCH_LATER)

    assert all(judge(SHIPMENT, order, MUCH_LATER) == expected for order in permutations(SIGNED_FOR))


@given(st.permutations(CAME_BACK * 2), st.lists(st.integers(0, 100 * 24), min_size=14, max_size=14))
def test_doublings_and_delays_of_a_good_triplet_change_nothing(order: list[Report], hours: list[int]) -> None:
    late = [replace(each, heard_at=each.heard_at + delay * HOUR) for each, delay in zip(order, hours, strict=True)]

    verdict = judge(SHIPMENT, late, MUCH_LATER + 100 * DAY)

    assert verdict.is_proof
    assert verdict.outcome is not None
    assert (verdict.outcome.kind, verdict.outcome.at, verdict.scan) == (Kind.RETURNED, RETURNED.at, SCAN)


def planted(good: list[Report], changed: Report, **by: object) -> list[Report]:
    return [replace(each, **by) if each == changed else each for each in good]  # type: ignore[arg-type]


def at(report: Report, after: timedelta) -> dict[str, datetime]:
    return {"at": SEALED + after, "heard_at": SEALED + after + HOUR}


DEFECTS: dict[Defect, list[Report]] = {
    Defect.OTHER_NUMBER: planted(SIGNED_FOR, DELIVERED, number=OTHER),
    Defect.OTHER_PRODUCT: planted(SIGNED_FOR, HANDED, product="plain"),
    Defect.SCAN_OF_ANOTHER: planted(SIGNED_FOR, SCANNED, scan_number=OTHER),
    Defect.FUTURE_DATE: planted(SIGNED_FOR, DELIVERED, heard_at=SEALED + 3 * DAY),
    Defect.STALE: planted(SIGNED_FOR, DELIVERED, heard_at=SEALED + 400 * DAY),
    Defect.HANDED_BEFORE_SEALED: planted(SIGNED_FOR, HANDED, **at(HANDED, -DAY)),
    Defect.TWO_HANDOVERS: [*SIGNED_FOR, said(Kind.HANDED, 3 * HOUR)],
    Defect.NEVER_HANDED: without(SIGNED_FOR, HANDED),
    Defect.TRIED_BEFORE_HANDOVER: [*SIGNED_FOR, said(Kind.TRIED, HOUR, cause="nobody_met")],
    Defect.OUTCOME_BEFORE_HANDOVER: planted(without(SIGNED_FOR, TRIED[0]), HANDED, **at(HANDED, 6 * DAY + 2 * HOUR)),
    Defect.OUTCOME_BEFORE_TRY: [*SIGNED_FOR, said(Kind.TRIED, 7 * DAY, cause="nobody_met")],
    Defect.SCAN_BEFORE_OUTCOME: planted(SIGNED_FOR, SCANNED, **at(SCANNED, 5 * DAY)),
    Defect.CLOSED_BEFORE_OUTCOME: planted(SIGNED_FOR, CLOSED, **at(CLOSED, 5 * DAY)),
    Defect.TWO_CLOSURES: [*SIGNED_FOR, said(Kind.CLOSED, 10 * DAY)],
    Defect.TWO_OUTCOMES: [*SIGNED_FOR, replace(DELIVERED, signer="cohabitant")],
    Defect.DELIVERED_AFTER_RETURN: [*CAME_BACK, said(Kind.DELIVERED, 8 * DAY, signer="recipient")],
    Defect.RETURNED_AFTER_DELIVERY: [*SIGNED_FOR, said(Kind.RETURNED, 7 * DAY, cause="refused")],
    Defect.OUTCOME_AFTER_MISHAP: [*SIGNED_FOR, said(Kind.LOST, 4 * DAY)],
    Defect.OUTCOME_UNPROVABLE: SIGNED_FOR,  # of a plain letter
    Defect.CLOSED_WITHOUT_OUTCOME: without(SIGNED_FOR, DELIVERED),
    Defect.SIGNER_MISSING: planted(SIGNED_FOR, DELIVERED, signer=""),
    Defect.SIGNER_UNREADABLE: planted(SIGNED_FOR, DELIVERED, signer="unreadable"),
    Defect.SIGNER_NOT_ALLOWED: planted(SIGNED_FOR, DELIVERED, signer="opponent"),
    Defect.SIGNER_OF_A_RETURN: planted(CAME_BACK, RETURNED, signer="recipient"),
    Defect.CAUSE_MISSING: planted(CAME_BACK, RETURNED, cause=""),
    Defect.CAUSE_UNKNOWN: planted(CAME_BACK, RETURNED, cause="unknown"),
    Defect.CAUSE_OF_ANOTHER_PRODUCT: planted(CAME_BACK, RETURNED, cause="refused"),  # of a plain letter
    Defect.CAUSE_OF_A_DELIVERY: planted(SIGNED_FOR, DELIVERED, cause="refused"),
    Defect.TOO_FEW_TRIES: without(CAME_BACK, TRIED[2]),
    Defect.TRIES_TOO_FAR_APART: planted(
        planted(CAME_BACK, TRIED[2], **at(TRIED[2], 6 * DAY + HOUR)), TRIED[0], **at(TRIED[0], 3 * HOUR)
    ),
    Defect.MISSING_SCAN: without(SIGNED_FOR, SCANNED),
    Defect.TWO_SCANS: [*SIGNED_FOR, said(Kind.SCANNED, 8 * DAY, scan=OTHER_SCAN, scan_number=NUMBER)],
    Defect.SCAN_UNUSABLE: planted(SIGNED_FOR, SCANNED, is_usable=False),
    Defect.SCAN_WITHOUT_NUMBER: planted(SIGNED_FOR, SCANNED, scan_number=""),
    Defect.AGAINST_THE_RECORD: SIGNED_FOR,  # where somebody of the court recorded that it came back
}
SHIPMENTS = {
    Defect.OUTCOME_UNPROVABLE: replace(SHIPMENT, product=Product.PLAIN),
    Defect.CAUSE_OF_ANOTHER_PRODUCT: replace(SHIPMENT, product=Product.PLAIN),
    Defect.AGAINST_THE_RECORD: replace(SHIPMENT, on_record=(OnRecord(Kind.RETURNED, DELIVERED.at, "refused"),)),
}


@all_rows("defect", Defect)
def test_each_planted_defect_is_named_and_no_proof(defect: Defect) -> None:
    verdict = judge(SHIPMENTS.get(defect, SHIPMENT), DEFECTS[defect], MUCH_LATER)

    assert defect in verdict.defects
    assert not verdict.is_proof


_ALONE = frozenset(Defect) - {Defect.TWO_OUTCOMES}


@all_rows("defect", sorted(_ALONE))
def test_a_defect_is_told_alone(defect: Defect) -> None:
    verdict = judge(SHIPMENTS.get(defect, SHIPMENT), DEFECTS[defect], MUCH_LATER)

    assert verdict.defects == (defect,)


@given(st.data())
def test_no_defect_becomes_proof_by_order_or_doubling(data: st.DataObject) -> None:
    defect = data.draw(st.sampled_from(list(Defect)))
    order = data.draw(st.permutations(DEFECTS[defect] + DEFECTS[defect][: data.draw(st.integers(0, 3))]))

    assert not judge(SHIPMENTS.get(defect, SHIPMENT), order, MUCH_LATER).is_proof


@given(st.sets(st.sampled_from(SIGNED_FOR)))
def test_part_of_a_triplet_is_no_proof(part: set[Report]) -> None:
    whole = {HANDED, DELIVERED, SCANNED, CLOSED}

    assert judge(SHIPMENT, part, MUCH_LATER).is_proof == (whole <= part)


def test_what_was_overtaken_has_three_days_to_come() -> None:
    reports = without(SIGNED_FOR, SCANNED)

    at_once = judge(SHIPMENT, reports, CLOSED.heard_at + GRACE - HOUR)
    later = judge(SHIPMENT, reports, CLOSED.heard_at + GRACE)

    assert (at_once.defects, at_once.missing) == ((), {Piece.SCAN})
    assert later.defects == (Defect.MISSING_SCAN,)
    assert judge(SHIPMENT, SIGNED_FOR, MUCH_LATER).is_proof, "a scan that comes after all heals it"


@pytest.mark.parametrize("cause", ["refused", "wrong_address", "moved_untold"])
def test_nobody_is_sought_three_times_who_is_not_there_or_said_no(cause: str) -> None:
    reports = without(planted(CAME_BACK, RETURNED, cause=cause), *TRIED)

    assert judge(SHIPMENT, reports, MUCH_LATER).is_proof


def test_three_tries_within_five_days_may_stand_among_more() -> None:
    fourth = said(Kind.TRIED, 3 * HOUR, cause="nobody_met")
    reports = [fourth, *planted(CAME_BACK, RETURNED, **at(RETURNED, 7 * DAY))]

    assert judge(SHIPMENT, reports, MUCH_LATER).is_proof


def test_the_mail_room_signs_for_a_body_and_not_for_a_person() -> None:
    reports = planted(SIGNED_FOR, DELIVERED, signer="mail_room")

    assert judge(SHIPMENT, reports, MUCH_LATER).defects == (Defect.SIGNER_NOT_ALLOWED,)
    assert judge(replace(SHIPMENT, signers=A_BODYS), reports, MUCH_LATER).is_proof
    family = planted(SIGNED_FOR, DELIVERED, signer="cohabitant")
    assert judge(replace(SHIPMENT, signers=A_BODYS), family, MUCH_LATER).defects


def test_a_record_of_the_court_that_says_less_contradicts_nothing() -> None:
    said_less = OnRecord(Kind.RETURNED, RETURNED.at)

    assert judge(replace(SHIPMENT, on_record=(said_less,)), CAME_BACK, MUCH_LATER).is_proof
    refused = replace(said_less, cause="refused")
    assert judge(replace(SHIPMENT, on_record=(refused,)), CAME_BACK, MUCH_LATER).defects


SIGNED = OnRecord(Kind.DELIVERED, DELIVERED.at, signer="recipient")
IN_HAND = OnRecord(Kind.RETURNED, RETURNED.at, "nobody_met", at_station=True)
BY_THEN = replace(IN_HAND, at=RETURNED.at + 9 * DAY, is_dated=False)


@all_rows(
    ("reports", "records", "basis", "is_contradicted"),
    [
        (SIGNED_FOR, (), Basis.PROOF, False),
        (SIGNED_FOR[:-1], (), Basis.NOTHING, False),
        ([], (SIGNED,), Basis.READ_OFF, False),
        (SIGNED_FOR, (SIGNED,), Basis.READ_OFF, False),  # CPL 87(2): the day that is written on the return
        (SIGNED_FOR, (replace(SIGNED, at=SIGNED.at - DAY),), Basis.READ_OFF, True),
        (SIGNED_FOR, (replace(SIGNED, signer="cohabitant"),), Basis.READ_OFF, True),
        ([], (IN_HAND,), Basis.IN_HAND, False),
        (CAME_BACK, (IN_HAND,), Basis.PROOF, False),
        (CAME_BACK, (BY_THEN,), Basis.PROOF, False),  # it lay somewhere: the carrier proves when it was given back
        (CAME_BACK, (replace(BY_THEN, at=RETURNED.at - 2 * DAY),), Basis.IN_HAND, True),
        (CAME_BACK, (replace(IN_HAND, at=RETURNED.at + DAY),), Basis.IN_HAND, True),
        (CAME_BACK, (replace(IN_HAND, cause="wrong_address"),), Basis.IN_HAND, True),
        (SIGNED_FOR, (IN_HAND,), Basis.IN_HAND, True),
        (SIGNED_FOR[:3], (IN_HAND,), Basis.IN_HAND, True),  # without proof too
        ([], (SIGNED, IN_HAND), Basis.READ_OFF, True),
        ([], (replace(SIGNED, kind=Kind.RETURNED, signer="", at=RETURNED.at), BY_THEN), Basis.READ_OFF, False),
    ],
)
def test_what_counts_hangs_on_all_that_is_known_and_on_no_order(
    reports: list[Report], records: tuple[OnRecord, ...], basis: Basis, is_contradicted: bool
) -> None:
    random = Random(7)
    for _ in range(10):
        told, own = random.sample(reports * 2, len(reports) * 2), random.sample(records, len(records))
        shipment = replace(SHIPMENT, on_record=tuple(own))
        standing = standing_of(shipment, judge(shipment, told, MUCH_LATER), MUCH_LATER)
        assert (standing.basis, standing.is_contradicted) == (basis, is_contradicted)
        assert (standing.proved is not None) == (basis is Basis.PROOF)


def test_what_a_carrier_dates_ahead_counts_when_it_comes() -> None:
    verdict = judge(SHIPMENT, SIGNED_FOR, MUCH_LATER)

    assert standing_of(SHIPMENT, verdict, DELIVERED.at - HOUR).basis is Basis.NOTHING
    assert standing_of(SHIPMENT, verdict, DELIVERED.at).proved == DELIVERED
    assert standing_of(replace(SHIPMENT, gives_proof=False), verdict, MUCH_LATER).basis is Basis.NOTHING


def test_a_clock_of_the_carrier_that_is_a_little_ahead_is_no_defect() -> None:
    reports = planted(SIGNED_FOR, DELIVERED, heard_at=DELIVERED.at - timedelta(minutes=9))

    assert judge(SHIPMENT, reports, MUCH_LATER).is_proof


@pytest.mark.parametrize("kind", [Kind.LOST, Kind.DAMAGED, Kind.STOLEN])
def test_a_mishap_is_no_outcome_and_nothing_more_is_waited_for(kind: Kind) -> None:
    verdict = judge(SHIPMENT, [HANDED, said(kind, DAY), CLOSED], MUCH_LATER)

    assert (verdict.stage, verdict.mishap, verdict.is_proof) == (Stage.MISHAP, kind, False)
    assert silent_from(SHIPMENT, verdict) is None


def test_silence_is_counted_from_the_last_that_was_heard() -> None:
    nothing = judge(SHIPMENT, [], SEALED)
    tried = judge(SHIPMENT, [HANDED, TRIED[0]], SEALED)

    assert silent_from(SHIPMENT, nothing) == SEALED + 2 * DAY
    assert silent_from(SHIPMENT, tried) == TRIED[0].heard_at + 6 * DAY
    assert silent_from(SHIPMENT, judge(SHIPMENT, [HANDED, DELIVERED], SEALED)) == DELIVERED.heard_at + 7 * DAY
    assert silent_from(SHIPMENT, judge(SHIPMENT, SIGNED_FOR, SEALED)) is None
    assert silent_from(replace(SHIPMENT, product=Product.PLAIN), nothing) is None, "a plain letter tells nothing"
