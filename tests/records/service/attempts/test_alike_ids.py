"""Reports whose ids are written otherwise still find their message; those that fit none are told of."""

from dataclasses import replace
from datetime import timedelta

import pytest

from songda.channels.contract import RawReport as Report
from songda.channels.contract import Receipt as Read
from songda.channels.contract import ReportKind
from songda.records.service.attempts.matching import are_similar
from songda.records.service.attempts.models import Part, RawReport
from songda.records.service.attempts.reports import (
    _ANSWER_COMES_FIRST,
    PATIENCE,
    Reader,
    apply_reports,
    unmatched_reports,
)
from songda.site.checkup.database import ask_database
from tests import make
from tests.channels.fake.script import Script
from tests.records.stage import Stage, defendant, envelope, state_of

ALIKE = [("0af3", "AF3"), ("3e8", "1000"), ("1000", "3E8"), ("00017", "17"), ("AB-12", "ab-12")]
UNLIKE = [("0af3", "af4"), ("", ""), ("0", "00"), ("xyz", "zyx"), ("12", "21"), ("é", "e9")]


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_ids_that_may_be_one(one: str, other: str) -> None:
    assert are_similar(one, other)
    assert are_similar(other, one)


@pytest.mark.parametrize(("one", "other"), UNLIKE)
def test_ids_that_are_not(one: str, other: str) -> None:
    assert not are_similar(one, other)


def otherwise(stage: Stage, *, with_reference: bool) -> Reader:
    """As a centre that answers in hexadecimal and reports in decimal, and gives no part back."""

    def read(body: bytes) -> list[Read]:
        (told,) = stage.channel.read_report(body)
        known = Part.objects.get(attempt_id=int(told.ref_tail or 0), number=told.part or 0).provider_id
        return [
            replace(
                told, provider_id=str(int(known, 16)), part=None, ref_tail=told.ref_tail if with_reference else None
            )
        ]

    return read


@pytest.mark.database
@pytest.mark.parametrize("with_reference", [True, False])
@pytest.mark.parametrize("parts", [1, 2])
def test_a_report_in_another_form_finds_its_message_and_part(parts: int, with_reference: bool) -> None:
    script = Script(parts=parts, after=(ReportKind.ARRIVED,))
    stage, served = Stage(script), envelope(defendant(make.case()))
    stage.send()
    for place, part in enumerate(Part.objects.order_by("number")):
        Part.objects.filter(id=part.id).update(provider_id=f"{0xBEEF00 + place:08x}")
    stage.keep()
    apply_reports({"sms": otherwise(stage, with_reference=with_reference)}, stage.now)
    assert state_of(served) == "arrived"


@pytest.mark.database
def test_a_report_that_fits_nothing_is_told_while_it_waits_and_when_it_is_given_up() -> None:
    stage = Stage()
    body = b'{"kind":"arrived","code":"X","id":"nobody-1","ref":"000000000000000000","to":"13800000000","part":1}'
    stage.held = [Report("sms", "stage", body, stage.now)]
    stage.apply()
    assert not unmatched_reports(stage.now).exists()
    assert unmatched_reports(stage.now + _ANSWER_COMES_FIRST).count() == 1
    stage.now += PATIENCE
    RawReport.objects.update(unread_since=stage.now)
    apply_reports({"sms": stage.channel.read_report}, stage.now + timedelta(seconds=1))
    assert RawReport.objects.get().read_at is not None
    assert ask_database().unmatched == 1
