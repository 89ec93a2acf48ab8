"""Every finding names the rules that gave it; a finding that only changes its words is told to nobody."""

from dataclasses import replace
from datetime import timedelta

import pytest

from songda.core.law import Citation, Standing, profile_of
from songda.records.ground.evidence.models import Event
from songda.records.law.decisions.ask_law import ask_law
from songda.records.service.findings.models import Finding
from songda.records.service.findings.write import substance
from songda.records.service.orders.models import Envelope
from tests import make
from tests.records.law_of_the_day import earlier
from tests.records.stage import NOW, Stage, defendant, envelope

pytestmark = pytest.mark.database
PRESENT = profile_of("cn").version


def served() -> tuple[Envelope, Stage]:
    """An envelope whose message arrived, settled."""
    made, stage = envelope(defendant(make.case())), Stage()
    stage.send()
    stage.apply()
    stage.now += timedelta(seconds=1)
    ask_law(stage.now)
    return made, stage


def test_a_finding_and_its_event_name_the_rules_that_gave_the_answer() -> None:
    served()
    assert Finding.objects.get().law_version_id == PRESENT
    assert Event.objects.get(name="service.effective").data["law_version"] == PRESENT


def test_settling_again_under_newer_rules_that_say_the_same_only_notes_their_version() -> None:
    _, stage = served()
    Finding.objects.update(law_version=earlier(), certificate_due_at=None)
    before = Finding.objects.values("record", "decided_at").get()
    Envelope.objects.update(ask_law_at=stage.now)
    ask_law(stage.now + timedelta(hours=1))
    after = Finding.objects.get()
    assert after.law_version_id == PRESENT
    assert {"record": after.record, "decided_at": after.decided_at} == before
    assert after.certificate_due_at is None
    assert Event.objects.filter(stream__startswith="service:").count() == 1


def test_settling_again_under_the_same_rules_writes_no_finding() -> None:
    _, stage = served()
    Envelope.objects.update(ask_law_at=stage.now)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(Finding.objects), "bulk_create", lambda *_, **__: pytest.fail("a finding was written"))
        ask_law(stage.now)


def test_the_substance_of_an_answer_is_everything_but_its_steps() -> None:
    served()
    answer = Finding.objects.get().decision
    assert answer.default_judgment is not None
    other_steps = replace(answer, findings=(), default_judgment=answer.default_judgment._replace(conditions=()))
    assert substance(other_steps) == substance(answer)
    guard = answer.default_judgment._replace(safe=not answer.default_judgment.safe)
    for other in (
        replace(answer, effective_at=NOW - timedelta(days=9)),
        replace(answer, rules=(Citation("cn.olr.99", Standing.CONFIRMED),)),
        replace(answer, default_judgment=guard),
    ):
        assert substance(other) != substance(answer)
