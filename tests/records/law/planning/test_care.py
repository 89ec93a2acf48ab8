"""What a person said they need is seen to with the first message, and gives them time."""

from datetime import datetime, timedelta

import pytest

from songda.core.access import Role
from songda.core.care import Need
from songda.core.law.facts import PersonStatus, StatusPeriod
from songda.core.refusal import Refused
from songda.records.ground.evidence.actions import sequence
from songda.records.ground.evidence.models import Event
from songda.records.law.facts.persons import party_facts
from songda.records.law.planning.advance import advance, reconsider
from songda.records.law.planning.care import more_time
from songda.records.law.rulings.party_rulings import decide_offline
from songda.records.matter.cases.actions import CaseDraft, Reason
from songda.records.matter.circumstances.actions import end as end_entry
from songda.records.matter.circumstances.actions import end_wish, note
from songda.records.matter.circumstances.care import care_of, stated_elsewhere, stated_needs
from songda.records.matter.circumstances.entries import CircumstanceDraft
from songda.records.matter.circumstances.models import Circumstance
from songda.records.matter.parties import people
from songda.records.matter.parties.actions import PartyDraft
from songda.records.matter.parties.bulk import CaseFile, FiledCase, PersonFile, register_files
from songda.records.matter.parties.models import Party
from songda.records.matter.parties.offered import use_in_all_cases
from songda.records.proof.certificates.contradictions import compare_cases
from songda.records.service.determinations.actions import Verdict
from songda.records.service.orders.due import mark_for_step
from songda.records.service.tasks.actions import end
from songda.records.service.tasks.models import Task
from songda.records.service.tasks.off_line import mark_offline, withdraw_own_wish
from songda.records.service.tasks.unfinished import close, open_again
from songda.records.ways.telephone.calls.actions import record_call
from songda.records.ways.telephone.calls.drafts import CallDraft
from songda.records.ways.telephone.calls.striking import strike_call
from tests import make
from tests.records.stage import defendant, envelope

pytestmark = pytest.mark.database

NOW = make.NOW
WHY = Reason("结案")


def said(party: Party, need: str, at: datetime = NOW) -> Circumstance:
    draft = CircumstanceDraft("care", at, basis=need, words="本人在电话中说明")
    return note(party, draft, "staff:x", at)


def tasks() -> set[tuple[str, str]]:
    return set(Task.objects.filter(closed_at=None).values_list("kind", "reason"))


def test_who_wishes_for_paper_and_a_call_gets_both_with_the_first_message() -> None:
    party = defendant(make.case())
    said(party, "wish_paper")
    said(party, "wish_call")
    envelope(party)
    advance(NOW)
    assert tasks() == {("print_paper", "care"), ("call", "care")}


def test_of_somebody_without_a_wish_nobody_is_asked_to_print() -> None:
    party = defendant(make.case())
    said(party, "no_smartphone")
    envelope(party)
    advance(NOW)
    assert tasks() == set()


def test_who_reads_with_difficulty_is_given_three_days_more_until_it_ends() -> None:
    party = defendant(make.case())
    sent = envelope(party)
    assert more_time(sent, stated_needs([party.id]), NOW) == timedelta()
    entry = said(party, "low_literacy")
    assert more_time(sent, stated_needs([party.id]), NOW) == timedelta(days=3)
    end_entry(entry, NOW, "staff:x", NOW)
    assert more_time(sent, stated_needs([party.id]), NOW) == timedelta()


def test_it_is_on_record_who_said_so_and_the_words_lie_sealed() -> None:
    said(defendant(make.case()), "disabled")
    told = Event.objects.get(name="care.noted")
    assert told.data["basis"] == "disabled"
    assert "本人在电话中" not in told.leaf


def elsewhere(party: Party, *, consents: bool = True) -> Party:
    """The same person in another case of the court."""
    return defendant(make.case(), number=party.number, consents=consents)


def test_a_wish_binds_what_was_ordered_before_it_too() -> None:
    party = defendant(make.case())
    envelope(party)
    advance(NOW)
    assert tasks() == set()
    said(party, "wish_paper", NOW + timedelta(hours=1))
    look_again(party)
    assert tasks() == {("print_paper", "care")}


