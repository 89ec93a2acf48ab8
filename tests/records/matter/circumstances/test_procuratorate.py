"""Where the procuratorate takes part nobody is served electronically before it agrees (online rules, art. 4)."""

from datetime import timedelta

import pytest

from songda.core.circumstances import Kind
from songda.core.refusal import Refused
from songda.records.ground.evidence.models import Event
from songda.records.ground.evidence.queries import secrets_of
from songda.records.law.decisions.ask_law import ask_law
from songda.records.law.planning.advance import reconsider
from songda.records.matter.cases.actions import Reason
from songda.records.matter.cases.models import Case
from songda.records.matter.circumstances.actions import end, note, strike
from songda.records.matter.circumstances.entries import CircumstanceDraft
from songda.records.matter.parties.models import Party
from songda.records.service.findings.models import Finding
from tests import make
from tests.records.noted import noted
from tests.records.stage import Stage, defendant, envelope, paper

pytestmark = pytest.mark.database
NOW = make.NOW
DAY = timedelta(days=1)


def arrived() -> Party:
    """A defendant who agreed and whose text message arrived."""
    party = defendant(make.case())
    envelope(party, paper(party.case))
    stage = Stage()
    stage.send()
    stage.apply()
    ask_law(NOW + timedelta(minutes=5))
    return party


def status(case: Case, days: int) -> str:
    reconsider([], [case.id], NOW + days * DAY)
    ask_law(NOW + days * DAY)
    return Finding.objects.get().status


def test_what_was_sent_before_it_agreed_serves_nobody() -> None:
    case = arrived().case
    assert Finding.objects.get().status == "effective"
    note(case, CircumstanceDraft("procuratorate"), "engine", NOW + DAY)
    assert status(case, 1) == "not_allowed"
    end(noted(case, Kind.PROCURATORATE), NOW + DAY, "engine", NOW + 2 * DAY)
    assert status(case, 2) == "not_allowed"


def test_what_was_sent_after_it_agreed_counts() -> None:
    case = arrived().case
    note(case, CircumstanceDraft("procuratorate", until=NOW - DAY), "engine", NOW + DAY)
    assert status(case, 1) == "effective"


def test_a_mistaken_entry_is_struck_with_its_reason_sealed() -> None:
    case = arrived().case
    entry = note(case, CircumstanceDraft("procuratorate"), "engine", NOW + DAY)
    strike(entry, Reason("他案误登"), "engine", NOW + DAY)
    assert status(case, 2) == "effective"
    event = Event.objects.get(name="procuratorate.struck")
    assert secrets_of([event.id])[event.id].private == {"reason": "他案误登"}


def test_what_cannot_be_is_refused() -> None:
    case = make.case()
    with pytest.raises(Refused, match="dated_in_future"):
        note(case, CircumstanceDraft("procuratorate", until=NOW + DAY), "engine", NOW)
    entry = note(case, CircumstanceDraft("procuratorate"), "engine", NOW)
    with pytest.raises(Refused, match="circumstance_holds_already"):
        note(case, CircumstanceDraft("procuratorate"), "engine", NOW)
    end(entry, NOW, "engine", NOW)
    with pytest.raises(Refused, match="circumstance_noted_once"):
        note(case, CircumstanceDraft("procuratorate", until=NOW), "engine", NOW)
