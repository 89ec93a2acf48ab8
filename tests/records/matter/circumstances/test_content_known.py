"""Other evidence that they received what was sent turns the answer, of the papers named alone, until it is struck.

Online Litigation Rules, article 31(2)(2).
"""

from datetime import datetime, timedelta

import pytest

from songda.clock import new_id
from songda.core.circumstances import WHO_KNOWS
from songda.core.refusal import WrongField
from songda.records.ground.evidence.models import Event
from songda.records.law.decisions.ask_law import ask_law
from songda.records.law.facts.dossier import load_dossiers
from songda.records.law.planning.advance import reconsider
from songda.records.matter.cases.actions import Reason
from songda.records.matter.circumstances.actions import note, strike
from songda.records.matter.circumstances.entries import CircumstanceDraft
from songda.records.matter.circumstances.models import Circumstance
from songda.records.matter.papers.models import Paper
from songda.records.proof.certificates.draft import Draft
from songda.records.proof.certificates.says.content import content_of
from songda.records.service.findings.models import Finding
from songda.records.service.orders.models import Envelope
from tests import make
from tests.channels.fake.script import NEVER_REPORTS
from tests.records.stage import Stage, defendant, envelope, paper

pytestmark = pytest.mark.database
NOW = make.NOW
HOUR = timedelta(hours=1)


def sent() -> Envelope:
    """A summons and a notice, sent to a number that was found; no report ever comes."""
    stage = Stage(NEVER_REPORTS)
    party = defendant(make.case(), "found")
    ordered = envelope(party, paper(party.case), paper(party.case, "rights_notice"))
    stage.send_at_its_moment()
    return ordered


def shown(of: Envelope, at: datetime = NOW + HOUR, who: str = "recipient") -> Circumstance:
    summons = Paper.objects.get(kind="summons")
    draft = CircumstanceDraft("content_known", at, basis=who, words="询问笔录第2页", papers=(summons.id,))
    return note(of.party, draft, "engine", NOW + 2 * HOUR)


def answers(of: Envelope) -> dict[str, tuple[str, str | None, datetime | None]]:
    reconsider([of.party_id], [], NOW + 3 * HOUR)
    ask_law(NOW + 3 * HOUR)
    found = Finding.objects.select_related("service__paper")
    return {one.service.paper.kind: (one.status, one.ground, one.effective_at) for one in found}


def test_it_turns_the_answer_of_the_papers_that_are_named_alone_and_a_strike_takes_it_back() -> None:
    ordered = sent()
    before = answers(ordered)
    entry = shown(ordered)
    told = answers(ordered)
    assert told["summons"] == ("presumed", "receipt_presumed", NOW + HOUR)
    assert told["rights_notice"] == before["rights_notice"]
    strike(entry, Reason("笔录为他案"), "engine", NOW + 3 * HOUR)
    assert answers(ordered) == before


@pytest.mark.parametrize("who", [person.value for person in WHO_KNOWS])
def test_whoever_stands_for_them_may_have_received_it(who: str) -> None:
    ordered = sent()
    shown(ordered, who=who)
    assert answers(ordered)["summons"][0] == "presumed"


def test_what_was_known_before_anything_was_sent_is_no_receipt_of_it() -> None:
    ordered = sent()
    before = answers(ordered)
    shown(ordered, NOW - HOUR)
    assert answers(ordered) == before


def test_the_certificate_tells_of_it() -> None:
    ordered = sent()
    shown(ordered)
    answers(ordered)
    row = load_dossiers([Envelope.objects.select_related("case__court", "case__judge", "party").get(id=ordered.id)])[0]
    finding = Finding.objects.get(service__paper__kind="summons")
    written = content_of(Draft(new_id(), finding, row, "1", "ABCD", None), None, NOW + 3 * HOUR)
    lines = [cell["zh"] for table in written.tables for line in table.lines for cell in line]
    assert "至迟于此时收悉（以其他证据证明）" in lines


def test_the_event_names_papers_and_who_received_them_and_seals_what_shows_it() -> None:
    ordered = sent()
    shown(ordered)
    event = Event.objects.get(name="knowledge.shown")
    summons = Paper.objects.get(kind="summons")
    assert (event.data["papers"], event.data["basis"]) == ([str(summons.id)], "recipient")
    assert "笔录" not in event.leaf


def test_papers_of_this_case_are_named_at_least_one() -> None:
    ordered = sent()
    stranger = paper(make.case())
    for papers in ((), (stranger.id,)):
        draft = CircumstanceDraft("content_known", NOW, basis="recipient", words="笔录", papers=papers)
        with pytest.raises(WrongField, match="unknown_paper"):
            note(ordered.party, draft, "engine", NOW)
