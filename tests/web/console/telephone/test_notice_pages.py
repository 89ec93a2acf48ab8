"""The page of a notice call: what is spoken stands there before; what came of it stands there after, and no more."""

from pathlib import Path

import pytest
from django.conf import settings

from songda.core.access import Role
from songda.records.court.staff.models import Court
from songda.records.service.telephone import dialling
from songda.records.service.telephone.models import Dial
from songda.records.ways.telephone.calls.following import note_seen
from songda.telephony import LineEvent, LineState, SeenEvent
from songda.telephony.speech import Espeak
from tests import make
from tests.web.console.telephone.test_telephone import form_of, number, page, url
from tests.web.console.world import signed_in

pytestmark = pytest.mark.database


@pytest.fixture
def system(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(settings, "TELEPHONE_URL", f"ari://songda:word@127.0.0.1?sounds={tmp_path}")
    monkeypatch.setattr(dialling, "speaker", lambda: Espeak("espeak-ng"))
    monkeypatch.setattr("songda.web.console.telephone.dials.now", lambda: make.NOW)


def begun() -> Dial:
    address, client = number(), signed_in()
    sent = client.post(url("new_notice", address.party_id), {"address": str(address.id), "language": "zh"})
    dial = Dial.objects.get()
    assert (sent.status_code, sent["Location"]) == (302, url("dial", dial.id))
    return dial


def see(dial: Dial, what: LineEvent, **more: object) -> None:
    note_seen(SeenEvent(dial.ref, what, make.NOW, **more), make.NOW)  # type: ignore[arg-type]


@pytest.mark.usefixtures("system")
def test_what_will_be_spoken_is_read_before_and_the_page_is_offered_where_they_are_served() -> None:
    address, client = number(), signed_in()
    shown = page(client, "new_notice", address.party_id)
    assert "不表示同意，也不表示签收" in shown
    assert "neither consent nor receipt" not in shown  # this court has no name in English
    Court.objects.update(name_en="Xiaoyi People's Court")
    assert "neither consent nor receipt" in page(client, "new_notice", address.party_id)
    for name in ("party", "new_dial"):
        assert url("new_notice", address.party_id) in page(client, name, address.party_id)


@pytest.mark.usefixtures("system")
@pytest.mark.usual_day
def test_a_digit_is_shown_as_heard_and_no_outcome_of_a_talk_can_rest_on_it() -> None:
    dial, client = begun(), signed_in()
    assert "正在拨打语音通知" in page(client, "dial", dial.id)
    see(dial, LineEvent.ANSWERED)
    see(dial, LineEvent.DIGIT, digit="1")
    see(dial, LineEvent.ENDED, line=LineState.ANSWERED)
    shown = page(client, "dial", dial.id)
    assert "已听到：对方按了键。" in shown
    assert "既不是同意，也不是签收" in shown
    assert "?dial=" not in shown
    where = url("new_call", dial.party_id) + f"?dial={dial.id}"
    sent = client.post(where, form_of(dial, no_recording="recorder_failed"))
    assert sent.status_code == 302
    assert dial.calls.count() == 0  # what the clerk tells of a call of their own says nothing of this one


@pytest.mark.usefixtures("system")
def test_an_unheard_notice_says_when_a_clerk_calls() -> None:
    dial = begun()
    see(dial, LineEvent.ENDED, line=LineState.NO_ANSWER)
    shown = page(signed_in(), "dial", dial.id)
    assert "未被听到" in shown
    assert "人工拨打，到时将列入今日待办" in shown
    assert "18:00" in shown


def test_without_what_it_needs_the_page_says_what_and_offers_no_button() -> None:
    address = number()
    shown = page(signed_in(), "new_notice", address.party_id)
    assert "尚未接入电话系统" in shown
    assert "拨打语音通知</button>" not in shown
    assert url("new_notice", address.party_id) not in page(signed_in(), "party", address.party_id)


def test_whoever_may_not_record_consent_starts_none() -> None:
    address = number()
    assert signed_in(role=Role.AUDITOR).get(url("new_notice", address.party_id)).status_code == 403
