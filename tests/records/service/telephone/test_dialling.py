"""A number is dialled within the rules; what the system saw is on record once, apart from what the clerk chose."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.conf import settings

from songda.core.refusal import Refused, WrongField
from songda.records.ground.evidence.models import Event
from songda.records.matter.parties.models import Address
from songda.records.service.telephone.dialling import hang_up, place_dial, tries_of
from songda.records.service.telephone.exchange import (
    came_too_late,
    note_seen,
    take_hang_ups,
    take_wanted,
    to_look_after,
    wanted_of,
)
from songda.records.service.telephone.models import Dial
from songda.records.ways.telephone.calls.actions import record_call
from songda.records.ways.telephone.calls.drafts import CallDraft
from songda.telephony import LineEvent, LineState, SeenEvent
from tests import make

pytestmark = pytest.mark.database
NOW = make.NOW  # a Monday, ten o'clock in Xiaoyi
NIGHT = datetime(2026, 6, 1, 14, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def system(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "TELEPHONE_URL", "ari://songda:word@127.0.0.1", raising=False)


def clerk() -> str:
    return f"staff:{make.user().id}"


def dialled(address: Address | None = None, at: datetime = NOW, extension: str = "801") -> Dial:
    return place_dial(address or make.address(), extension, clerk(), at)


def see(dial: Dial, what: LineEvent, seconds: float = 0, **more: object) -> None:
    at = dial.asked_at + timedelta(seconds=seconds)
    note_seen(SeenEvent(dial.ref, what, at, **more), at)  # type: ignore[arg-type]


def names() -> list[str]:
    told = Event.objects.filter(name__regex=r"^(call|recording)\.").order_by("number")
    return list(told.values_list("name", flat=True))


def test_a_dialled_number_is_given_to_the_telephone_system_once() -> None:
    dial = dialled()
    (wanted,) = take_wanted(NOW)
    assert (wanted.ref, wanted.extension, wanted.number) == (dial.ref, "801", dial.address.value)
    assert take_wanted(NOW) == []
    event = Event.objects.get(name="call.dialled")
    assert event.data["dial"] == str(dial.id)
    assert dial.address.value not in event.leaf


@pytest.mark.usual_day
def test_what_waited_until_nobody_may_be_rung_is_not_handed_over() -> None:
    noon = datetime(2026, 6, 1, 3, 59, 30, tzinfo=UTC)  # half a minute before twelve in Xiaoyi
    late, early = dialled(at=noon), dialled(at=noon - timedelta(minutes=5))
    assert came_too_late(noon) == []
    assert {each.ref for each in take_wanted(noon)} == {late.ref, early.ref}
    waits = dialled(at=noon)
    assert take_wanted(noon + timedelta(seconds=30)) == []
    assert came_too_late(noon + timedelta(seconds=30)) == [waits.ref]


@pytest.mark.usual_day
def test_a_try_counts_by_when_it_rang_there_not_by_when_it_was_asked_for() -> None:
    asked = datetime(2026, 6, 1, 9, 59, tzinfo=UTC)  # a minute before the evening begins
    dial = dialled(at=asked)
    see(dial, LineEvent.RINGING, 70)
    see(dial, LineEvent.ENDED, 90, line=LineState.NO_ANSWER)
    tries = tries_of(dial.address)
    assert (tries.last_at, tries.missing) == (asked + timedelta(seconds=70), ("weekday", "weekend"))
    with pytest.raises(Refused) as refused:
        place_dial(dial.address, "801", clerk(), asked + timedelta(minutes=61))
    assert refused.value.details["time"] == "19:00"


def test_a_number_rests_as_long_after_a_try_by_hand_as_after_one_over_the_line() -> None:
    number, by = make.address(address_class="found"), clerk()
    record_call(number.party, CallDraft(NOW, "unreachable", number.id), by, NOW)
    with pytest.raises(Refused) as refused:
        place_dial(number, "801", by, NOW + timedelta(minutes=59))
    assert refused.value.code == "dial_number_tried_just_now"
    assert place_dial(number, "801", by, NOW + timedelta(minutes=60)).ended_at is None


def test_what_the_line_did_is_on_record_with_its_times_and_once() -> None:
    dial = dialled()
    for _ in range(2):
        see(dial, LineEvent.DESK_ANSWERED, 1)
        see(dial, LineEvent.RINGING, 2)
        see(dial, LineEvent.ANSWERED, 5)
        see(dial, LineEvent.ENDED, 65, line=LineState.ANSWERED, cause="16", heard=frozenset({"desk"}))
    dial.refresh_from_db()
    assert (dial.line, dial.cause, dial.heard, dial.talk_ms) == ("answered", "16", ["desk"], 60_000)
    assert names() == ["call.dialled", "call.desk_answered", "call.ringing", "call.answered", "call.ended"]
    ended = Event.objects.get(name="call.ended")
    assert (ended.actor, ended.happened_at) == ("provider:telephone", NOW + timedelta(seconds=65))


def test_nothing_that_comes_after_the_end_changes_the_line() -> None:
    dial = dialled()
    see(dial, LineEvent.ENDED, 5, line=LineState.BUSY)
    see(dial, LineEvent.ANSWERED, 6)
    see(dial, LineEvent.ENDED, 7, line=LineState.ANSWERED)
    dial.refresh_from_db()
    assert (dial.line, dial.answered_at) == ("busy", None)


def test_a_call_of_nobody_here_is_passed_over() -> None:
    note_seen(SeenEvent(uuid4().hex, LineEvent.ANSWERED, NOW), NOW)
    assert not Dial.objects.exists()


def test_a_call_is_ended_once_and_by_name() -> None:
    dial = dialled()
    take_wanted(NOW)
    by = clerk()
    hang_up(dial, by, NOW)
    hang_up(dial, by, NOW)
    assert take_hang_ups(NOW) == [dial.ref]
    assert take_hang_ups(NOW) == []
    assert Event.objects.get(name="call.hung_up").actor == by


def test_at_night_the_refusal_says_from_when_it_may_ring() -> None:
    with pytest.raises(Refused) as refused:
        dialled(at=NIGHT)
    assert refused.value.code == "dial_outside_hours"
    assert "2026年6月2日08:30" in refused.value.sentence("zh")
    assert "2 June 2026 from 08:30" in refused.value.sentence("en")
    assert not Dial.objects.exists()


def test_a_line_calls_forty_different_people_a_day() -> None:
    case, by = make.case(), clerk()
    for _ in range(40):
        address = make.address(make.party(case))
        dial = place_dial(address, "801", by, NOW)
        see(dial, LineEvent.ENDED, 1, line=LineState.ANSWERED)
    with pytest.raises(Refused, match="dial_line_called_enough"):
        place_dial(make.address(make.party(case)), "801", by, NOW)
    place_dial(address, "801", by, NOW)  # they were called today already
    place_dial(make.address(make.party(case)), "802", by, NOW)  # another line


def test_the_same_person_in_two_cases_is_one_person() -> None:
    number = make.resident_id()
    first, second = (make.address(make.party(make.case(), number=number)) for _ in range(2))
    see(dialled(first), LineEvent.ENDED, 1, line=LineState.ANSWERED)
    dialled(second)
    rows = Dial.objects.values_list("party__number_index", flat=True)
    assert len({bytes(row) for row in rows if row}) == 1


@pytest.mark.parametrize("line", [LineState.GIVEN_UP, LineState.TROUBLE, LineState.DESK_DID_NOT_ANSWER])
def test_a_try_that_says_nothing_of_the_number_may_be_repeated_at_once(line: LineState) -> None:
    address = make.address()
    see(dialled(address), LineEvent.ENDED, 1, line=line)
    dialled(address)
    assert tries_of(address).count == 0


def test_a_number_that_did_not_answer_is_left_in_peace_for_an_hour() -> None:
    address = make.address()
    see(dialled(address), LineEvent.ENDED, 1, line=LineState.NO_ANSWER)
    with pytest.raises(Refused, match="dial_number_tried_just_now"):
        dialled(address, NOW + timedelta(minutes=59))
    dialled(address, NOW + timedelta(minutes=60))


def test_nobody_is_called_by_two_desks_at_once() -> None:
    address = make.address()
    dialled(address)
    with pytest.raises(Refused, match="call_under_way"):
        dialled(address, extension="802")


def test_a_number_of_somebody_else_and_one_that_is_no_telephone_are_not_rung() -> None:
    with pytest.raises(Refused, match="number_of_somebody_else"):
        dialled(make.address(address_class="rejected"))
    with pytest.raises(Refused, match="no_number_to_confirm"):
        dialled(make.address(kind="email", value="li@mail.example"))


def test_without_a_telephone_system_and_with_a_wrong_extension_nothing_is_dialled() -> None:
    with pytest.raises(WrongField, match="wrong_extension"):
        dialled(extension="8o1")
    settings.TELEPHONE_URL = ""
    with pytest.raises(Refused, match="no_telephone_system"):
        dialled()


def test_a_number_is_exhausted_after_tries_in_every_part_of_the_week() -> None:
    address = make.address()
    tuesday = NOW + timedelta(days=8)
    for at in (NOW, NOW + timedelta(hours=9), NOW + timedelta(days=5)):  # Monday, its evening, Saturday
        see(dialled(address, at), LineEvent.ENDED, 30, line=LineState.NO_ANSWER)
    assert (tries_of(address).count, tries_of(address).is_exhausted) == (3, False)
    see(dialled(address, tuesday), LineEvent.ENDED, 30, line=LineState.SWITCHED_OFF)
    assert tries_of(address).is_exhausted
    later = dialled(address, tuesday + timedelta(hours=1))
    see(later, LineEvent.ANSWERED, 5)
    see(later, LineEvent.ENDED, 30, line=LineState.ANSWERED)
    assert tries_of(address).count == 0


def test_a_worker_that_begins_asks_what_became_of_every_running_call() -> None:
    dial = dialled()
    take_wanted(NOW)
    see(dial, LineEvent.DESK_ANSWERED, 1)
    assert to_look_after(NOW, everything=False) == []
    (known,) = to_look_after(NOW, everything=True)
    assert known.seen == {LineEvent.DESK_ANSWERED}
    dial.refresh_from_db()
    assert wanted_of(dial) == known
