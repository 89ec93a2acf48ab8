"""The call desk: who comes first, what a number was tried, and that two clerks never begin the same call."""

from datetime import datetime, timedelta

import pytest

from songda.records.delivery.calls.actions import record_call
from songda.records.delivery.calls.desk import begin_call, begin_next, call_desk
from songda.records.delivery.calls.drafts import CallDraft
from songda.records.delivery.orders.models import Envelope
from songda.records.delivery.tasks.actions import TaskDraft, open_tasks
from songda.records.delivery.tasks.handing import TakenByAnother
from songda.records.delivery.tasks.models import Task
from songda.records.delivery.telephone.models import Dial
from tests import make
from tests.records.stage import NOW, defendant, envelope

pytestmark = pytest.mark.database
OPEN_HOUR = NOW.replace(hour=2, minute=0)  # ten in the morning there


def to_call(before: timedelta = timedelta(days=1)) -> Envelope:
    """Papers for whose sake somebody is to call."""
    sent = envelope(defendant(make.case()))
    open_tasks([TaskDraft("call", "unread", sent.case, sent)], OPEN_HOUR - before)
    return sent


def tried(sent: Envelope, at: datetime, line: str = "no_answer") -> Dial:
    number = sent.party.addresses.get()
    return Dial.objects.create(
        kind="talk",
        party=sent.party,
        address=number,
        caller=make.user(),
        extension="801",
        asked_at=at,
        ringing_at=at,
        ended_at=at,
        line=line,
    )


def test_who_waits_longest_comes_first_and_says_how_often_their_number_was_tried() -> None:
    later, first = to_call(), to_call(timedelta(days=9))
    tried(first, OPEN_HOUR - timedelta(days=1))
    rows = call_desk(make.court(), OPEN_HOUR).rows
    assert [row.party for row in rows] == [first.party, later.party]
    assert [[number.tries.count for number in row.numbers] for row in rows] == [[1], [0]]
    assert {row.from_at for row in rows} == {OPEN_HOUR}


def test_a_number_that_was_just_tried_rests_and_another_person_comes_before() -> None:
    other, first = to_call(), to_call(timedelta(days=9))
    tried(first, OPEN_HOUR - timedelta(minutes=20))
    desk = call_desk(make.court(), OPEN_HOUR)
    assert desk.rows[0].from_at == OPEN_HOUR + timedelta(minutes=40)
    coming = desk.next_for(make.user(), OPEN_HOUR)
    assert coming is not None
    assert coming.party == other.party


def test_nobody_rings_at_night() -> None:
    to_call()
    midnight = OPEN_HOUR + timedelta(hours=14)
    (row,) = call_desk(make.court(), midnight).rows
    assert row.from_at is not None
    assert row.from_at.strftime("%H:%M") == "08:30"


def test_two_clerks_who_ask_for_the_next_call_get_two_people() -> None:
    one, two = to_call(timedelta(days=9)), to_call()
    chen, sun = make.user(name="书记员陈"), make.user(name="书记员孙")
    assert begin_next(make.court(), chen, OPEN_HOUR) == one.party
    assert begin_next(make.court(), sun, OPEN_HOUR) == two.party
    assert {task.owner for task in Task.objects.filter(kind="call")} == {chen, sun}
    assert begin_next(make.court(), make.user(), OPEN_HOUR) is None


def test_whoever_was_slower_learns_that_somebody_has_the_call() -> None:
    to_call()
    (row,) = call_desk(make.court(), OPEN_HOUR).rows
    (same,) = call_desk(make.court(), OPEN_HOUR).rows
    begin_call(row, make.user(), OPEN_HOUR)
    with pytest.raises(TakenByAnother):
        begin_call(same, make.user(), OPEN_HOUR)


def test_nobody_is_rung_twice_at_once() -> None:
    sent = to_call()
    dial = tried(sent, OPEN_HOUR)
    Dial.objects.filter(id=dial.id).update(ended_at=None, line="")
    desk = call_desk(make.court(), OPEN_HOUR)
    assert desk.rows[0].line == dial
    assert desk.next_for(make.user(), OPEN_HOUR) is None


def test_who_is_to_be_called_at_an_hour_waits_for_it_below_the_others() -> None:
    sent, other = to_call(timedelta(days=9)), to_call()
    again = OPEN_HOUR + timedelta(days=1)
    record_call(
        sent.party,
        CallDraft(NOW, "call_again", sent.party.addresses.get().id, again_at=again, minutes=0),
        f"staff:{make.user().id}",
        NOW,
    )
    rows = call_desk(make.court(), OPEN_HOUR).rows
    assert [row.party for row in rows] == [other.party, sent.party]
    assert rows[1].from_at == again


def test_people_of_another_court_are_not_called() -> None:
    to_call()
    assert call_desk(make.other_court(), OPEN_HOUR).rows == []


@pytest.mark.parametrize("people", [1, 6])
def test_the_desk_costs_the_same_for_one_and_for_many(django_assert_max_num_queries, people: int) -> None:  # type: ignore[no-untyped-def]
    for _ in range(people):
        to_call()
    court = make.court()
    with django_assert_max_num_queries(6):
        call_desk(court, OPEN_HOUR)
