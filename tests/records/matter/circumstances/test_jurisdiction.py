"""An objection to jurisdiction lets the time for evidence stand still until its dismissal is in force."""

from datetime import timedelta

import pytest

from songda.core.circumstances import Kind
from songda.core.refusal import Refused, WrongField
from songda.records.ground.evidence.models import Event
from songda.records.law.decisions.ask_law import ask_law, changes_of
from songda.records.law.planning.advance import reconsider
from songda.records.matter.cases.actions import Reason
from songda.records.matter.cases.models import Case
from songda.records.matter.circumstances.actions import end, note, strike
from songda.records.matter.circumstances.entries import CircumstanceDraft
from songda.records.matter.parties.models import Party
from songda.records.service.findings.models import Finding
from songda.records.service.tasks.models import Task
from tests import make
from tests.records.noted import noted
from tests.records.stage import Stage, defendant, envelope, paper

pytestmark = pytest.mark.database
NOW = make.NOW
DAY = timedelta(days=1)
OBJECTION = Kind.JURISDICTION_CONTESTED


def answered() -> Party:
    """A defendant served with an evidence notice, whose fifteen days run."""
    case = make.case()
    party = defendant(case)
    notice = paper(case, "evidence_notice", days=15)
    envelope(party, notice)
    stage = Stage()
    stage.send()
    stage.apply()
    ask_law(NOW + timedelta(minutes=5))
    return party


def again(case: Case, days: int) -> None:
    reconsider([], [case.id], NOW + days * DAY)
    ask_law(NOW + days * DAY)


def last_days() -> dict[str, str]:
    return {period.kind: str(period.last_day) for period in Finding.objects.get().decision.periods}


@pytest.mark.usual_day
def test_the_time_for_evidence_stands_still_and_goes_on() -> None:
    party = answered()
    before = last_days()
    assert before["evidence"] == "2026-06-16"
    note(
        party.case,
        CircumstanceDraft("jurisdiction_contested", NOW + 5 * DAY, party_id=party.id),
        "engine",
        NOW + 5 * DAY,
    )
    again(party.case, 6)
    assert "evidence" not in last_days()
    end(noted(party.case, OBJECTION), NOW + 40 * DAY, "engine", NOW + 41 * DAY)
    again(party.case, 41)
    assert last_days()["evidence"] == "2026-07-22"


def test_the_clerk_is_told_what_changed() -> None:
    party = answered()
    note(
        party.case,
        CircumstanceDraft("jurisdiction_contested", NOW + 5 * DAY, party_id=party.id),
        "engine",
        NOW + 5 * DAY,
    )
    again(party.case, 6)
    told = changes_of(Task.objects.get(kind="note_change"))[0].lines
    assert any("不起算" in after.sentence("zh-hans") for _about, _before, after in told)


def test_what_was_noted_by_mistake_is_struck_and_everything_stands_as_before() -> None:
    party = answered()
    before = last_days()
    note(party.case, CircumstanceDraft("jurisdiction_contested", NOW + DAY, party_id=party.id), "engine", NOW + DAY)
    again(party.case, 2)
    strike(noted(party.case, OBJECTION), Reason("他案异议误登"), "engine", NOW + 3 * DAY)
    again(party.case, 3)
    assert last_days() == before
    struck = Event.objects.get(name="jurisdiction.struck")
    assert "他案异议误登" not in struck.leaf


def test_every_step_is_one_event_on_the_case() -> None:
    party = make.party()
    note(party.case, CircumstanceDraft("jurisdiction_contested", NOW, party_id=party.id), "engine", NOW)
    end(noted(party.case, OBJECTION), NOW + DAY, "engine", NOW + DAY)
    names = Event.objects.filter(name__startswith="jurisdiction.").values_list("name", flat=True)
    assert list(names.order_by("number")) == ["jurisdiction.contested", "jurisdiction.affirmed"]
    assert Event.objects.get(name="jurisdiction.contested").data["party"] == str(party.id)


def test_what_cannot_be_is_refused_and_nothing_is_kept() -> None:
    party = make.party()
    case = party.case
    with pytest.raises(Refused, match="dated_in_future"):
        note(case, CircumstanceDraft("jurisdiction_contested", NOW + DAY, party_id=party.id), "engine", NOW)
    with pytest.raises(WrongField, match="unknown_party"):
        note(case, CircumstanceDraft("jurisdiction_contested", NOW, party_id=make.party().id), "engine", NOW)
    note(case, CircumstanceDraft("jurisdiction_contested", NOW, party_id=party.id), "engine", NOW)
    with pytest.raises(Refused, match="circumstance_holds_already"):
        note(case, CircumstanceDraft("jurisdiction_contested", NOW, party_id=party.id), "engine", NOW)
    with pytest.raises(WrongField, match="ends_before_it_began"):
        end(noted(case, OBJECTION), NOW - DAY, "engine", NOW)
    end(noted(case, OBJECTION), NOW, "engine", NOW)
    with pytest.raises(Refused, match="circumstance_over_already"):
        end(noted(case, OBJECTION), NOW, "engine", NOW)
    assert Event.objects.filter(name__startswith="jurisdiction.").count() == 2
