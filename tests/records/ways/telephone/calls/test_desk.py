"""The call desk: who comes first, what a number was tried, and that two clerks never begin the same call."""

from datetime import datetime, timedelta

import pytest

from songda.records.court.staff.models import User
from songda.records.matter.parties.models import Party
from songda.records.service.calls.models import Call
from songda.records.service.orders.models import Envelope
from songda.records.service.tasks.actions import TaskDraft, open_tasks
from songda.records.service.tasks.handing import TakenByAnother
from songda.records.service.tasks.models import Task
from songda.records.service.telephone.models import Dial
from songda.records.ways.telephone.calls.actions import record_call
from songda.records.ways.telephone.calls.desk import begin_call, begin_next, call_desk, hour_agreed_with
from songda.records.ways.telephone.calls.drafts import CallDraft
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


def test_whoever_answered_a_moment_ago_comes_after_all_others_until_something_new_is_to_be_asked() -> None:
    other, spoken = to_call(), to_call(timedelta(days=9))
    clerk = make.user()
    begin_call(call_desk(make.court(), OPEN_HOUR).rows[0], clerk, OPEN_HOUR)
    talk = tried(spoken, OPEN_HOUR - timedelta(minutes=20), "answered")
    Dial.objects.filter(id=talk.id).update(answered_at=talk.ringing_at)

    def coming(at: datetime) -> Party | None:
        row = call_desk(make.court(), at).next_for(clerk, at)
        return row.party if row else None

    assert call_desk(make.court(), OPEN_HOUR).rows[0].from_at == OPEN_HOUR + timedelta(minutes=40)
    assert coming(OPEN_HOUR) == other.party
    assert coming(OPEN_HOUR + timedelta(hours=1)) == other.party  # although the clerk has the call
    begin_call(call_desk(make.court(), OPEN_HOUR).rows[1], make.user(), OPEN_HOUR)  # nobody else is left
    assert (coming(OPEN_HOUR), coming(OPEN_HOUR + timedelta(hours=1))) == (None, spoken.party)
    open_tasks([TaskDraft("tell_of_hearing", "hearing_moved", spoken.case, spoken)], OPEN_HOUR)
    assert call_desk(make.court(), OPEN_HOUR).rows[0].from_at == OPEN_HOUR
    assert coming(OPEN_HOUR) == spoken.party


@pytest.mark.parametrize("line", ["trouble", "desk_did_not_answer", "given_up", "cut_off"])
def test_where_nobody_could_speak_they_are_called_next(line: str) -> None:
    to_call()
    first = to_call(timedelta(days=9))
    dial = tried(first, OPEN_HOUR - timedelta(minutes=20), line)
    Dial.objects.filter(id=dial.id).update(answered_at=dial.ringing_at if line == "cut_off" else None)
    coming = call_desk(make.court(), OPEN_HOUR).next_for(make.user(), OPEN_HOUR)
    assert coming is not None
    assert (coming.party, coming.from_at) == (first.party, OPEN_HOUR)


@pytest.mark.usual_day  # the next morning is a working day
def test_nobody_rings_at_night() -> None:
    to_call()
    midnight = OPEN_HOUR + timedelta(hours=14)
    (row,) = call_desk(make.court(), midnight).rows
    assert row.from_at is not None
    assert row.from_at.strftime("%H:%M") == "08:30"


def test_two_clerks_who_ask_for_the_next_call_get_two_people() -> None:
    one, two = to_call(timedelta(days=9)), to_call()
    chen, sun = make.user(name="书记员陈"), make.user(name="书记员孙")
    taken = [begin_next(make.court(), clerk, OPEN_HOUR) for clerk in (chen, sun)]
    assert [row and row.party for row in taken] == [one.party, two.party]
    assert {task.owner for task in Task.objects.filter(kind="call")} == {chen, sun}
    assert begin_next(make.court(), make.user(), OPEN_HOUR) is None


