"""A look-up that waits stands on a desk until it is decided; a found number is called first where the court says so."""

from datetime import timedelta

import pytest

from songda.core.access import Role
from songda.core.delivery.plan import HandOver
from songda.core.refusal import Refused
from songda.records.court.staff.court_settings import call_found_first
from songda.records.ground.evidence.models import Event
from songda.records.law.planning.advance import advance, reconsider
from songda.records.matter.cases.actions import Reason
from songda.records.overview.boards.judge_desk import Desk
from songda.records.overview.boards.preview import called_first, first_steps
from songda.records.service.attempts.models import Attempt
from songda.records.service.tasks.by_hand import close_by_hand
from songda.records.service.tasks.handing import hand_over
from songda.records.service.tasks.models import Task
from songda.records.ways.lookups.actions import approve, decline, withdraw
from songda.records.ways.lookups.course import end_pending
from songda.records.ways.lookups.models import Lookup
from songda.records.ways.telephone.calls.actions import record_call
from songda.records.ways.telephone.calls.drafts import CallDraft
from songda.records.ways.telephone.calls.following import announce_call
from tests import make
from tests.records.stage import defendant, envelope
from tests.records.ways.lookups.stage import requested

pytestmark = pytest.mark.database
NOW = make.NOW


def waiting() -> tuple[Lookup, Task]:
    judge = make.user(role=Role.JUDGE)
    lookup = requested(make.party(make.case(judge_id=judge.id)))
    return lookup, Task.objects.get(kind="approve_lookup")


def test_it_is_the_judges_of_the_case_and_stands_on_their_desk() -> None:
    lookup, task = waiting()
    judge = lookup.case.judge
    assert judge is not None
    assert (task.reason, task.owner_id) == ("lookup_requested", judge.id)
    assert list(Desk(lookup.case.court, judge).lookups()) == [lookup]
    assert list(Desk(lookup.case.court, make.user(role=Role.JUDGE)).lookups()) == []


def test_neither_a_clerk_takes_it_on_nor_does_anybody_end_it_by_hand() -> None:
    _, task = waiting()
    with pytest.raises(Refused, match="task_is_an_approvers"):
        hand_over(task, make.user(), "staff:x", NOW)
    with pytest.raises(Refused, match="closes_itself"):
        close_by_hand(task, Reason("已口头同意"), None, "staff:x", NOW)
    hand_over(task, make.user(role=Role.SUPERVISOR), "staff:x", NOW)


@pytest.mark.parametrize("what", ["approved", "declined", "withdrawn", "expired"])
def test_whatever_becomes_of_it_it_leaves_the_desk(what: str) -> None:
    lookup, task = waiting()
    boss, why = make.user(role=Role.SUPERVISOR), Reason("另有线索")
    match what:
        case "approved":
            approve(lookup, boss, NOW)
        case "declined":
            decline(lookup, why, boss, NOW)
        case "withdrawn":
            withdraw(lookup, why, "staff:x", NOW)
        case "expired":
            end_pending(lookup.valid_until + timedelta(minutes=1))
    task.refresh_from_db()
    assert task.ended_by == "lookup_decided"
    assert not Desk(lookup.case.court, lookup.case.judge).lookups().exists()


def test_a_found_number_is_written_to_only_after_a_call_where_the_court_says_so() -> None:
    court = make.court()
    assert call_found_first(court, "staff:x", NOW, calls=True)
    assert not call_found_first(court, "staff:x", NOW, calls=True)
    assert Event.objects.filter(name="court.call_demanded").count() == 1
    party = defendant(make.case(), "found")
    number = party.addresses.get()
    envelope(party)
    advance(NOW)
    assert not Attempt.objects.exists()
    assert Task.objects.get().reason == "found_first_called"
    assert called_first(party) == [number]
    assert first_steps(party.case, [(party, [])], NOW) == {party.id: HandOver("call", "found_first_called")}
    with pytest.raises(Refused, match="found_is_called_first"):
        announce_call(number, NOW + timedelta(hours=1), "staff:x", NOW)
    by, later = f"staff:{make.user().id}", NOW + timedelta(hours=1)
    record_call(party, CallDraft(NOW, "has_lawyer", number.id, no_recording="no_recorder"), by, later)
    reconsider([party.id], [], later)
    advance(later)
    assert Attempt.objects.get().address == number
    assert called_first(party) == []


def test_where_the_court_says_nothing_a_found_number_is_written_to_at_once() -> None:
    party = defendant(make.case(), "found")
    envelope(party)
    advance(NOW)
    assert Attempt.objects.count() == 1
