"""Custody and military service begin and end on days; each try is judged by its own day."""

from datetime import timedelta

import pytest

from songda.core.circumstances import Kind
from songda.core.refusal import Refused, WrongField
from songda.records.ground.evidence.models import Event
from songda.records.law.decisions.ask_law import ask_law
from songda.records.law.planning.advance import reconsider
from songda.records.matter.cases.actions import Reason
from songda.records.matter.circumstances.actions import end, note, strike
from songda.records.matter.circumstances.entries import CircumstanceDraft, words_of
from songda.records.matter.circumstances.models import Circumstance
from songda.records.matter.parties.models import Party
from songda.records.service.findings.models import Finding
from songda.records.service.orders.models import Service
from songda.records.service.tasks.models import Task
from songda.records.ways.deeds import DeedDraft, StepDraft, record_deed
from tests import make
from tests.records.noted import noted
from tests.records.stage import NOW, Stage, defendant, envelope

pytestmark = pytest.mark.database
DAY = timedelta(days=1)
PRISON = "晋中监狱"


def in_custody(party: Party, since: int = 0, noted: int = 0) -> Circumstance:
    return note(
        party, CircumstanceDraft("in_custody", NOW + since * DAY, words=PRISON), "staff:chen", NOW + noted * DAY
    )


def looked_at_again(party: Party, days: int) -> None:
    reconsider([party.id], [], NOW + days * DAY)
    ask_law(NOW + days * DAY)


def test_where_he_is_stands_sealed_and_the_rest_in_the_log() -> None:
    custody = in_custody(defendant(make.case()))
    event = Event.objects.get(name="custody.noted")
    assert PRISON not in event.leaf
    assert event.data["kind"] == "in_custody"
    assert words_of(Circumstance.objects.get(id=custody.id)) == PRISON


def test_what_was_served_before_the_arrest_stays_served() -> None:
    served, stage = envelope(defendant(make.case())), Stage()
    stage.send()
    stage.apply()
    ask_law(stage.now)
    in_custody(served.party, since=1, noted=2)
    looked_at_again(served.party, days=2)
    assert Finding.objects.get(service__envelope=served).status == "effective"


def test_what_was_sent_while_he_was_in_custody_is_no_service_and_goes_to_people() -> None:
    served, stage = envelope(defendant(make.case())), Stage()
    stage.send()
    stage.apply()
    ask_law(stage.now)
    in_custody(served.party, since=-1, noted=2)
    looked_at_again(served.party, days=2)
    assert Finding.objects.get(service__envelope=served).status == "not_allowed"
    stage.now = NOW + 2 * DAY
    stage.advance()
    assert Task.objects.filter(envelope=served, kind="serve_otherwise", closed_at=None).exists()


def test_nothing_is_sent_while_it_lasts_and_everything_as_before_once_it_is_over() -> None:
    ordered, stage = envelope(defendant(make.case())), Stage()
    custody = in_custody(ordered.party)
    stage.send()
    assert stage.channel.taken == []
    end(custody, NOW + DAY, "staff:chen", NOW + DAY)
    reconsider([ordered.party_id], [], NOW + DAY)
    stage.now = NOW + DAY
    stage.send()
    assert len(stage.channel.taken) == 1


def test_an_entry_that_was_a_mistake_never_was() -> None:
    served, stage = envelope(defendant(make.case())), Stage()
    stage.send()
    stage.apply()
    custody = in_custody(served.party, since=-1)
    looked_at_again(served.party, days=1)
    strike(custody, Reason("同名他人"), "staff:chen", NOW + DAY)
    looked_at_again(served.party, days=2)
    assert Finding.objects.get(service__envelope=served).status == "effective"
    assert "同名他人" not in Event.objects.get(name="custody.struck").leaf


def test_a_notice_published_while_he_was_missing_keeps_its_ground_when_he_is_found() -> None:
    ordered = envelope(defendant(make.case(), None, consents=False))
    note(ordered.party, CircumstanceDraft("missing", NOW, basis="police", words="见卷宗第12页"), "staff:chen", NOW)
    (service,) = Service.objects.filter(envelope=ordered)
    published = StepDraft("published", NOW + DAY, words="人民法院公告网")
    record_deed(ordered, DeedDraft("public_notice", (service.id,), published), "staff:chen", NOW + DAY)
    end(noted(ordered.party, Kind.MISSING), NOW + 20 * DAY, "staff:chen", NOW + 20 * DAY)
    looked_at_again(ordered.party, days=40)
    assert Finding.objects.get(service=service).status == "effective"


def test_what_makes_no_sense_is_refused() -> None:
    party = defendant(make.case())
    custody = in_custody(party)
    for draft, code in [
        (CircumstanceDraft("in_custody", NOW, words=PRISON), "circumstance_holds_already"),
        (CircumstanceDraft("soldier", NOW + DAY, words="某部队"), "dated_in_future"),
    ]:
        with pytest.raises(Refused, match=code):
            note(party, draft, "staff:chen", NOW)
    for draft in (CircumstanceDraft("ill", NOW, words=PRISON), CircumstanceDraft("soldier", NOW, words=" ")):
        with pytest.raises(WrongField):
            note(party, draft, "staff:chen", NOW)
    with pytest.raises(Refused, match="only_of_people"):
        in_custody(make.party(party.case, kind="legal_person", number="", name="某公司"))
    with pytest.raises(Refused, match="ends_before_it_began"):
        end(custody, NOW - DAY, "staff:chen", NOW)
    with pytest.raises(Refused, match="dated_in_future"):
        end(custody, NOW + DAY, "staff:chen", NOW)
    end(custody, NOW, "staff:chen", NOW)
    with pytest.raises(Refused, match="circumstance_over_already"):
        end(custody, NOW, "staff:chen", NOW)
    assert in_custody(party).until is None  # and again, after it ended
