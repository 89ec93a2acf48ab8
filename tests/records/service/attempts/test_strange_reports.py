"""Reports of a centre that counts strangely: nobody's message takes what was reported of another's."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from songda.channels.contract import Part as Taken
from songda.channels.contract import Receipt as Read
from songda.channels.contract import ReportKind
from songda.core.evidence.canonical import canonical
from songda.records.service.attempts.models import Attempt, Part, RawReport, Receipt
from songda.records.service.attempts.reports import apply_reports
from songda.records.service.attempts.submissions import note_sent
from songda.records.service.orders.models import Envelope
from tests import make
from tests.channels.fake.script import NEVER_REPORTS, UNKNOWN_BUT_ARRIVES, Script
from tests.records.stage import WINDOW, Stage, defendant, envelope, state_of

pytestmark = pytest.mark.database

TWO_PARTS = Script(UNKNOWN_BUT_ARRIVES.outcome, "no-answer", later=(ReportKind.ARRIVED,), parts=2)


def telling(stage: Stage, **other: Any) -> Callable[[bytes], list[Read]]:
    """A centre whose reports say something else than they should."""
    return lambda body: [replace(receipt, **other) for receipt in stage.channel.read_report(body)]


def sent_to(stage: Stage) -> Envelope:
    served = envelope(defendant(make.case()))
    stage.send()
    return served


def reported(stage: Stage, served: Envelope, **said: object) -> None:
    """A report that the centre brings about this envelope's message, but for what is said otherwise."""
    attempt = Attempt.objects.get(envelope=served)
    told: Mapping[str, Any] = {
        "kind": "arrived",
        "code": "DELIVRD",
        "id": f"fake-{attempt.id}-1",
        "ref": str(attempt.id).zfill(18),
        "to": attempt.address.value,
        "part": 1,
        **said,
    }
    stage.held.append(_raw(stage, canonical(told)))


def _raw(stage: Stage, body: bytes) -> Any:
    from songda.channels.contract import RawReport as Report

    return Report("sms", "stage", body, stage.now)


def test_a_number_of_a_part_that_the_message_does_not_have_makes_no_arrival() -> None:
    stage = Stage(TWO_PARTS)
    served = sent_to(stage)
    for number in (1, 7):
        reported(stage, served, id="", part=number)
    stage.apply()
    assert state_of(served) == "unknown"


@pytest.mark.parametrize("number", [2, 9, 40])
def test_the_only_part_has_arrived_whatever_number_the_centre_gives_it(number: int) -> None:
    stage = Stage(UNKNOWN_BUT_ARRIVES)
    served = sent_to(stage)
    reported(stage, served, id="", part=number)
    stage.apply()
    assert state_of(served) == "arrived"


def test_an_id_that_the_centre_gives_anew_is_read_with_the_number_that_it_was_given_for() -> None:
    stage = Stage(NEVER_REPORTS)
    first, second = sent_to(stage), sent_to(stage)
    reported(stage, second, id=Part.objects.get(attempt__envelope=first).provider_id)
    stage.apply()
    assert (state_of(first), state_of(second)) == ("accepted", "arrived")


def test_an_id_of_ours_with_a_stranger_s_number_is_nobody_s_arrival() -> None:
    stage = Stage(NEVER_REPORTS)
    served = sent_to(stage)
    reported(stage, served, to="13900009999")
    stage.apply()
    assert state_of(served) == "accepted"
    assert RawReport.objects.get().read_at is None


@pytest.mark.parametrize("shown", [None, "", "138****0001", "106812368"])
def test_a_centre_that_masks_the_number_is_still_understood_by_its_id(shown: str | None) -> None:
    stage = Stage(NEVER_REPORTS)
    served = sent_to(stage)
    reported(stage, served)
    stage.keep()
    apply_reports({"sms": telling(stage, to=shown)}, stage.now)
    assert state_of(served) == "arrived"


@pytest.mark.parametrize("said", ["'; DROP TABLE attempts_part; --", "x" * 60_000, "\\x00\u202e送", "%s%%n{0}"])
def test_an_id_of_any_letters_and_length_stops_nothing(said: str) -> None:
    stage = Stage(UNKNOWN_BUT_ARRIVES)
    strange, plain = sent_to(stage), sent_to(stage)
    reported(stage, strange, id=said, code=said)
    reported(stage, plain)
    stage.apply()
    assert state_of(plain) == "arrived"
    assert state_of(strange) == "arrived"


def test_a_message_that_was_taken_under_an_endless_id_is_sent_and_its_report_is_found() -> None:
    stage = Stage(NEVER_REPORTS)
    served = envelope(defendant(make.case()))
    stage.advance()
    (sent,) = asyncio.run(stage.channel.submit([one.message for one in stage.claim()]))
    note_sent("sms", [replace(sent, parts=(Taken(1, "x" * 60_000),))], WINDOW, stage.now)
    assert state_of(served) == "accepted"
    reported(stage, served, id="x" * 60_000)
    stage.apply()
    assert state_of(served) == "arrived"


def test_contradictions_by_the_dozen_leave_one_state_and_it_is_not_arrived() -> None:
    stage = Stage(NEVER_REPORTS)
    served = sent_to(stage)
    for n in range(24):
        reported(stage, served, kind=("arrived", "failed", "bounced")[n % 3], code=f"E{n % 5}")
    stage.apply()
    stage.apply()
    assert state_of(served) == "failed"
    assert Receipt.objects.count() == 15  # of each kind with each code one


def test_a_report_that_names_nothing_of_ours_is_not_looked_at_again() -> None:
    stage = Stage(NEVER_REPORTS)
    sent_to(stage)
    for _ in range(3):
        stage.held.append(_raw(stage, b"a stranger's mail"))
    stage.keep()
    stranger = Read(ReportKind.FAILED, "failed:5.1.1", to="li@mail.example")
    apply_reports({"sms": lambda _: [stranger]}, stage.now)
    assert not RawReport.objects.filter(read_at=None).exists()


def test_any_number_of_reports_that_fit_nothing_yet_takes_the_same_statements(
    django_assert_max_num_queries: Callable[..., Any],
) -> None:
    stage = Stage(NEVER_REPORTS)
    served = sent_to(stage)
    for n in range(60):
        reported(stage, served, id=f"unknown-{n}", to="13900000000")
    stage.keep()
    with django_assert_max_num_queries(25):
        apply_reports({"sms": stage.channel.read_report}, stage.now)
    waiting = RawReport.objects.filter(read_at=None)
    assert waiting.count() == 60
    assert {report.unread_since for report in waiting} == {stage.now + timedelta(seconds=1)}


def test_the_wait_grows_with_the_age_of_the_report() -> None:
    stage = Stage(NEVER_REPORTS)
    served = sent_to(stage)
    reported(stage, served, id="unknown", to="13900000000")
    stage.keep()
    for age, pause in ((0, 1), (60, 30), (3600, 1800)):
        RawReport.objects.update(unread_since=None)
        at = stage.now + timedelta(seconds=age)
        apply_reports({"sms": stage.channel.read_report}, at)
        assert RawReport.objects.get().unread_since == at + timedelta(seconds=pause)
