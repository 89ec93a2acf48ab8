"""The law is asked again by whoever has the proof: what a court seals against the law, with all its keys, is found."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from songda.core.evidence.bundle import Bundle, open_bundle
from songda.core.evidence.deciding.again import decide_again
from songda.core.evidence.findings import Finding, Outcome
from songda.core.law import Decision, decide
from songda.records.ground.evidence.actions import sequence
from songda.records.law.decisions import ask_law
from songda.records.law.facts.law_facts import law_facts
from songda.records.proof.certificates import draft
from songda.records.proof.certificates import draft as current
from songda.records.proof.certificates.bundles import bundle
from songda.records.proof.certificates.issue import issue_due
from songda.records.service.orders.models import Service
from songda.trust.offline.command import check_everything
from tests.records.proof.certificates.keys import keys
from tests.records.proof.certificates.served import LATER, served_on

__all__ = ["keys"]
pytestmark = [pytest.mark.database, pytest.mark.usefixtures("keys")]


def proof() -> Bundle:
    """Somebody is served, and the proof of it is handed out."""
    envelope = served_on("李某某")
    issue_due(LATER)
    sequence(LATER)
    return open_bundle(bundle(Service.objects.select_related("envelope").get(envelope=envelope)))


def wrong(findings: list[Finding]) -> list[str]:
    return [finding.sentence("en") for finding in findings if finding.outcome is Outcome.FAILED]


def test_an_honest_answer_follows_again() -> None:
    whole = proof()
    assert wrong(check_everything(whole, ())) == []
    found = list(decide_again(whole))
    assert [one.sentence("en") for one in found if one.code != "law.same"] == []
    (same,) = found
    assert (same.code, same.about["status"]) == ("law.same", "effective")
    assert "cn.olr.31" in same.about["rules"]


def test_an_answer_that_the_court_made_up_and_sealed_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows, events, certificate and seal all say the same: only the law says otherwise."""

    def a_day_early(facts: Any) -> Decision:
        answer = decide(facts)
        return replace(answer, effective_at=answer.effective_at and answer.effective_at - timedelta(days=1))

    for each in (ask_law, current):
        monkeypatch.setattr(each, "decide", a_day_early)
    whole = proof()
    assert wrong(check_everything(whole, ())) == []
    found = list(decide_again(whole))
    assert [(one.code, one.about["field"]) for one in found] == [
        ("law.differs", "effective_on"),
        ("law.differs", "effective_at"),
    ]


def test_facts_that_the_court_made_up_to_fit_its_answer_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both the law's answer and the facts are moved: now the events of the bundle speak against the facts."""
    monkeypatch.setattr(ask_law, "law_facts", _arrived_early(law_facts))
    monkeypatch.setattr(draft, "law_facts", _arrived_early(law_facts))
    whole = proof()
    assert wrong(check_everything(whole, ())) == []
    assert [(one.code, one.about.get("path")) for one in decide_again(whole)] == [
        ("law.event_left_out", None),
        ("law.fact_untold", "$.attempts[0].events[1].at"),
        ("law.same", None),
    ]


def _arrived_early(honest: Callable[..., Any]) -> Callable[..., Any]:
    def told(*asked: Any) -> Any:
        facts = honest(*asked)
        sent, arrived = facts.attempts[0].events[:2]
        early = replace(arrived, at=facts.consents[0].at + timedelta(milliseconds=11))
        return replace(facts, attempts=(replace(facts.attempts[0], events=(sent, early)), *facts.attempts[1:]))

    return told