def test_nobody_is_led_to_a_person_who_may_not_be_rung_now_and_the_desk_says_from_when() -> None:
    """Or whoever goes from one call to the next would be led round and round among those who rest."""
    clerk, by_hand, over_the_line = make.user(), to_call(timedelta(days=9)), to_call()
    without = envelope(defendant(make.case(), None))
    open_tasks([TaskDraft("call", "no_consent", without.case, without)], OPEN_HOUR)
    vain = CallDraft(OPEN_HOUR, "unreachable", by_hand.party.addresses.get().id)
    record_call(by_hand.party, vain, f"staff:{clerk.id}", OPEN_HOUR)
    made_out(tried(over_the_line, OPEN_HOUR), clerk)
    desk = call_desk(make.court(), OPEN_HOUR)
    assert (len(desk.rows), desk.next_for(clerk, OPEN_HOUR)) == (3, None)
    assert desk.later_for(clerk, OPEN_HOUR) == OPEN_HOUR + timedelta(hours=1)
    later = OPEN_HOUR + timedelta(hours=1)
    coming = call_desk(make.court(), later).next_for(clerk, later)
    assert coming is not None
    assert coming.party in {by_hand.party, over_the_line.party}


def made_out(dial: Dial, clerk: User) -> None:
    """What came of it is said."""
    draft = CallDraft(dial.began_at, "unreachable", dial.address_id, dial_id=dial.id)
    record_call(dial.party, draft, f"staff:{clerk.id}", dial.began_at)


@pytest.mark.parametrize("line", ["answered", "cut_off", "no_answer", "switched_off", "trouble", "unknown"])
def test_a_call_that_ended_comes_back_to_its_caller_until_what_came_of_it_is_recorded(line: str) -> None:
    other, sent, sun = to_call(timedelta(days=9)), to_call(), make.user()
    dial = tried(sent, OPEN_HOUR, line)
    desk = call_desk(make.court(), OPEN_HOUR)
    assert {row.untold for row in desk.rows} == {None, dial}
    mine, suns = desk.next_for(dial.caller, OPEN_HOUR), desk.next_for(sun, OPEN_HOUR)
    assert (mine and mine.party, suns and suns.party) == (sent.party, other.party)
    made_out(dial, dial.caller)
    assert {row.untold for row in call_desk(make.court(), OPEN_HOUR).rows} == {None}


@pytest.mark.parametrize("line", ["desk_did_not_answer", "given_up"])
def test_where_they_were_not_rung_there_is_nothing_to_record(line: str) -> None:
    tried(to_call(), OPEN_HOUR, line)
    assert [row.untold for row in call_desk(make.court(), OPEN_HOUR).rows] == [None]


def test_a_talk_that_broke_off_agrees_to_nothing_and_is_made_again_without_an_hour_that_nobody_named() -> None:
    sent, clerk = to_call(), make.user()
    before, dial = sent.party.consents.count(), tried(sent, OPEN_HOUR, "answered")
    Dial.objects.filter(id=dial.id).update(answered_at=OPEN_HOUR, no_recording="recorder_failed")
    draft = CallDraft(OPEN_HOUR, "broke_off", dial.address_id, dial_id=dial.id, no_recording="recorder_failed")
    record_call(sent.party, draft, f"staff:{clerk.id}", OPEN_HOUR)
    assert sent.party.consents.count() == before
    (row,) = call_desk(make.court(), OPEN_HOUR).rows
    assert (row.reasons, row.task.named_at, row.from_at) == (["unread"], None, OPEN_HOUR)
    assert (row.numbers[0].tries.count, row.answered_at) == (0, None)


def test_a_line_that_breaks_off_again_and_again_rests_and_says_how_often() -> None:
    sent = to_call()
    for minutes in (30, 20):
        dial = tried(sent, OPEN_HOUR - timedelta(minutes=minutes), "cut_off")
        Dial.objects.filter(id=dial.id).update(answered_at=dial.ringing_at)
    (row,) = call_desk(make.court(), OPEN_HOUR).rows
    assert (row.numbers[0].tries.broken, row.from_at) == (2, OPEN_HOUR + timedelta(minutes=40))
    tried(sent, OPEN_HOUR - timedelta(minutes=10), "trouble")
    (row,) = call_desk(make.court(), OPEN_HOUR).rows
    assert (row.numbers[0].tries.broken, row.from_at) == (0, OPEN_HOUR)


