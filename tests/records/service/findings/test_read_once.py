"""The answer of a finding is read once, and anew where another is put in its place."""

import pytest

from songda.records.law.decisions.ask_law import ask_law
from songda.records.service.findings.models import Finding
from tests import make
from tests.records.stage import NOW, Stage, defendant, envelope

pytestmark = pytest.mark.database


def test_an_answer_is_read_once_and_anew_when_it_is_another() -> None:
    envelope(defendant(make.case()))
    stage = Stage()
    stage.send()
    ask_law(NOW)
    stage.apply()
    ask_law(NOW)
    finding = Finding.objects.get()
    first = finding.decision
    assert finding.decision is first
    finding.record = {**finding.record}
    assert finding.decision is not first
    assert finding.decision == first
