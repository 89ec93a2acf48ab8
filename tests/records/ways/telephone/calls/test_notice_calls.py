"""A notice call rings within the rules; a digit says that it was heard and nothing more; unheard it leads on."""

from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings

from songda.core.refusal import Refused, WrongField
from songda.records.ground.evidence.models import Event
from songda.records.matter.parties.models import Address, Consent
from songda.records.service.calls.models import Call
from songda.records.service.findings.models import Finding
from songda.records.service.tasks.models import Task
from songda.records.service.telephone import dialling
from songda.records.service.telephone.dialling import place_notice
from songda.records.service.telephone.exchange import take_notices, take_wanted, to_look_after
from songda.records.service.telephone.models import Dial
from songda.records.ways.telephone.calls.following import note_not_begun, note_seen
from songda.telephony import LineEvent, LineState, Notice, SeenEvent
from songda.telephony.speech import Espeak
from tests import make
from tests.records import stage

pytestmark = pytest.mark.database
NOW = make.NOW  # a Monday, ten o'clock in Xiaoyi
CHINA = ZoneInfo("Asia/Shanghai")


@pytest.fixture(autouse=True)
def system(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(settings, "TELEPHONE_URL", f"ari://songda:word@127.0.0.1?sounds={tmp_path}")
    monkeypatch.setattr(dialling, "speaker", lambda: Espeak("espeak-ng"))


def placed(address: Address | None = None, language: str = "zh") -> Dial:
    return place_notice(address or make.address(), language, f"staff:{make.user().id}", NOW)


def see(dial: Dial, what: LineEvent, seconds: float = 5, **more: object) -> None:
    at = dial.asked_at + timedelta(seconds=seconds)
    note_seen(SeenEvent(dial.ref, what, at, **more), at)  # type: ignore[arg-type]


def test_what_is_spoken_is_on_record_and_names_neither_case_nor_person() -> None:
    dial = placed()
    event = Event.objects.get(name="call.notice_begun")
    assert event.data["text"] == dial.spoken
    assert dial.party.case.court.name in dial.spoken
    for secret in (dial.party.case.number, dial.party.name, dial.address.value):
        assert secret not in dial.spoken
        assert secret not in event.leaf


def test_it_is_given_to_the_telephone_system_once_and_never_as_a_talk() -> None:
    address = make.address()
    address.party.case.court.name_en = "Xiaoyi People's Court"
    dial = placed(address, "en")
    assert take_wanted(NOW) == []
    (waiting,) = take_notices(NOW)
    assert (waiting.notice.ref, waiting.language, waiting.text) == (dial.ref, "en", dial.spoken)
    assert take_notices(NOW) == []
    see(dial, LineEvent.ANSWERED)
    see(dial, LineEvent.DIGIT, digit="1")
    (running,) = to_look_after(NOW, everything=True)
    assert isinstance(running, Notice)
    assert running.seen == {LineEvent.ANSWERED, LineEvent.DIGIT}


def test_hours_and_pace_are_those_of_every_other_dial() -> None:
    address, by = make.address(), f"staff:{make.user().id}"
    with pytest.raises(Refused, match="dial_outside_hours"):
        place_notice(address, "zh", by, NOW + timedelta(hours=12))
    see(placed(address), LineEvent.ENDED, line=LineState.NO_ANSWER)
    with pytest.raises(Refused, match="dial_number_tried_just_now"):
        placed(address)
    running = placed()
    with pytest.raises(Refused, match="call_under_way"):
        placed(running.address)


def test_in_a_language_in_which_the_court_has_no_name_nothing_is_spoken() -> None:
    with pytest.raises(WrongField):
        placed(language="en")


def test_without_a_speaker_a_folder_or_a_number_to_call_none_is_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    address = make.address()
    address.party.case.court.phone = ""
    with pytest.raises(Refused, match="no_court_phone"):
        placed(address)
    monkeypatch.setattr(dialling, "speaker", lambda: None)
    with pytest.raises(Refused, match="no_notice_calls"):
        placed()
    monkeypatch.setattr(settings, "TELEPHONE_URL", "ari://songda:word@127.0.0.1")
    with pytest.raises(Refused, match="no_notice_calls"):
        placed()
    monkeypatch.setattr(settings, "TELEPHONE_URL", "")
    with pytest.raises(Refused, match="no_telephone_system"):
        placed()


def test_a_digit_says_that_it_was_heard_and_is_neither_consent_nor_receipt_nor_a_call() -> None:
    address = make.address()
    stage.order(address.party)
    findings, told = list(Finding.objects.values()), Event.objects.count()
    dial = placed(address)
    for what in (LineEvent.ANSWERED, LineEvent.PLAYED):
        see(dial, what)
    see(dial, LineEvent.DIGIT, digit="1")
    see(dial, LineEvent.ENDED, 40, line=LineState.ANSWERED)
    dial.refresh_from_db()
    assert (dial.was_heard, dial.digit) == (True, "1")
    assert not Consent.objects.exists()
    assert not Call.objects.exists()
    assert list(Finding.objects.values()) == findings
    fresh = Event.objects.order_by("recorded_at", "id")[told:].values_list("name", flat=True)
    assert {name.partition(".")[0] for name in fresh} == {"call", "staff"}  # the clerk begins to work here, and calls


UNHEARD: list[tuple[list[LineEvent], LineState]] = [
    ([], LineState.NO_ANSWER),
    ([], LineState.BUSY),
    ([LineEvent.ANSWERED], LineState.ANSWERED),  # and rang off at once
    ([LineEvent.ANSWERED, LineEvent.MACHINE], LineState.ANSWERED),
    ([LineEvent.ANSWERED, LineEvent.MACHINE, LineEvent.PLAYED], LineState.ANSWERED),
]


@pytest.mark.parametrize(("seen", "line"), UNHEARD)
@pytest.mark.usual_day
def test_a_notice_that_nobody_heard_comes_back_as_a_call_at_the_next_hour(
    seen: list[LineEvent], line: LineState
) -> None:
    dial = placed()
    for what in seen:
        see(dial, what)
    for _ in range(2):
        see(dial, LineEvent.ENDED, 30, line=line, cause="16")
    task = Task.objects.get(reason="notice_unheard")
    assert (task.kind, task.party) == ("call", dial.party)
    hour = task.due_at.astimezone(CHINA).strftime("%Y-%m-%dT%H:%M")
    assert hour == ("2026-06-01T11:00" if seen else "2026-06-01T18:00")


def test_one_that_was_played_to_its_end_or_that_the_clerk_ended_leads_to_nothing() -> None:
    first, second = placed(), placed()
    see(first, LineEvent.ANSWERED)
    see(first, LineEvent.PLAYED)
    see(first, LineEvent.ENDED, 40, line=LineState.ANSWERED)
    Dial.objects.filter(id=second.id).update(hang_up_at=NOW)
    see(second, LineEvent.ENDED, 40, line=LineState.NO_ANSWER)
    assert not Task.objects.exists()


def test_where_a_call_is_to_be_made_already_no_second_task_is_opened() -> None:
    dial = placed()
    see(dial, LineEvent.ENDED, line=LineState.NO_ANSWER)
    Dial.objects.update(asked_at=NOW - timedelta(hours=2))
    see(placed(dial.address), LineEvent.ENDED, line=LineState.NO_ANSWER)
    assert Task.objects.count() == 1


def test_of_an_exhausted_number_another_address_is_looked_for() -> None:
    see(placed(), LineEvent.ENDED, line=LineState.NOT_IN_SERVICE)
    task = Task.objects.get()
    assert (task.kind, task.reason) == ("find_address", "unreachable")


def test_one_that_could_not_be_begun_comes_back_too() -> None:
    dial = placed()
    take_notices(NOW)
    note_not_begun(dial.ref, "the telephone system does not answer", NOW)
    assert Task.objects.get().reason == "notice_unheard"
    assert Event.objects.get(name="call.ended").data["line"] == "trouble"