def test_a_try_in_vain_before_the_hour_that_was_agreed_takes_nothing_of_it_away() -> None:
    sent, clerk, again = to_call(), f"staff:{make.user().id}", OPEN_HOUR + timedelta(days=1)
    number = sent.party.addresses.get().id
    record_call(sent.party, CallDraft(OPEN_HOUR, "call_again", number, again_at=again), clerk, OPEN_HOUR)
    record_call(sent.party, CallDraft(OPEN_HOUR, "unreachable", number), clerk, OPEN_HOUR)
    (row,) = call_desk(make.court(), OPEN_HOUR).rows
    assert (row.named_at, row.from_at, row.task.due_at) == (again, again, again)
    assert hour_agreed_with(sent.party, OPEN_HOUR) == again
    record_call(sent.party, CallDraft(again, "unreachable", number), clerk, again)
    assert hour_agreed_with(sent.party, again) is None


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


def test_the_hour_that_was_named_stands_whatever_else_comes_to_wait_for_the_call_unless_that_cannot_wait() -> None:
    sent, again = to_call(timedelta(days=9)), OPEN_HOUR + timedelta(days=1)
    person, by = sent.party, f"staff:{make.user().id}"
    record_call(person, CallDraft(NOW, "call_again", person.addresses.get().id, again_at=again, minutes=0), by, NOW)
    for order in range(2):
        later = envelope(person)
        open_tasks([TaskDraft("call", "no_consent", later.case, later)], OPEN_HOUR)
        Task.objects.filter(reason="no_consent").update(due_at=again + timedelta(hours=6))
        (row,) = call_desk(make.court(), OPEN_HOUR).rows
        assert len(row.tasks) == 2 + order
        assert (row.from_at, row.reasons) == (again, ["call_again", "no_consent"])
    assert call_desk(make.court(), OPEN_HOUR).next_for(make.user(), OPEN_HOUR) is None
    Task.objects.filter(reason="no_consent").update(due_at=again - timedelta(hours=1))
    assert call_desk(make.court(), OPEN_HOUR).rows[0].from_at == OPEN_HOUR


def test_a_call_in_vain_that_was_recorded_by_hand_is_a_try_until_they_answer() -> None:
    sent = to_call()
    number, by = sent.party.addresses.get().id, f"staff:{make.user().id}"

    def desk() -> tuple[int, datetime | None]:
        (row,) = call_desk(make.court(), OPEN_HOUR).rows
        return row.numbers[0].tries.count, row.from_at

    struck = record_call(sent.party, CallDraft(OPEN_HOUR - timedelta(days=1), "unreachable", number), by, OPEN_HOUR)
    record_call(sent.party, CallDraft(OPEN_HOUR - timedelta(minutes=20), "unreachable", number), by, OPEN_HOUR)
    open_tasks([TaskDraft("call", "unread", sent.case, sent)], OPEN_HOUR)
    assert desk() == (2, OPEN_HOUR + timedelta(minutes=40))
    Call.objects.filter(id=struck.id).update(struck_at=OPEN_HOUR)
    assert desk()[0] == 1
    answered = CallDraft(OPEN_HOUR, "refuses", number, no_recording="no_recorder")
    record_call(sent.party, answered, by, OPEN_HOUR)
    open_tasks([TaskDraft("tell_of_hearing", "hearing_moved", sent.case, sent)], OPEN_HOUR)
    assert desk() == (0, OPEN_HOUR)


def test_people_of_another_court_are_not_called() -> None:
    to_call()
    assert call_desk(make.other_court(), OPEN_HOUR).rows == []


@pytest.mark.parametrize("people", [1, 6])
def test_the_desk_costs_the_same_for_one_and_for_many(django_assert_max_num_queries, people: int) -> None:  # type: ignore[no-untyped-def]
    for _ in range(people):
        to_call()
    court = make.court()
    with django_assert_max_num_queries(7):
        call_desk(court, OPEN_HOUR)
