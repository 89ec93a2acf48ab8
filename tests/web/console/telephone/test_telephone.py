"""The telephone's pages: dialled by a form, watched, told apart from the clerk's words, played in parts on record."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from songda.core.access import Role
from songda.records.ground.evidence.models import Event
from songda.records.matter.parties.models import Address
from songda.records.service.calls.models import Call
from songda.records.service.telephone.exchange import note_seen
from songda.records.service.telephone.models import Dial
from songda.records.service.telephone.recordings import erase_recordings
from songda.telephony import LineEvent, LineState, SeenEvent
from tests import make
from tests.web.console.telephone.dialled import SYSTEM, a_dial, a_recorded_talk, a_talk
from tests.web.console.world import signed_in

pytestmark = pytest.mark.database


def url(name: str, key: object) -> str:
    return reverse(f"console:{name}", args=[key])


@pytest.fixture
def system(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "TELEPHONE_URL", SYSTEM)
    monkeypatch.setattr("songda.web.console.telephone.dials.now", lambda: make.NOW)


def number() -> Address:
    return make.address(address_class="found")


def page(client: Client, name: str, key: object) -> str:
    answer = client.get(url(name, key))
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_without_a_telephone_system_the_number_is_a_link() -> None:
    address = number()
    shown = page(signed_in(), "new_dial", address.party_id)
    assert f'href="tel:{address.value}"' in shown
    assert "未接入电话系统" in shown


@pytest.mark.usefixtures("system")
def test_a_click_dials_the_number_and_leads_to_the_line() -> None:
    address, client = number(), signed_in()
    sent = client.post(url("new_dial", address.party_id), {"address": str(address.id), "extension": "801"})
    dial = Dial.objects.get()
    assert (sent.status_code, sent["Location"]) == (302, url("dial", dial.id))
    assert "电话正在进行" in page(client, "dial", dial.id)
    assert client.post(url("end_dial", dial.id)).status_code == 302
    dial.refresh_from_db()
    assert dial.hang_up_at is not None
    again = page(client, "new_dial", address.party_id)
    assert 'value="801"' in again  # the extension is known from now on
    assert f'href="{url("new_call", address.party_id)}"' in again  # for whoever spoke over another telephone


@pytest.mark.usefixtures("system")
def test_the_number_that_may_be_rung_now_is_chosen_before_one_that_must_rest() -> None:
    tried = number()
    other = make.address(tried.party, "found", value=make.mobile())
    client = signed_in()
    assert _chosen(client, tried.party_id) == str(tried.id)
    dial = a_dial(tried, make.NOW - timedelta(minutes=5))
    told = {"line": LineState.NO_ANSWER, "cause": "19", "heard": None}
    for what, seconds, more in ((LineEvent.RINGING, 2, {}), (LineEvent.ENDED, 40, told)):
        at = make.NOW - timedelta(minutes=5) + timedelta(seconds=seconds)
        note_seen(SeenEvent(dial.ref, what, at, **more), at)  # type: ignore[arg-type]
    assert _chosen(client, tried.party_id) == str(other.id)


def _chosen(client: Client, party_id: object) -> object:
    form = client.get(url("new_dial", party_id)).context["form"]
    return form["address"].value()


@pytest.mark.usefixtures("system")
@pytest.mark.usual_day
def test_a_number_outside_the_hours_is_refused_with_the_next_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("songda.web.console.telephone.dials.now", lambda: make.NOW + timedelta(hours=11))
    address = number()
    answer = signed_in().post(url("new_dial", address.party_id), {"address": str(address.id), "extension": "801"})
    assert answer.status_code == 422
    assert "08:30" in answer.content.decode()
    assert not Dial.objects.exists()


def form_of(dial: Dial, **changes: object) -> dict[str, object]:
    return {
        "address": str(dial.address_id),
        "at": "2026-06-01T10:00",
        "minutes": "1",
        "told": ["scope", "effect", "change_of_address"],
        "stages": ["first_instance"],
        "outcome": "agrees",
        "is_matched": "on",
        **changes,
    }


@pytest.mark.usual_day
def test_the_call_is_closed_with_its_own_recording_and_no_other() -> None:
    address, client = number(), signed_in()
    dial = a_recorded_talk(address)
    assert "<audio" in page(client, "dial", dial.id)
    where = url("new_call", address.party_id) + f"?dial={dial.id}"
    assert "<audio" in client.get(where).content.decode()
    assert client.post(where, form_of(dial)).status_code == 302
    call = Call.objects.get()
    assert (call.dial, call.recording) == (dial, dial.recording)
    assert (call.at, call.minutes) == (dial.answered_at, 1)  # as the line saw it, whatever was typed
    event = Event.objects.get(name="call.recorded")
    assert event.data["recording_sha256"] == dial.recording.sha256_hex
    assert event.data["dial"] == str(dial.id)
    assert "同意电子送达" in page(client, "dial", dial.id)


@pytest.mark.usual_day
def test_two_dials_of_one_party_keep_their_recordings_apart() -> None:
    address, client = number(), signed_in()
    first = a_recorded_talk(address)
    second = a_recorded_talk(address, make.NOW + timedelta(minutes=5))
    for dial in (second, first):
        where = url("new_call", address.party_id) + f"?dial={dial.id}"
        assert client.post(where, form_of(dial)).status_code == 302
    assert {call.dial_id: call.recording.dial_id for call in Call.objects.select_related("recording")} == {
        first.id: first.id,
        second.id: second.id,
    }


@pytest.mark.usual_day
def test_a_call_that_still_runs_or_whose_recording_comes_is_not_closed() -> None:
    address, client = number(), signed_in()
    running = a_dial(address)
    where = url("new_call", address.party_id) + f"?dial={running.id}"
    assert "通话尚未结束" in client.post(where, form_of(running)).content.decode()
    other = number()
    talked = a_talk(other)
    where = url("new_call", other.party_id) + f"?dial={talked.id}"
    assert "尚未提供录音" in client.post(where, form_of(talked)).content.decode()
    assert not Call.objects.exists()
    assert client.post(where, form_of(talked, no_recording="recorder_failed")).status_code == 302
    assert Event.objects.get(name="call.recorded").data["no_recording"] == "recorder_failed"


@pytest.mark.usual_day
def test_a_line_and_words_that_do_not_agree_are_shown_side_by_side() -> None:
    address, client = number(), signed_in()
    dial = a_recorded_talk(address)
    where = url("new_call", address.party_id) + f"?dial={dial.id}"
    client.post(where, form_of(dial, outcome="unreachable", told=[], is_matched=""))
    assert "线路已接通，但书记员登记为未能接通" in page(client, "dial", dial.id)


@pytest.mark.usual_day
def test_where_the_line_saw_nobody_answer_nobody_agreed_or_refused_in_that_call() -> None:
    address, client = number(), signed_in()
    dial = a_dial(address)
    note_seen(SeenEvent(dial.ref, LineEvent.ENDED, make.NOW + timedelta(seconds=40), LineState.NO_ANSWER), make.NOW)
    where = url("new_call", address.party_id) + f"?dial={dial.id}"
    for outcome in ("agrees", "refuses", "wants_paper", "has_lawyer"):
        refused = client.post(where, form_of(dial, outcome=outcome, no_recording="no_recorder"))
        assert "本次拨打无人接听" in refused.content.decode()
    assert not Call.objects.exists()
    assert client.post(where, form_of(dial, outcome="unreachable", told=[], is_matched="")).status_code == 302


def test_a_one_sided_line_is_pointed_out() -> None:
    dial = a_talk(number(), heard=frozenset({"desk"}))
    assert "没有听到对方的声音" in page(signed_in(), "dial", dial.id)


def test_a_recording_is_played_in_parts_and_every_listening_is_on_record() -> None:
    dial, client = a_recorded_talk(number()), signed_in()
    where = url("recording_sound", dial.recording.id)
    whole = client.get(where)
    body = whole.content
    assert (whole.status_code, whole["Content-Type"], whole["Accept-Ranges"]) == (200, "audio/wav", "bytes")
    part = client.get(where, headers={"Range": "bytes=100-199"})
    assert (part.status_code, part.content) == (206, body[100:200])
    assert part["Content-Range"] == f"bytes 100-199/{len(body)}"
    tail = client.get(where, headers={"Range": f"bytes={len(body) - 5}-"})
    assert tail.content == body[-5:]
    beyond = client.get(where, headers={"Range": f"bytes={len(body)}-"})
    assert (beyond.status_code, beyond["Content-Range"]) == (416, f"bytes */{len(body)}")
    assert Event.objects.filter(name="recording.played").count() == 1


def test_auditors_and_other_courts_hear_nothing() -> None:
    dial = a_recorded_talk(number())
    where = url("recording_sound", dial.recording.id)
    assert signed_in(make.user(role=Role.AUDITOR)).get(where).status_code == 403
    stranger = Client()
    stranger.force_login(make.user(make.other_court()))
    assert stranger.get(where).status_code == 404
    assert not Event.objects.filter(name="recording.played").exists()


def test_an_erased_recording_is_told_as_such() -> None:
    dial, client = a_recorded_talk(number()), signed_in()
    erase_recordings(dial.party.case_id, "staff:x", "retention_term", make.NOW)
    assert client.get(url("recording_sound", dial.recording.id)).status_code == 410
    assert "保存期满已删除" in page(client, "dial", dial.id)


def test_half_a_gigabyte_is_refused_before_it_is_read() -> None:
    address, client = number(), signed_in()
    told = {"CONTENT_LENGTH": str(500 * 1024 * 1024), "CONTENT_TYPE": "multipart/form-data; boundary=x"}
    answer = client.generic("POST", url("new_call", address.party_id), b"", **told)  # type: ignore[arg-type]
    assert answer.status_code == 413
    assert "60" in answer.content.decode()
