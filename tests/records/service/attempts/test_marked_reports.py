"""A report that comes back under our mark needs no address, and one that nobody can read is for a person."""

import pytest

from songda.channels.contract import Outcome, Part, ReportKind, Sent
from songda.channels.contract import RawReport as Report
from songda.channels.contract import Receipt as Read
from songda.records.service.attempts.models import Attempt, RawReport, Receipt
from songda.records.service.attempts.models import Part as PartRow
from songda.records.service.attempts.reports import apply_reports, keep_reports
from songda.records.service.attempts.submissions import note_sent
from songda.records.service.orders.models import Envelope
from songda.records.service.tasks.models import Task
from tests import make
from tests.channels.fake.script import NEVER_REPORTS
from tests.records.stage import WINDOW, Stage, defendant, envelope, state_of

pytestmark = pytest.mark.database
NOW = make.NOW


def sent() -> Envelope:
    of = envelope(defendant(make.case()))
    Stage(NEVER_REPORTS).send()
    return of


def told(of: Envelope, kind: ReportKind, code: str, **more: bool) -> None:
    """A report about the message comes in, which names no address."""
    ref = str(Attempt.objects.get(envelope=of).id).zfill(18)
    RawReport.objects.update(read_at=NOW)
    keep_reports([Report("sms", "centre", code.encode(), NOW)])
    apply_reports({"sms": lambda _body: [Read(kind, code, ref_tail=ref, **more)]}, NOW)


def test_a_marked_failure_is_found_without_an_address_and_an_unmarked_one_is_nobody_s() -> None:
    of = sent()
    told(of, ReportKind.SAID_FAILED, "said:5.1.1")
    assert (state_of(of), Receipt.objects.count()) == ("accepted", 0)
    told(of, ReportKind.SAID_FAILED, "said:5.1.1", is_marked=True)
    assert state_of(of) == "failed"


def test_what_nobody_can_read_changes_nothing_and_asks_a_person() -> None:
    of = sent()
    told(of, ReportKind.UNRECOGNISED, "unread:bounce", is_marked=True, needs_person=True)
    assert state_of(of) == "accepted"
    assert Receipt.objects.get().code == "unread:bounce"
    (task,) = Task.objects.filter(envelope=of)
    assert (task.kind, task.reason) == ("check_outcome", "report_unread")


def test_an_automatic_answer_asks_nobody() -> None:
    of = sent()
    told(of, ReportKind.UNRECOGNISED, "automatic-answer", is_marked=True)
    assert (state_of(of), Task.objects.filter(envelope=of).count()) == ("accepted", 0)


def test_ids_that_a_centre_leaves_empty_are_no_ids_and_reports_find_their_message_by_its_reference() -> None:
    both = [envelope(defendant(make.case())) for _ in range(2)]
    stage = Stage(NEVER_REPORTS)
    stage.advance()
    claims = stage.claim()
    note_sent(
        "sms", [Sent(c.message.ref, Outcome.ACCEPTED, "0", "", NOW, NOW, (Part(1, ""),)) for c in claims], WINDOW, NOW
    )
    assert not PartRow.objects.exists()
    first, second = (next(c for c in claims if c.attempt_id == _id(of)) for of in both)
    keep_reports([Report("sms", "centre", b"one", NOW)])
    told = Read(ReportKind.ARRIVED, "DELIVRD", ref_tail=first.message.ref.zfill(18), to=first.message.to)
    apply_reports({"sms": lambda _body: [told]}, NOW)
    assert [state_of(of) for of in both] == ["arrived", "accepted"]
    assert second.message.to != first.message.to


def _id(of: Envelope) -> int:
    return int(Attempt.objects.get(envelope=of).id)
