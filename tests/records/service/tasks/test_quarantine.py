"""One row that makes no sense is set aside with a task for people; all the others of its chunk go their way."""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from songda.channels.contract import Outcome, Sent
from songda.channels.contract import Receipt as Read
from songda.core.delivery.states import FIRST_QUARANTINE, LONGEST_QUARANTINE, next_try_in_quarantine
from songda.records.ground.evidence.models import Event
from songda.records.law.decisions.ask_law import ask_law
from songda.records.matter.cases.actions import Reason
from songda.records.service.attempts.models import Attempt, RawReport
from songda.records.service.attempts.outgoing import Claim
from songda.records.service.attempts.reports import apply_reports
from songda.records.service.attempts.submissions import note_sent
from songda.records.service.findings.models import Finding
from songda.records.service.orders.models import Envelope
from songda.records.service.tasks.by_hand import close_by_hand
from songda.records.service.tasks.models import Task
from tests import make
from tests.channels.fake.script import ARRIVES
from tests.records.stage import NOW, WINDOW, Stage, defendant, envelope, state_of
from tests.records.superuser import change

pytestmark = pytest.mark.database


def three() -> list[Envelope]:
    """Three envelopes; each test spoils the one in the middle."""
    return [envelope(defendant(make.case())) for _ in range(3)]


def a_paper_kind(of: Envelope) -> None:
    change("UPDATE papers_paper SET kind = 'banana' WHERE case_id = %s", of.case_id)


def a_stage(of: Envelope) -> None:
    change("UPDATE cases_case SET stage = 'limbo' WHERE id = %s", of.case_id)


def a_consent(of: Envelope) -> None:
    change("UPDATE parties_consent SET ground = 'because' WHERE party_id = %s", of.party_id)


def a_person(of: Envelope) -> None:
    change("UPDATE parties_party SET kind = 'ghost' WHERE id = %s", of.party_id)


def an_address_class(of: Envelope) -> None:
    change("UPDATE attempts_attempt SET address_class = 'guessed' WHERE envelope_id = %s", of.id)


def a_way(of: Envelope) -> None:
    change("UPDATE attempts_attempt SET counts_as = 'pigeon' WHERE envelope_id = %s", of.id)


SPOILS_DECISIONS = (a_paper_kind, a_stage, a_consent, a_person, an_address_class, a_way)
SPOILS_STEPS = (a_paper_kind, a_stage, a_consent, a_person)


@pytest.mark.parametrize("spoil", SPOILS_DECISIONS)
def test_an_envelope_that_cannot_be_decided_holds_no_other_up(spoil: Callable[[Envelope], None]) -> None:
    first, bad, last = three()
    stage = Stage(ARRIVES)
    stage.send()
    stage.apply()
    spoil(bad)
    assert ask_law(NOW) == 3
    decided = set(Finding.objects.filter(status="effective").values_list("service__envelope_id", flat=True))
    assert decided == {first.id, last.id}
    task = Task.objects.get(envelope=bad)
    assert (task.kind, task.reason) == ("mend_envelope", "facts_undecided")
    bad.refresh_from_db()
    assert bad.ask_law_at == NOW + FIRST_QUARANTINE


@pytest.mark.parametrize("spoil", SPOILS_STEPS)
def test_an_envelope_without_a_possible_next_step_holds_no_other_up(spoil: Callable[[Envelope], None]) -> None:
    first, bad, last = three()
    spoil(bad)
    stage = Stage(ARRIVES)
    assert stage.advance() == 3
    assert set(Attempt.objects.values_list("envelope_id", flat=True)) == {first.id, last.id}
    assert Task.objects.get(envelope=bad).reason == "step_undecided"
    bad.refresh_from_db()
    assert bad.next_step_at == NOW + FIRST_QUARANTINE
    assert stage.advance() == 0


def test_what_was_mended_goes_its_way_and_its_task_is_closed() -> None:
    _, bad, _ = three()
    a_paper_kind(bad)
    stage = Stage(ARRIVES)
    stage.send()
    change("UPDATE papers_paper SET kind = 'summons' WHERE case_id = %s", bad.case_id)
    stage.now += timedelta(minutes=2)
    stage.send()
    assert state_of(bad) == "accepted"
    task = Task.objects.get(envelope=bad)
    assert (task.closed_by, task.closed_at) == ("engine", stage.now)
    assert Event.objects.filter(stream=f"task:{task.id}").count() == 2


