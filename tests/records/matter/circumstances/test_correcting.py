"""What was noted wrongly is struck and the right entry put in its place; what was struck never was."""

from datetime import timedelta

import pytest

from songda.core.law.facts import PersonStatus, StatusPeriod
from songda.core.refusal import Refused, WrongField
from songda.records.ground.evidence.models import Event
from songda.records.ground.evidence.queries import secrets_of
from songda.records.law.facts.persons import party_facts
from songda.records.matter.cases.actions import Reason
from songda.records.matter.cases.models import Case
from songda.records.matter.circumstances.actions import correct, end, note, strike
from songda.records.matter.circumstances.entries import CircumstanceDraft, draft_of, strikes_of, version_of, words_of
from songda.records.matter.circumstances.models import Circumstance
from songda.records.matter.parties.models import Party
from tests import make
from tests.make import NOW

pytestmark = pytest.mark.database
DAY = timedelta(days=1)
LATER = NOW + 30 * DAY
CLERK = "staff:chen"
WHY = Reason("看错日期")
CUSTODY = CircumstanceDraft("in_custody", NOW, words="晋中监狱")
WAYS = CircumstanceDraft("ways_ruled_out", NOW, ways=("mail", "entrusted"), basis="recipient_left", words="社区证明")


def periods(party: Party) -> tuple[StatusPeriod, ...]:
    return party_facts([party.id])[party.id].recipient.status_periods


def test_the_law_sees_the_right_entry_and_the_wrong_one_never_was() -> None:
    party = make.party()
    wrong = note(party, CUSTODY, CLERK, LATER)
    right = correct(wrong, CircumstanceDraft("in_custody", NOW + DAY, words="晋中监狱"), WHY, CLERK, LATER)
    assert periods(party) == (StatusPeriod(PersonStatus.IN_CUSTODY, NOW + DAY, None),)
    assert (words_of(right), Circumstance.objects.get(id=wrong.id).struck_at) == ("晋中监狱", LATER)


def test_the_log_tells_both_and_the_reason_lies_sealed() -> None:
    party = make.party()
    wrong = note(party, CUSTODY, CLERK, LATER)
    right = correct(wrong, CircumstanceDraft("in_custody", NOW + DAY, words="晋中监狱"), WHY, CLERK, LATER)
    struck, noted = Event.objects.filter(stream=f"party:{party.id}").order_by("-number")[:2][::-1]
    assert (struck.name, struck.data["circumstance"]) == ("custody.struck", str(wrong.id))
    assert secrets_of([struck.id])[struck.id].private == {"reason": "看错日期"}
    assert (noted.name, noted.happened_at) == ("custody.noted", NOW + DAY)
    assert (noted.data["circumstance"], noted.data["instead_of"]) == (str(right.id), str(wrong.id))
    assert {key: (one.actor, one.reason) for key, one in strikes_of(party).items()} == {wrong.id: (CLERK, "看错日期")}


def test_an_entry_that_ended_is_corrected_with_its_end_and_told_so() -> None:
    party = make.party()
    wrong = note(party, CUSTODY, CLERK, LATER)
    end(wrong, NOW + 5 * DAY, CLERK, LATER)
    draft = CircumstanceDraft("in_custody", NOW + DAY, NOW + 6 * DAY, words="晋中监狱")
    correct(wrong, draft, WHY, CLERK, LATER)
    assert periods(party) == (StatusPeriod(PersonStatus.IN_CUSTODY, NOW + DAY, NOW + 6 * DAY),)
    told = Event.objects.filter(name__startswith="custody.").order_by("number").values_list("name", flat=True)
    assert list(told)[-3:] == ["custody.struck", "custody.noted", "custody.ended"]


def test_an_end_that_was_a_mistake_is_taken_back() -> None:
    party = make.party()
    wrong = note(party, CUSTODY, CLERK, LATER)
    end(wrong, NOW + 5 * DAY, CLERK, LATER)
    correct(wrong, CUSTODY, WHY, CLERK, LATER)
    assert periods(party) == (StatusPeriod(PersonStatus.IN_CUSTODY, NOW, None),)