def test_what_one_case_was_told_holds_in_every_other_case_of_the_person_in_the_court() -> None:
    first = defendant(make.case())
    said(first, "wish_paper")
    later = elsewhere(first)
    envelope(later)
    advance(NOW)
    assert {(task.kind, task.envelope.party_id) for task in Task.objects.all() if task.envelope} == {
        ("print_paper", later.id)
    }
    assert stated_elsewhere(later) == {Need.WISH_PAPER}
    assert stated_elsewhere(first) == frozenset()


def test_another_person_and_another_court_know_nothing_of_it() -> None:
    first = defendant(make.case())
    said(first, "wish_paper")
    stranger = defendant(make.case())
    abroad = defendant(make.case(make.other_court()), number=first.number)
    assert care_of(stranger, NOW) == care_of(abroad, NOW) == ()


def test_whoever_takes_a_wish_back_in_one_case_takes_it_back_in_all() -> None:
    first = defendant(make.case())
    said(first, "wish_paper")
    later = elsewhere(first)
    said(later, "wish_paper", NOW + timedelta(minutes=1))
    envelope(later)
    advance(NOW + timedelta(hours=1))
    assert tasks() == {("print_paper", "care")}
    end_wish(later, "wish_paper", NOW + timedelta(hours=2), "staff:x", NOW + timedelta(hours=2))
    look_again(later)
    assert tasks() == set()
    assert Task.objects.get().ended_by == "wish_ended"
    assert care_of(first, NOW) == care_of(later, NOW) == ()
    assert Event.objects.filter(name="care.ended").count() == 2  # in each case its own


def test_a_call_that_was_made_since_is_not_asked_for_again() -> None:
    party = defendant(make.case())
    said(party, "wish_call")
    sent = envelope(party)
    advance(NOW)
    task = Task.objects.get()
    end([task.id], "called", "staff:x", NOW + timedelta(hours=1))
    mark_for_step([sent.id], NOW + timedelta(hours=1))
    advance(NOW + timedelta(hours=1))
    assert tasks() == set()


def test_a_company_may_wish_for_paper_but_has_no_need_of_large_print() -> None:
    company = defendant(make.case(), kind="legal_person", name="孝义某某有限公司", number="91350100M000100Y43")
    with pytest.raises(Refused, match="only_of_people"):
        said(company, "disabled")
    said(company, "wish_paper")
    envelope(company)
    advance(NOW)
    assert tasks() == {("print_paper", "care")}


def look_again(party: Party) -> None:
    """What the change asked for, done an hour later."""
    at = NOW + timedelta(hours=2)
    reconsider([party.id], [], at)
    advance(at)


def test_who_is_served_on_paper_only_by_their_own_wish_is_so_in_every_case_until_they_take_it_back() -> None:
    first = defendant(make.case())
    second = elsewhere(first)
    stranger = defendant(make.case())
    mark_offline(first, "own_wish", "staff:x", NOW)
    later = elsewhere(first, consents=False)
    filed = register_files(make.court(), [_file(first.number)], "client:x", NOW)[0]
    assert isinstance(filed, FiledCase)
    everywhere = [first, second, later, filed.parties[0]]
    assert off_line(everywhere) == {"own_wish"}
    assert off_line([stranger]) == {""}
    assert Event.objects.filter(name="party.set_offline").count() == 4
    withdraw_own_wish(later, "staff:x", NOW)
    assert off_line(everywhere) == {""}
    assert Event.objects.filter(name="offline.withdrawn").count() == 4
    assert not Task.objects.filter(kind="decide_offline", closed_at=None).exists()


def test_what_a_court_decided_for_one_case_and_what_no_wish_is_are_not_taken_back_by_the_person() -> None:
    first = defendant(make.case())
    people.mark_offline(first, "court_decision", "staff:x", NOW)
    assert off_line([elsewhere(first)]) == {""}
    with pytest.raises(Refused, match="no_own_wish"):
        withdraw_own_wish(first, "staff:x", NOW)


def off_line(parties: list[Party]) -> set[str]:
    return set(Party.objects.filter(id__in=[party.id for party in parties]).values_list("offline_reason", flat=True))


def _file(number: str) -> CaseFile:
    draft = PartyDraft("defendant", "李某某", number)
    return CaseFile(CaseDraft("（2026）晋1181民初98001号"), (PersonFile(draft),))


