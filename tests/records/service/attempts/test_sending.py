"""From plan to arrival: what is sent once is sent once, and no order of receipts confuses the state."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from songda.channels.contract import Outcome, ReportKind, Sent, Slip
from songda.channels.contract import Receipt as Read
from songda.channels.sms.entry import ENTRY as SMS
from songda.records.ground.evidence.models import Event
from songda.records.matter.cases.actions import Reason
from songda.records.service.attempts import submissions
from songda.records.service.attempts.models import Attempt, Part, RawReport, Receipt
from songda.records.service.attempts.outgoing import claim_urgent
from songda.records.service.attempts.reports import Reader, apply_reports
from songda.records.service.attempts.states import ask_about_unknown
from songda.records.service.attempts.submissions import doubt_dead_claims, expire_silence, note_sent
from songda.records.service.orders.actions import OrderDraft, place_order
from songda.records.service.orders.due import FEW
from songda.records.service.tasks.by_hand import close_by_hand
from songda.records.service.tasks.models import Task
from tests import make
from tests.channels.fake.script import (
    ARRIVES_FIRST,
    ARRIVES_LATER,
    ARRIVES_TWICE,
    BOUNCES,
    FAILS,
    NEVER_REPORTS,
    NOT_SENT,
    REJECTED,
    THROTTLED,
    UNKNOWN,
    UNKNOWN_BUT_ARRIVES,
    Script,
)
from tests.records.stage import NOW, WINDOW, Stage, defendant, envelope, paper, say_not_me, state_of

pytestmark = pytest.mark.database


def names(stream_start: str = "attempt:") -> list[str]:
    rows = Event.objects.filter(stream__startswith=stream_start).order_by("number")
    return list(rows.values_list("name", flat=True))


def test_a_message_is_planned_sent_and_arrives_with_one_event_each() -> None:
    stage, served = Stage(), envelope(defendant(make.case()))
    stage.send()
    assert state_of(served) == "accepted"
    stage.apply()
    assert state_of(served) == "arrived"
    assert names() == ["attempt.planned", "attempt.sent", "attempt.arrived"]


def test_the_words_that_went_out_are_kept_sealed() -> None:
    stage, served = Stage(), envelope(defendant(make.case()))
    stage.send()
    attempt = Attempt.objects.get(envelope=served)
    text = stage.channel.taken[0].text
    assert served.case.number in text
    assert "12368" in text
    assert served.party.name not in text
    assert attempt.text_sealed is not None
    assert text.encode() not in bytes(attempt.text_sealed)


def test_a_receipt_before_the_answer_of_the_provider_is_not_lost() -> None:
    stage, served = Stage(ARRIVES_FIRST), envelope(defendant(make.case()))
    stage.advance()
    claims = stage.claim()
    stage.hand_over(claims, note=False)
    stage.apply()
    assert state_of(served) == "arrived"


def test_that_a_message_left_is_told_though_its_receipt_came_first() -> None:
    stage, served = Stage(ARRIVES_FIRST), envelope(defendant(make.case()))
    stage.advance()
    answers = asyncio.run(stage.channel.submit([claim.message for claim in stage.claim()]))
    stage.apply()
    for _ in range(2):  # the answer is noted once, however often it comes
        note_sent("sms", answers, WINDOW, stage.now)
    attempt = Attempt.objects.get(envelope=served)
    assert (attempt.state, attempt.submitted_at) == ("arrived", answers[0].ended_at)
    assert [name for name in names() if name.startswith("attempt.")] == [
        "attempt.planned",
        "attempt.arrived",
        "attempt.sent",
    ]
    say_not_me(served, stage.now)
    assert served.party.addresses.get().is_disowned  # it went there, so what is said of the number counts


def test_a_late_answer_of_the_provider_does_not_undo_a_receipt() -> None:
    stage, served = Stage(ARRIVES_FIRST), envelope(defendant(make.case()))
    stage.send()  # the receipt is held back until the hand-over is noted
    stage.apply()
    assert state_of(served) == "arrived"
    stage.hand_over([])
    assert state_of(served) == "arrived"


def test_the_same_receipt_twice_is_one_receipt_and_one_event() -> None:
    stage = Stage(ARRIVES_TWICE)
    envelope(defendant(make.case()))
    stage.send()
    stage.apply()
    assert RawReport.objects.count() == 2
    assert names().count("attempt.arrived") == 1


def test_reading_the_same_reports_again_changes_nothing() -> None:
    stage, served = Stage(), envelope(defendant(make.case()))
    stage.send()
    stage.apply()
    RawReport.objects.update(read_at=None)
    stage.apply()
    assert state_of(served) == "arrived"
    assert Receipt.objects.count() == 1
    assert names().count("attempt.arrived") == 1


def test_a_bounce_takes_the_arrival_back() -> None:
    stage, served = Stage(BOUNCES), envelope(defendant(make.case()))
    stage.send()
    stage.apply()
    assert state_of(served) == "failed"


def test_one_lost_part_means_that_the_message_did_not_arrive() -> None:
    stage, served = Stage(Script(parts=2, later=(ReportKind.ARRIVED,))), envelope(defendant(make.case()))
    stage.send()
    stage.release()
    stage.held.pop()
    stage.apply()
    assert state_of(served) == "accepted"
    stage.now += WINDOW + timedelta(seconds=1)
    expire_silence(WINDOW, stage.now)
    assert state_of(served) == "expired"


def test_silence_is_an_outcome_and_a_later_receipt_still_counts() -> None:
    stage, served = Stage(ARRIVES_LATER), envelope(defendant(make.case()))
    stage.send()
    stage.now += WINDOW + timedelta(seconds=1)
    assert expire_silence(WINDOW, stage.now) == 1
    assert state_of(served) == "expired"
    stage.release()
    stage.apply()
    assert state_of(served) == "arrived"


@pytest.mark.parametrize("script", [THROTTLED, NOT_SENT], ids=["throttled", "not sent"])
def test_what_was_not_sent_is_tried_again_later(script: Script) -> None:
    stage, served = Stage(script), envelope(defendant(make.case()))
    stage.send()
    assert state_of(served) == "pending"
    assert stage.claim() == []
    stage.now += timedelta(seconds=6)
    assert len(stage.claim()) == 1


def test_a_refusal_by_the_provider_is_final() -> None:
    stage, served = Stage(REJECTED), envelope(defendant(make.case()))
    stage.send()
    assert state_of(served) == "rejected"
    stage.advance()
    assert Task.objects.get(envelope=served).reason == "unreachable"


def test_an_unknown_outcome_is_never_sent_again() -> None:
    envelope(defendant(make.case()))
    stage = Stage(UNKNOWN)
    stage.send()
    stage.now += timedelta(days=1)
    stage.advance()
    assert stage.claim() == []
    stage.now += WINDOW
    expire_silence(WINDOW, stage.now)
    stage.advance()
    assert len(stage.channel.taken) == 1


def test_after_an_hour_a_person_is_to_ask_the_provider_once() -> None:
    stage, served = Stage(UNKNOWN), envelope(defendant(make.case()))
    stage.send()
    assert ask_about_unknown(stage.now + timedelta(minutes=59)) == 0
    assert ask_about_unknown(stage.now + timedelta(hours=1)) == 1
    task = Task.objects.get(envelope=served, kind="check_outcome")
    assert task.due_at == stage.now + timedelta(hours=5)
    close_by_hand(task, Reason("asked them"), None, "staff:x", stage.now + timedelta(hours=2))
    assert ask_about_unknown(stage.now + timedelta(hours=3)) == 0


def test_a_late_report_answers_what_a_person_was_to_ask() -> None:
    stage, served = Stage(UNKNOWN_BUT_ARRIVES), envelope(defendant(make.case()))
    stage.send()
    stage.now += timedelta(hours=2)
    ask_about_unknown(stage.now)
    stage.release()
    stage.apply()
    assert state_of(served) == "arrived"
    assert Task.objects.get(envelope=served, kind="check_outcome").closed_by == "engine"


def test_an_unknown_outcome_is_resolved_by_its_receipt() -> None:
    stage, served = Stage(UNKNOWN_BUT_ARRIVES), envelope(defendant(make.case()))
    stage.send()
    assert state_of(served) == "unknown"
    stage.release()
    stage.apply()
    assert state_of(served) == "arrived"


def test_a_worker_that_died_while_sending_leaves_a_doubt_and_no_second_message() -> None:
    stage, served = Stage(ARRIVES_LATER), envelope(defendant(make.case()))
    stage.advance()
    stage.hand_over(stage.claim(), note=False)
    assert doubt_dead_claims(WINDOW, stage.now + timedelta(days=1)) == 0  # however long: its worker lives
    stage.die()
    assert doubt_dead_claims(WINDOW, stage.now) == 1
    assert state_of(served) == "unknown"
    assert stage.claim() == []
    stage.release()
    stage.apply()
    assert state_of(served) == "arrived"
    assert len(stage.channel.taken) == 1


def test_a_worker_taken_for_dead_that_wrote_nothing_gives_its_message_back() -> None:
    stage, served = Stage(), envelope(defendant(make.case()))
    stage.advance()
    claims = stage.claim()
    stage.die()
    doubt_dead_claims(WINDOW, stage.now)
    assert state_of(served) == "unknown"
    kept = list[Sent]()
    asyncio.run(stage.channel.submit([c.message for c in claims], Slip(may_write=lambda _ref: False, note=kept.append)))
    note_sent("sms", kept, WINDOW, stage.now)
    assert state_of(served) == "pending"
    stage.hand_over(stage.claim())
    assert len(stage.channel.taken) == 1


def test_what_was_never_sent_is_tried_for_days_and_is_nobody_s_silence() -> None:
    stage, served = Stage(NOT_SENT), envelope(defendant(make.case()))
    stage.advance()
    for day in range(5):
        stage.now = NOW + timedelta(days=day)
        stage.hand_over(stage.claim())
        expire_silence(WINDOW, stage.now + timedelta(hours=23))
        assert state_of(served) == "pending"
    assert not Task.objects.filter(envelope=served, reason="unreachable").exists()


def test_a_code_and_a_single_order_are_claimed_before_what_many_wait_for() -> None:
    stage, case = Stage(), make.case()
    many = [defendant(case) for _ in range(FEW + 1)]
    place_order(OrderDraft(case.id, (paper(case).id,), tuple(p.id for p in many)), case.court, "engine", NOW)
    stage.advance()
    single = envelope(defendant(make.case()))
    stage.advance()
    urgent = claim_urgent(stage.sender, 20, NOW)
    assert [(Attempt.objects.get(id=c.attempt_id).envelope_id, c.message.is_urgent) for c in urgent] == [
        (single.id, True)
    ]
    assert not any(c.message.is_urgent for c in stage.claim())


def test_how_long_silence_may_last_is_asked_of_the_route(monkeypatch: pytest.MonkeyPatch) -> None:
    patient = replace(SMS.route, silence_window=timedelta(days=9))
    monkeypatch.setattr(submissions, "route_of", {"sms": patient}.get)
    stage, served = Stage(ARRIVES_LATER), envelope(defendant(make.case()))
    stage.advance()
    stage.hand_over(stage.claim(), note=False)
    stage.die()
    doubt_dead_claims(WINDOW, stage.now)
    assert Attempt.objects.get(envelope=served).expires_at == stage.now + timedelta(days=9)


def test_two_workers_never_claim_the_same_attempt() -> None:
    stage = Stage()
    for _ in range(3):
        envelope(defendant(make.case()))
    stage.advance()
    assert len(stage.claim()) == 3
    assert stage.claim() == []


def test_a_failure_hands_over_to_people() -> None:
    stage, served = Stage(FAILS), envelope(defendant(make.case()))
    stage.send()
    stage.apply()
    served.refresh_from_db()
    assert state_of(served) == "failed"
    assert served.ask_law_at is not None


def test_a_report_that_fits_nothing_is_kept_and_looked_at_again() -> None:
    stage = Stage(NEVER_REPORTS)
    stage.held = [_stranger(stage)]
    assert stage.apply() == 1
    kept = RawReport.objects.get()
    assert kept.read_at is None
    assert kept.unread_since is not None


@pytest.mark.parametrize("wrong", [OverflowError, RecursionError, AttributeError, ValueError])
def test_a_report_that_cannot_be_read_holds_no_other_up(wrong: type[Exception]) -> None:
    stage, served = Stage(), envelope(defendant(make.case()))
    stage.send()
    stage.held.insert(0, replace(stage.held[0], body=b"sent in by a stranger"))
    stage.keep()

    def read(body: bytes) -> list[Read]:
        if body == b"sent in by a stranger":
            raise wrong
        return stage.channel.read_report(body)

    apply_reports({"sms": read}, stage.now)
    assert state_of(served) == "arrived"
    assert not RawReport.objects.filter(read_at=None).exists()


def test_a_report_with_characters_that_no_column_takes_is_still_applied() -> None:
    stage, served = Stage(), envelope(defendant(make.case()))
    stage.send()
    stage.keep()

    def read(body: bytes) -> list[Read]:
        return [replace(receipt, code="2.0.0\0") for receipt in stage.channel.read_report(body)]

    apply_reports({"sms": read}, stage.now)
    assert state_of(served) == "arrived"
    assert Receipt.objects.get().code == "2.0.0"


def test_bytes_that_are_no_report_are_kept_and_change_nothing() -> None:
    stage, served = Stage(NEVER_REPORTS), envelope(defendant(make.case()))
    stage.send()
    stage.held = [_with_body(stage, b"\x00forged")]
    stage.apply()
    assert state_of(served) == "accepted"
    assert RawReport.objects.get().read_at is not None


def without_part(stage: Stage) -> Reader:
    """A reader for providers whose reports do not say which part they mean."""
    return lambda body: [replace(receipt, part=None) for receipt in stage.channel.read_report(body)]


def test_parts_are_told_apart_by_the_providers_ids_before_its_answer_is_known() -> None:
    stage, served = Stage(Script(parts=2, before=(ReportKind.ARRIVED,))), envelope(defendant(make.case()))
    stage.advance()
    claims = stage.claim()
    stage.hand_over(claims, note=False)
    stage.keep()
    apply_reports({"sms": without_part(stage)}, stage.now)
    assert state_of(served) == "arrived"
    assert list(Receipt.objects.order_by("part").values_list("part", flat=True)) == [1, 2]


def test_one_part_twice_is_not_both_parts() -> None:
    stage, served = Stage(Script(parts=2, before=(ReportKind.ARRIVED,))), envelope(defendant(make.case()))
    stage.advance()
    stage.hand_over(stage.claim(), note=False)
    stage.held = [stage.held[0], stage.held[0]]
    stage.keep()
    apply_reports({"sms": without_part(stage)}, stage.now)
    assert state_of(served) == "submitting"


def test_parts_keep_the_ids_of_the_provider() -> None:
    stage = Stage(Script(parts=3))
    envelope(defendant(make.case()))
    stage.send()
    assert list(Part.objects.order_by("number").values_list("number", flat=True)) == [1, 2, 3]


def _stranger(stage: Stage):  # type: ignore[no-untyped-def]
    body = b'{"kind":"arrived","code":"X","id":"nobody-1","ref":"000000000000000000","to":"13800000000","part":1}'
    return _with_body(stage, body)


def _with_body(stage: Stage, body: bytes):  # type: ignore[no-untyped-def]
    from songda.channels.contract import RawReport as Report

    return Report("sms", "stage", body, stage.now)


def test_outcomes_of_the_contract_are_all_understood() -> None:
    for outcome in Outcome:
        stage, served = Stage(Script(outcome, "x")), envelope(defendant(make.case()))
        stage.send()
        assert state_of(served) in {"accepted", "rejected", "pending", "unknown"}


TIMES = [
    ("a time of the provider's is taken as it is", 90, 100, 90),
    ("rounded down to the minute it means the moment of handing over", -40, 100, 0),
    ("a time long before the hand-over is none", -4000, 100, 100),
    ("a time after the report came is the report's", 130, 100, 100),
    ("a time in the far future is none", 4000, 100, 100),
]


@pytest.mark.parametrize(("told", "received", "counts"), [row[1:] for row in TIMES], ids=[row[0] for row in TIMES])
def test_when_something_happened(told: int, received: int, counts: int) -> None:
    stage, served = Stage(), envelope(defendant(make.case()))
    stage.send()
    claimed, stage.now = stage.now, stage.now + timedelta(seconds=received)
    stage.held = [replace(stage.held[0], received_at=stage.now)]
    stage.keep()
    moment = claimed + timedelta(seconds=told)

    def reader(body: bytes) -> list[Read]:
        return [replace(receipt, happened_at=moment) for receipt in stage.channel.read_report(body)]

    apply_reports({"sms": reader}, stage.now)
    assert Attempt.objects.get(envelope=served).arrived_at == claimed + timedelta(seconds=counts)