def test_the_waits_grow_and_one_task_stays_one_task() -> None:
    _, bad, _ = three()
    a_paper_kind(bad)
    stage, waits = Stage(ARRIVES), []
    for _ in range(12):
        stage.advance()
        bad.refresh_from_db()
        assert bad.next_step_at is not None
        waits.append(bad.next_step_at - stage.now)
        stage.now = bad.next_step_at
    assert waits == sorted(waits)
    assert (waits[0], waits[-1]) == (FIRST_QUARANTINE, LONGEST_QUARANTINE)
    assert Task.objects.filter(envelope=bad).count() == 1


def test_a_task_that_was_closed_too_early_comes_back() -> None:
    _, bad, _ = three()
    a_paper_kind(bad)
    stage = Stage(ARRIVES)
    stage.advance()
    close_by_hand(Task.objects.get(envelope=bad), Reason("looked at"), None, "staff:x", stage.now)
    stage.now += timedelta(minutes=2)
    stage.advance()
    assert Task.objects.filter(envelope=bad, closed_at=None).count() == 1


def test_what_is_logged_tells_the_kind_of_error_and_nothing_of_the_person(caplog: pytest.LogCaptureFixture) -> None:
    _, bad, _ = three()
    a_person(bad)
    with caplog.at_level(logging.ERROR):
        Stage(ARRIVES).advance()
    assert "ValueError" in caplog.text
    assert "ghost" not in caplog.text


def test_a_message_that_cannot_be_written_holds_no_other_up() -> None:
    first, bad, last = three()
    stage = Stage(ARRIVES)
    stage.advance()
    change("UPDATE parties_address SET value_sealed = '\\x0001' WHERE party_id = %s", bad.party_id)
    claims = stage.claim()
    assert [Attempt.objects.get(id=c.attempt_id).envelope_id for c in claims] == [first.id, last.id]
    assert Task.objects.get(envelope=bad).reason == "message_failed"
    waiting = Attempt.objects.get(envelope=bad)
    assert (waiting.state, waiting.send_after) == ("pending", NOW + FIRST_QUARANTINE)
    assert stage.claim() == []


def test_an_outcome_that_cannot_be_noted_holds_no_other_up() -> None:
    first, bad, last = three()
    stage = Stage(ARRIVES)
    stage.advance()
    claims = stage.claim()
    codes = ["ok", "\x00", "ok"]  # no text column takes the one in the middle
    outcomes = [accepted(claim, code) for claim, code in zip(claims, codes, strict=True)]
    note_sent("sms", outcomes, WINDOW, NOW)
    assert [state_of(one) for one in (first, bad, last)] == ["accepted", "submitting", "accepted"]


def accepted(claim: Claim, code: str) -> Sent:
    return Sent(str(claim.attempt_id), Outcome.ACCEPTED, code, "", NOW, NOW)


def test_a_report_that_cannot_be_worked_with_holds_no_other_up() -> None:
    first, bad, last = three()
    stage = Stage(ARRIVES)
    stage.send()
    stage.keep()
    bad_part = Attempt.objects.get(envelope=bad).parts.get().provider_id

    def read(body: bytes) -> list[Read]:
        """A reader that gives a report of one message as no kind that there is."""
        receipts = stage.channel.read_report(body)
        return [replace(r, kind="no kind of report") if r.provider_id == bad_part else r for r in receipts]

    assert apply_reports({"sms": read}, NOW) == 3
    assert [state_of(one) for one in (first, bad, last)] == ["arrived", "accepted", "arrived"]
    assert Task.objects.get(envelope=bad).reason == "report_failed"
    assert RawReport.objects.get(read_at=None).unread_since == NOW + timedelta(seconds=1)
    assert apply_reports({"sms": stage.channel.read_report}, NOW + timedelta(seconds=2)) == 1
    assert state_of(bad) == "arrived"


def test_waits_are_as_long_as_all_before_them() -> None:
    since = NOW
    assert next_try_in_quarantine(since, since) - since == timedelta(minutes=1)
    assert next_try_in_quarantine(since, since + timedelta(hours=2)) - since == timedelta(hours=4)
    assert next_try_in_quarantine(since, since + timedelta(days=9)) - since == timedelta(days=9, hours=6)