def test_a_wish_for_paper_only_that_was_taken_back_does_not_come_again_from_a_closed_case() -> None:
    first = defendant(make.case())
    second = elsewhere(first)
    mark_offline(first, "own_wish", "staff:x", NOW)
    close(first.case, WHY, "staff:x", NOW)
    withdraw_own_wish(second, "staff:x", NOW)
    assert off_line([first, second, elsewhere(first)]) == {""}


def test_what_was_said_while_a_case_was_closed_holds_in_it_when_it_is_opened_again() -> None:
    first = defendant(make.case())
    second = elsewhere(first)
    close(first.case, WHY, "staff:x", NOW)
    mark_offline(second, "own_wish", "staff:x", NOW)
    use_in_all_cases(make.address(second, "provided", value="13800138009"), "engine", NOW)
    assert off_line([first]) == {""}
    open_again(first.case, WHY, "staff:x", NOW)
    assert off_line([first, second]) == {"own_wish"}
    assert "13800138009" in {address.value for address in first.addresses.all()}


def test_a_wish_spoken_where_a_court_decided_for_paper_holds_in_the_other_cases() -> None:
    first = defendant(make.case())
    second = elsewhere(first)
    people.mark_offline(first, "court_decision", "staff:x", NOW)
    number, clerk = first.addresses.get().id, f"staff:{make.user().id}"
    said_so = CallDraft(NOW, "wants_paper", number, 1, is_matched=True, no_recording="not_wanted")
    call = record_call(first, said_so, clerk, NOW + timedelta(minutes=5))
    assert (off_line([first]), off_line([second])) == ({"court_decision"}, {"own_wish"})
    assert wish_stands([first, second]) == [True, True]
    strike_call(call, WHY, clerk, NOW + timedelta(minutes=6))
    assert (off_line([first]), off_line([second])) == ({"court_decision"}, {""})
    assert wish_stands([first, second]) == [False, False]


def test_a_wish_where_the_only_case_is_off_line_by_decision_is_kept_for_the_next_and_outlasts_the_decision() -> None:
    """What the pages promise of paper "in future" cannot hang on which reason was noted first."""
    later, judge = NOW + timedelta(hours=1), make.user(role=Role.JUDGE)
    first = defendant(make.case(judge_id=judge.id))
    people.mark_offline(first, "court_decision", f"staff:{judge.id}", NOW)
    mark_offline(first, "own_wish", "client:x", later)
    assert off_line([first]) == {"court_decision"}
    assert not Task.objects.filter(kind="decide_offline").exists()  # nothing changed of how they are served
    with pytest.raises(Refused, match="offline_already"):
        mark_offline(first, "own_wish", "client:x", later)
    second = elsewhere(first, consents=False)
    assert (off_line([second]), wish_stands([second])) == ({"own_wish"}, [True])
    lift = Verdict(judge, "lifted", "提供了可用的号码，并同意电子送达。")
    decide_offline(Party.objects.get(id=first.id), lift, later + timedelta(hours=1))
    assert off_line([first]) == {"own_wish"}
    (period,) = party_facts([first.id])[first.id].recipient.status_periods
    assert period == StatusPeriod(PersonStatus.OFFLINE, later)
    withdraw_own_wish(second, "staff:x", later + timedelta(hours=2))
    assert off_line([first, second]) == {""}
    sequence(NOW + timedelta(days=4))
    assert list(compare_cases([first.case_id, second.case_id])) == []


def test_a_wish_that_is_taken_back_lifts_no_reason_of_the_courts() -> None:
    first = defendant(make.case())
    second = elsewhere(first)
    mark_offline(first, "own_wish", "staff:x", NOW)
    people.mark_offline(second, "court_decision", "staff:y", NOW + timedelta(hours=1))
    withdraw_own_wish(first, "staff:x", NOW + timedelta(hours=2))
    assert (off_line([first]), off_line([second])) == ({""}, {"court_decision"})
    assert wish_stands([first, second]) == [False, False]
    assert Task.objects.get(kind="decide_offline", closed_at=None).party == second
    sequence(NOW + timedelta(days=4))
    assert list(compare_cases([first.case_id, second.case_id])) == []


def wish_stands(parties: list[Party]) -> list[bool]:
    rows = Party.objects.in_bulk([party.id for party in parties])
    return [rows[party.id].wants_paper_since is not None for party in parties]
