"""Every event that bears a fact for the law is among the facts of a certificate: what is left out is named."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from songda.core.circumstances import Kind
from songda.core.evidence.bundle import Bundle, BundledEvent, open_bundle
from songda.core.evidence.deciding.again import decide_again
from songda.core.identity import Assurance
from songda.records.ground.evidence.actions import sequence
from songda.records.law.decisions.ask_law import ask_law
from songda.records.matter.circumstances.actions import note
from songda.records.matter.circumstances.entries import CircumstanceDraft
from songda.records.matter.parties.actions import withdraw_consent
from songda.records.matter.parties.consents import record_refusal
from songda.records.proof.certificates.bundles import bundle
from songda.records.proof.certificates.issue import issue_due
from songda.records.service.orders.models import Envelope, Service
from songda.records.ways.portal.acts.answers import raise_objection
from songda.records.ways.portal.acts.visits import confirm_receipt
from tests.records.proof.certificates.keys import keys
from tests.records.proof.certificates.served import LATER, comes_back, served_on

__all__ = ["keys"]
pytestmark = [pytest.mark.database, pytest.mark.usefixtures("keys")]
THEN = LATER + timedelta(hours=2)
Facts = dict[str, Any]


def proof_of(envelope: Envelope) -> Bundle:
    """The law hears of everything, and the proof of it is handed out."""
    ask_law(THEN)
    sequence(THEN)
    issue_due(THEN)
    sequence(THEN)
    return open_bundle(bundle(Service.objects.select_related("envelope").get(envelope=envelope)))


def with_facts(whole: Bundle, change: Callable[[Facts], None]) -> Bundle:
    """The same proof, as a court that holds every key would have made it of other facts."""

    def made(event: BundledEvent) -> BundledEvent:
        if event.private is None or "facts" not in event.private:
            return event
        facts: Any = deepcopy(event.private["facts"])
        change(facts)
        return replace(event, private={**event.private, "facts": facts})

    return replace(whole, events=[made(event) for event in whole.events])


def left_out(whole: Bundle) -> list[str]:
    """The events, by name, whose facts were left out, and what was made up instead."""
    found = [one for one in decide_again(whole) if one.code in {"law.event_left_out", "law.fact_untold"}]
    return [one.about["event"].split()[1] if "event" in one.about else one.about["path"] for one in found]


def first(facts: Facts) -> Facts:
    made: Facts = facts["attempts"][0]
    return made


LEFT_OUT: dict[str, Callable[[Facts], object]] = {
    "attempt.planned": lambda facts: facts["attempts"].clear(),
    "attempt.sent": lambda facts: first(facts)["events"].pop(0),
    "attempt.arrived": lambda facts: first(facts)["events"].pop(1),
    "paper.acknowledged": lambda facts: first(facts)["events"].pop(2),
    "objection.raised": lambda facts: first(facts)["rebuttals"].clear(),
    "consent.withdrawn": lambda facts: facts["consents"][0].update(withdrawn_at=None),
    "consent.refused": lambda facts: facts["refusals"].clear(),
    "custody.noted": lambda facts: facts["recipient"]["status_periods"].clear(),
}
MADE_UP: dict[str, Callable[[Facts], object]] = {
    "$.attempts[0].address_class": lambda facts: first(facts).update(address_class="provided"),
    "$.attempts[0].events[1].at": lambda facts: first(facts)["events"][1].update(at="2026-05-30T10:00:00+08:00"),
    "$.attempts[0].rebuttals[0].ground": lambda facts: first(facts)["rebuttals"][0].update(ruling="rejected"),
    "$.attempts[0].rulings[0].at": lambda facts: first(facts).update(
        rulings=[{"at": first(facts)["events"][1]["at"], "counts": True}]
    ),
    "$.refusals[1].at": lambda facts: facts["refusals"].append({"at": "2026-05-01T10:00:00+08:00"}),
    "$.recipient.status_periods[0].since": lambda facts: facts["recipient"]["status_periods"][0].update(
        since="2026-05-01T10:00:00+08:00"
    ),
}


def test_whatever_is_left_out_or_made_up_is_named_and_nothing_else() -> None:
    """Somebody who confirmed and objected, took their yes back, said no, and is in prison."""
    served = served_on("李小明")
    service, party = Service.objects.select_related("envelope__case__court", "finding").get(), served.party
    confirm_receipt(served, [service.id], Assurance.NUMBER_AND_CODE, LATER)
    raise_objection(service, "system_error", "那几天没有信号", None, LATER)
    withdraw_consent(party.consents.get(), LATER, "engine", LATER)
    record_refusal(party, LATER, "portal", "engine", LATER)
    note(party, CircumstanceDraft(Kind.IN_CUSTODY, since=LATER, words="某看守所"), "engine", LATER)
    whole = proof_of(served)
    assert left_out(whole) == []
    for name, leave in LEFT_OUT.items():
        assert name in left_out(with_facts(whole, leave)), name  # type: ignore[arg-type]
    for path, make_up in MADE_UP.items():
        assert path in left_out(with_facts(whole, make_up)), path  # type: ignore[arg-type]


def test_a_return_that_is_left_out_is_named() -> None:
    served = served_on("李小明")
    comes_back(served)
    whole = proof_of(served)
    assert left_out(whole) == []
    assert left_out(with_facts(whole, lambda facts: first(facts)["events"].pop())) == ["attempt.bounced"]