def test_an_entry_that_ended_can_be_struck_too() -> None:
    party = make.party()
    wrong = note(party, CUSTODY, CLERK, LATER)
    end(wrong, NOW + DAY, CLERK, LATER)
    strike(wrong, Reason("同名他人"), CLERK, LATER)
    assert periods(party) == ()


def test_ways_stay_with_the_stage_at_which_they_were_noted() -> None:
    party = make.party()
    wrong = note(party, WAYS, CLERK, LATER)
    Case.objects.filter(id=party.case_id).update(stage="second_instance")
    right = correct(wrong, CircumstanceDraft(**{**vars(WAYS), "ways": ("mail",)}), WHY, CLERK, LATER)
    assert right.details == {"ways": ["mail"], "stage": "first_instance"}


def test_a_correction_does_not_double_what_stands_already() -> None:
    party = make.party()
    note(party, WAYS, CLERK, LATER)
    other = note(party, CircumstanceDraft(**{**vars(WAYS), "ways": ("mail",)}), CLERK, LATER)
    with pytest.raises(Refused, match="circumstance_exists"):
        correct(other, WAYS, WHY, CLERK, LATER)
    assert Circumstance.objects.get(id=other.id).struck_at is None


def test_that_the_procuratorate_agreed_is_corrected_by_its_day_alone() -> None:
    case = make.case()
    wrong = note(case, CircumstanceDraft("procuratorate", until=NOW), CLERK, LATER)
    right = correct(wrong, CircumstanceDraft("procuratorate", until=NOW + DAY), WHY, CLERK, LATER)
    assert right.until == NOW + DAY
    names = Event.objects.filter(stream=f"case:{case.id}", name__startswith="procuratorate.").order_by("number")
    assert [event.name for event in names] == ["procuratorate.agreed", "procuratorate.struck", "procuratorate.agreed"]


def test_what_makes_no_sense_is_refused_and_nothing_is_changed() -> None:
    party = make.party()
    wrong = note(party, CUSTODY, CLERK, LATER)
    moved = CircumstanceDraft("in_custody", NOW + DAY, words="晋中监狱")
    for draft, why, code in [
        (CUSTODY, WHY, "nothing_changed"),
        (CircumstanceDraft("soldier", NOW, words="某部队"), WHY, "wrong_kind"),
        (
            CircumstanceDraft("in_custody", NOW, NOW + DAY, words="晋中监狱"),
            WHY,
            "not_asked",
        ),  # it has not ended: note its end
        (moved, Reason(" "), "wrong_reason"),
        (moved, Reason("看错", "another version"), "changed_meanwhile"),
        (CircumstanceDraft("in_custody", LATER + DAY, words="晋中监狱"), WHY, "dated_in_future"),
    ]:
        with pytest.raises(Refused, match=code):
            correct(wrong, draft, why, CLERK, LATER)
    assert (periods(party)[0].since, Circumstance.objects.count()) == (NOW, 1)
    strike(wrong, WHY, CLERK, LATER)
    with pytest.raises(Refused, match="circumstance_struck_already"):
        correct(wrong, moved, WHY, CLERK, LATER)
    with pytest.raises(Refused, match="circumstance_struck_already"):
        end(wrong, NOW + DAY, CLERK, LATER)


def test_the_end_of_a_corrected_entry_is_not_before_its_beginning() -> None:
    wrong = note(make.party(), CUSTODY, CLERK, LATER)
    end(wrong, NOW + 2 * DAY, CLERK, LATER)
    with pytest.raises(WrongField) as refused:
        correct(
            wrong, CircumstanceDraft("in_custody", NOW + 3 * DAY, NOW + 2 * DAY, words="晋中监狱"), WHY, CLERK, LATER
        )
    assert (refused.value.field, refused.value.code) == ("until", "ends_before_it_began")


def test_an_entry_says_what_somebody_would_note_today_and_its_mark_changes_with_its_end() -> None:
    party = make.party()
    entry = note(party, WAYS, CLERK, LATER)
    assert draft_of(entry) == WAYS
    objection = note(party.case, CircumstanceDraft("jurisdiction_contested", NOW, party_id=party.id), CLERK, LATER)
    assert draft_of(objection).party_id == party.id
    before = version_of(objection)
    end(objection, NOW + DAY, CLERK, LATER)
    assert version_of(objection) != before
