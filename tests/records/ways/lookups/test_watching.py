"""The watch: a replayed abuser is found within a day, and an ordinary desk raises nothing."""

from datetime import datetime, timedelta

import pytest

from songda.clock import new_id
from songda.core.access import Role
from songda.core.law import profile_of
from songda.core.lookups import Habit, is_off_hours, is_too_many
from songda.core.refusal import Refused
from songda.records.court.staff.models import User
from songda.records.ground.evidence.models import Event
from songda.records.matter.cases.actions import Reason
from songda.records.matter.parties.models import Address, Party
from songda.records.ways.lookups.models import Alarm, Lookup
from songda.records.ways.lookups.watching import alarms_of, open_alarms, review, watch
from songda.records.ways.telephone.calls.actions import record_call
from songda.records.ways.telephone.calls.drafts import CallDraft
from tests import make
from tests.records.ways.lookups.stage import found, requested, supervisor
from tests.rows import all_rows

MONDAY = make.NOW
DAY = timedelta(days=1)


@all_rows(
    ("today", "own", "peers", "raised"),
    [
        (5, [], [], False),
        (16, [], [], True),
        (6, [2, 2, 2], [], False),
        (7, [2, 2, 2], [], True),
        (10, [4, 4, 4], [4, 4], False),
        (300, [300] * 60, [2, 3, 2], True),  # whose habit is the abuse
        (300, [300] * 60, [], False),
        (12, [2, 1], [40, 50], True),
    ],
)
def test_what_is_too_many(today: int, own: list[int], peers: list[int], raised: bool) -> None:
    assert is_too_many(today, Habit(own, peers)) is raised


@pytest.mark.parametrize(
    ("at", "odd"),
    [
        ("2026-06-01T10:00", False),
        ("2026-06-01T06:59", True),
        ("2026-06-01T20:00", True),
        ("2026-06-06T10:00", True),
        ("2026-10-01T10:00", True),
    ],
)
def test_outside_hours_are_nights_and_rest_days(at: str, odd: bool) -> None:
    assert is_off_hours(datetime.fromisoformat(at), profile_of("cn").calendar) is odd


def replay(party: Party, asker: User, at: datetime, count: int) -> None:
    """Look-ups as they stood in the table of a court whose officer asked day after day."""
    rows = [
        Lookup(
            id=new_id(),
            case_id=party.case_id,
            party=party,
            subject_index=new_id().bytes,
            name_index=party.name_index,
            purpose="service",
            ground="no_address",
            why_sealed=b"",
            operators=["mobile"],
            asked_by=f"staff:{asker.id}",
            asked_at=at,
            valid_until=at,
            state="declined",
            decided_by="engine",
        )
        for _ in range(count)
    ]
    Lookup.objects.bulk_create(rows)


@pytest.mark.night("replays nine months")
@pytest.mark.database
def test_an_abuser_of_nine_months_is_found_on_the_first_day_of_the_watch() -> None:
    abuser, peers, party = make.user(name="专员某"), [make.user(name=f"同事{n}") for n in range(3)], make.party()
    for back in range(60):
        replay(party, abuser, MONDAY - back * DAY, 330)
        for peer in peers:
            replay(party, peer, MONDAY - back * DAY, 2)
    watch(MONDAY + timedelta(hours=1))
    raised = Alarm.objects.filter(kind="too_many", day="2026-06-01")
    assert [(alarm.actor, alarm.count, alarm.usual) for alarm in raised] == [(f"staff:{abuser.id}", 330, 6)]


@pytest.mark.database
def test_an_abuser_who_begins_today_is_found_today_and_once() -> None:
    quiet, party = make.user(), make.party()
    for back in range(1, 60):
        replay(party, quiet, MONDAY - back * DAY, 2)
    watch(MONDAY)
    assert not Alarm.objects.exists()
    replay(party, quiet, MONDAY, 40)
    assert [watch(MONDAY + timedelta(minutes=n)) for n in (1, 2)] == [1, 0]
    assert Event.objects.filter(name="lookup_alarm.raised").count() == 1


@pytest.mark.database
def test_a_look_up_at_night_is_raised() -> None:
    night = MONDAY + timedelta(hours=13)
    requested(at=night)
    watch(night + timedelta(minutes=1))
    assert list(Alarm.objects.values_list("kind", flat=True)) == ["off_hours"]


@pytest.mark.database
def test_one_person_looked_up_by_two_courts_is_raised_in_both_and_neither_is_named_to_the_other() -> None:
    here = make.party()
    requested(here)
    there = make.party(make.case(make.other_court()), name=here.name, number=here.number)
    requested(there, by=make.user(make.other_court()))
    watch(MONDAY + timedelta(minutes=1))
    raised = Alarm.objects.filter(kind="two_courts")
    assert {alarm.court_id for alarm in raised} == {make.court().id, make.other_court().id}
    assert all(alarm.lookup is not None and alarm.lookup.case.court_id == alarm.court_id for alarm in raised)


@pytest.mark.database
def test_numbers_that_nobody_calls_within_three_days_are_raised_and_a_call_prevents_it() -> None:
    used, unused = found(), found()
    address = Address.objects.get(party=used.party)
    at = MONDAY + DAY
    record_call(used.party, CallDraft(at, "unreachable", address.id), f"staff:{make.user().id}", at)
    watch(MONDAY + 2 * DAY)
    assert not Alarm.objects.exists()
    watch(MONDAY + 3 * DAY)
    assert [(alarm.kind, alarm.actor, alarm.count) for alarm in Alarm.objects.all()] == [("unused", unused.asked_by, 1)]


@pytest.mark.database
def test_an_alarm_is_judged_by_another_person_with_the_office_once() -> None:
    chief = supervisor()
    replay(make.party(), chief, MONDAY, 40)
    watch(MONDAY + timedelta(minutes=1))
    alarm = Alarm.objects.get()
    auditor = make.user(role=Role.AUDITOR, name="审计员")
    reason = Reason("已核实，系批量案件")
    for wrong, code in ((chief, "alarm_about_you"), (make.user(), "alarm_not_yours")):
        with pytest.raises(Refused, match=code):
            review(alarm, reason, wrong, MONDAY)
    with pytest.raises(Refused, match="alarm_not_yours"):
        review(alarm, reason, make.user(make.other_court(), Role.AUDITOR), MONDAY)
    review(alarm, reason, auditor, MONDAY)
    assert (alarm.review, open_alarms(make.court()), len(alarms_of(make.court()).rows)) == (reason.words, 0, 1)
    with pytest.raises(Refused, match="alarm_reviewed_already"):
        review(alarm, reason, supervisor(), MONDAY)
