"""What came of a call is recorded once, by the right person, of the right call; nothing that was typed is lost."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from songda import clock
from songda.records.ground.evidence.models import Event
from songda.records.ground.sent_forms.models import Draft
from songda.records.matter.parties.models import Address
from songda.records.service.calls.models import Call
from songda.records.service.tasks.actions import TaskDraft, open_tasks
from songda.records.service.telephone.models import Dial
from songda.records.service.telephone.recordings import RecordingDraft, keep_recording
from songda.records.ways.telephone.calls.actions import record_call
from songda.records.ways.telephone.calls.drafts import CallDraft
from songda.telephony import LineState
from songda.web.console.calls import call as call_page
from songda.web.console.shared.forms import ANSWER
from tests import make, sounds
from tests.web.console.telephone.dialled import SYSTEM, a_dial, a_recorded_talk, a_talk, within_the_hours
from tests.web.console.world import signed_in

__all__ = ["within_the_hours"]
pytestmark = [pytest.mark.database, pytest.mark.usefixtures("within_the_hours")]


def form_of(number: Address, dial: Dial | None = None) -> str:
    return reverse("console:new_call", args=[number.party_id]) + (f"?dial={dial.id}" if dial else "")


def told(number: Address, outcome: str = "unreachable", **more: str) -> dict[str, str]:
    at = f"{timezone.localtime(clock.now() - timedelta(minutes=1)):%Y-%m-%dT%H:%M}"
    return {"address": str(number.id), "outcome": outcome, "at": at, "stages": "first_instance", **more}


def rung(number: Address, line: LineState) -> Dial:
    """A dial that ended so a moment ago."""
    at = clock.now()
    dial = a_dial(number, at)
    Dial.objects.filter(id=dial.id).update(ringing_at=at, ended_at=at, line=line)
    dial.refresh_from_db()
    return dial


def words(client: Client, address: str) -> str:
    return client.get(address, headers={"accept-language": "en"}).content.decode()


def test_a_call_that_a_colleague_just_recorded_is_not_recorded_again_unasked() -> None:
    number, sun, client = make.address(), make.user(name="书记员孙"), signed_in()
    record_call(number.party, CallDraft(clock.now(), "unreachable", number.id), f"staff:{sun.id}", clock.now())
    english = {"accept-language": "en"}
    asked = client.post(form_of(number), told(number), headers=english)
    page = asked.content.decode()
    assert (asked.status_code, Call.objects.count()) == (422, 1)
    assert re.search("书记员孙 recorded a call with this person at .*: Unreachable. Was this another call?", page)
    mark = re.search(rf'name="{ANSWER}"[^>]*value="(\w+)"', page)
    assert mark is not None
    assert client.post(form_of(number), told(number, **{ANSWER: mark[1]}), headers=english).status_code == 302
    assert Call.objects.count() == 2


def test_of_another_number_or_after_an_hour_or_where_it_was_struck_nobody_is_asked() -> None:
    number, client = make.address(), signed_in()
    other = make.address(number.party, value=make.mobile())
    assert client.post(form_of(number), told(number)).status_code == 302
    assert client.post(form_of(other), told(other)).status_code == 302
    Call.objects.filter(address=number).update(struck_at=clock.now())
    assert client.post(form_of(number), told(number, note="2")).status_code == 302
    Call.objects.update(recorded_at=clock.now() - timedelta(minutes=61))
    assert client.post(form_of(number), told(number, note="3")).status_code == 302


def test_what_came_of_a_call_over_the_line_is_recorded_once_even_by_a_page_from_before() -> None:
    number, client = make.address(), signed_in()
    dial = rung(number, LineState.NO_ANSWER)
    assert client.post(form_of(number, dial), told(number)).status_code == 302
    call = Call.objects.get()
    for again in (client.get(form_of(number, dial)), client.post(form_of(number, dial), told(number, note="x"))):
        assert (again.status_code, again["Location"]) == (302, reverse("console:call", args=[call.id]))
    assert Call.objects.count() == 1


def test_the_call_is_ended_from_the_form_and_what_was_typed_stays() -> None:
    number, client = make.address(), signed_in()
    dial = a_dial(number, clock.now())
    assert "End the call" in words(client, form_of(number, dial))
    page = client.post(form_of(number, dial), told(number, "agrees", note="她说可以", hang_up="1")).content.decode()
    dial.refresh_from_db()
    assert (dial.hang_up_at is not None, Call.objects.count()) == (True, 0)
    assert "她说可以" in page
    assert re.search(r'value="agrees"[^>]*checked', page)
    assert 'class="wrong"' not in page
    part = client.get(form_of(number, dial), headers={"HX-Request": "true"}).content.decode()
    assert 'id="live"' in part
    assert "<form" not in part


def test_where_nobody_took_it_one_press_records_that_and_leads_on() -> None:
    number, client = make.address(), signed_in()
    dial = rung(number, LineState.SWITCHED_OFF)
    page = words(client, reverse("console:dial", args=[dial.id]))
    form = re.search(r'<form method="post"\s+action="([^"]+calls/new/[^"]+)"(.*?)</form>', page, re.DOTALL)
    assert form is not None
    typed = dict(re.findall(r'type="hidden"\s+name="(\w+)"\s+value="([^"]*)"', form[2]))
    assert re.search(r'value="unreachable"[^>]*checked', words(client, form_of(number, dial)))
    assert client.post(form[1], typed)["Location"] == reverse("console:calls")
    call = Call.objects.get()
    assert (call.outcome, call.dial, call.told) == ("unreachable", dial, [])


def test_what_is_recorded_before_the_recording_is_there_waits_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    number, client = make.address(), signed_in()
    dial = a_talk(number, clock.now())
    clock.set_ahead(clock.ahead() + timedelta(seconds=10))  # it is over
    typed = told(number, "agrees", is_matched="on") | {"told": ["scope", "effect", "change_of_address"]}
    assert client.post(form_of(number, dial), typed).status_code == 422
    monkeypatch.setattr(call_page, "LINE_WAIT_S", 6)
    draft, by = RecordingDraft(number.party, [sounds.another_wav(2.0)], dial), f"staff:{make.user().id}"
    monkeypatch.setattr(call_page, "sleep", lambda _s: keep_recording(draft, by, clock.now()))
    assert client.post(form_of(number, dial), typed).status_code == 302
    assert Call.objects.get().recording == dial.recording


def test_where_somebody_took_it_no_such_press_is_offered() -> None:
    dial = a_recorded_talk(make.address(), clock.now())
    assert "Record “unreachable”" not in words(signed_in(), reverse("console:dial", args=[dial.id]))


def test_a_call_without_an_outcome_is_named_wherever_one_would_call_again(monkeypatch: pytest.MonkeyPatch) -> None:
    number, client = make.address(), signed_in()
    open_tasks([TaskDraft("call", "no_consent", number.party.case, party=number.party)], clock.now())
    dial = rung(number, LineState.NO_ANSWER)
    for page in ("console:new_dial", "console:new_call"):
        assert form_of(number, dial) in words(client, reverse(page, args=[number.party_id]))
    Dial.objects.update(asked_at=clock.now())
    monkeypatch.setattr("django.conf.settings.TELEPHONE_URL", SYSTEM)
    theirs = signed_in(dial.caller)
    assert "Of 1 call that has ended" in words(theirs, reverse("console:calls"))
    assert theirs.post(reverse("console:begin_call"))["Location"] == form_of(number, dial)
    assert "ended, outcome not recorded" in words(client, reverse("console:calls"))
    theirs.post(form_of(number, dial), told(number))
    assert "ended" not in words(theirs, reverse("console:calls"))


def test_whoever_is_rung_before_their_hour_is_rung_only_on_purpose(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.conf.settings.TELEPHONE_URL", SYSTEM)
    monkeypatch.setattr("songda.web.console.telephone.dials.now", lambda: make.NOW)
    number, client = make.address(), signed_in()
    again = make.NOW + timedelta(days=2)
    draft = CallDraft(make.NOW, "call_again", number.id, again_at=again)
    record_call(number.party, draft, f"staff:{make.user().id}", make.NOW)
    address, typed = reverse("console:new_dial", args=[number.party_id]), {"address": str(number.id)}
    assert "It was agreed that they are called at" in words(client, address)
    asked = client.post(address, typed | {"extension": "801"})
    mark = re.search(rf'name="{ANSWER}"[^>]*value="(\w+)"', asked.content.decode())
    assert (asked.status_code, Dial.objects.count(), mark is None) == (422, 0, False)
    assert client.post(address, typed | {"extension": "801", ANSWER: mark[1]}).status_code == 302  # type: ignore[index]


def test_whoever_opens_the_form_after_the_talk_may_say_how_long_it_took() -> None:
    number, client = make.address(), signed_in()
    page = client.get(form_of(number)).content.decode()
    opened_at = re.search(r'name="opened_at" value="([^"]+)"', page)
    assert opened_at is not None
    client.post(form_of(number), told(number, at=opened_at[1], opened_at=opened_at[1], minutes="6"))
    call = Call.objects.get()
    assert timedelta(minutes=6) <= clock.now() - call.at < timedelta(minutes=7)
    typed = told(number, at=opened_at[1], minutes="6", note="2")  # they typed the moment themselves
    assert client.post(form_of(number), typed).status_code == 422


def test_a_voice_that_nobody_knew_refuses_only_on_purpose() -> None:
    number, client = make.address(), signed_in()
    typed = told(number, "refuses", no_recording="no_recorder")
    assert client.post(form_of(number), typed).status_code == 422
    assert not Event.objects.filter(name="consent.refused").exists()
    assert client.post(form_of(number), typed | {"is_matched": "on"}).status_code == 302


def test_it_is_said_whose_call_was_recorded_and_what_came_of_it() -> None:
    number = make.address()
    page = signed_in().post(form_of(number), told(number), follow=True).content.decode()
    assert f"已登记：{number.party.name}，未能接通。" in page


def test_what_was_typed_is_kept_and_an_answer_to_a_question_of_their_own_is_not() -> None:
    number, client = make.address(make.party(make.case(cause="离婚纠纷"))), signed_in()
    page = client.get(form_of(number)).content.decode()
    assert 'name="keeps_draft"' in page
    typed = told(number, note="她在外地", question="第一只狗叫什么", answer="阿黄")
    client.post(reverse("console:draft"), typed, headers={"HX-Request": "true", "HX-Current-URL": form_of(number)})
    assert Draft.objects.count() == 1
    page = client.get(form_of(number)).content.decode()
    assert "她在外地" in page
    assert "阿黄" not in page
