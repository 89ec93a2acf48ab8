"""Parties, their particulars, addresses, consents and calls."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from songda import clock
from songda.core.access import Role
from songda.records.ground.evidence.models import Event
from songda.records.matter.parties.models import Consent, Party
from songda.records.service.calls.models import Call
from tests import make, sounds
from tests.web.console.world import signed_in, typed

pytestmark = pytest.mark.database


def post(client: Client, door: str, key: object, /, **fields: object) -> tuple[int, str]:
    page = client.post(reverse(f"console:{door}", args=[key]), fields)
    return page.status_code, page.content.decode()


def enter(**fields: object) -> tuple[int, str]:
    told = {"role": "defendant", "kind": "natural_person", "name": "李卫国", "domicile": "cn", **fields}
    return post(signed_in(), "new_party", make.case().id, **told)


def test_a_party_is_entered() -> None:
    number = make.resident_id()
    assert enter(number=number)[0] == 302
    party = Party.objects.get()
    assert (party.name, party.number) == ("李卫国", number)


def test_a_representative_is_entered_for_a_party_of_the_case() -> None:
    plaintiff = make.party(role="plaintiff")
    told = {"acts_for_id": str(plaintiff.id), "role": "agent", "agent_authority": "special", "name": "王律师"}
    told |= {"kind": "natural_person", "domicile": "cn"}
    assert post(signed_in(), "new_representative", plaintiff.case_id, **told)[0] == 302
    assert Party.objects.get(role="agent").acts_for == plaintiff


def test_numbers_are_masked_until_somebody_asks_which_goes_on_record() -> None:
    party = make.party()
    address = make.address(party)
    client = signed_in()
    masked = client.get(reverse("console:party", args=[party.id])).content.decode()
    assert party.number not in masked
    assert address.value not in masked
    shown = client.post(reverse("console:show_party", args=[party.id])).content.decode()
    assert party.number in shown
    assert address.value in shown
    assert Event.objects.get(name="particulars.shown").stream == f"party:{party.id}"


def test_an_auditor_sees_masked_names() -> None:
    party = make.party(name="李卫国")
    client = signed_in(role=Role.AUDITOR)
    for name, key in (("party", party.id), ("parties", party.case_id), ("case", party.case_id)):
        page = client.get(reverse(f"console:{name}", args=[key])).content.decode()
        assert "李卫国" not in page
        assert "李**" in page


def test_an_address_is_added_and_a_wrong_one_named() -> None:
    party = make.party()
    told = {"kind": "mobile", "address_class": "found", "how": "lookup"}
    assert post(signed_in(), "new_address", party.id, value="138123", **told)[0] == 422
    assert "应为十一位" in post(signed_in(), "new_address", party.id, value="138123", **told)[1]
    assert post(signed_in(), "new_address", party.id, value=make.mobile(), **told)[0] == 302
    assert party.addresses.get().address_class == "found"


def test_the_class_of_an_address_is_changed_and_its_history_kept() -> None:
    address = make.address(address_class="found")
    assert post(signed_in(), "address_class", address.id, address_class="rejected", how="call")[0] == 302
    assert list(address.findings.order_by("id").values_list("address_class", flat=True)) == ["found", "rejected"]


def test_a_consent_is_recorded_with_its_scope_and_withdrawn() -> None:
    party = make.party()
    now = clock.now()
    told = {"ground": "express", "how": "form", "stages": ["first_instance"], "paper_kinds": ["*"], "proof": "第3页"}
    assert post(signed_in(), "new_consent", party.id, at=typed(now - timedelta(hours=3)), **told)[0] == 302
    consent = Consent.objects.get()
    assert (consent.stages, consent.paper_kinds) == (["first_instance"], ["*"])
    assert post(signed_in(), "withdraw_consent", consent.id, at=typed(now - timedelta(hours=1)))[0] == 302
    consent.refresh_from_db()
    assert consent.withdrawn_at is not None


def call(party: Party, outcome: str, **fields: object) -> tuple[int, str]:
    address = party.addresses.first()
    told = {
        "address": str(address.id) if address else "",
        "at": typed(clock.now() - timedelta(minutes=10)),
        "minutes": 6,
        "told": ["scope", "effect", "change_of_address"],
        "stages": ["first_instance"],
        "outcome": outcome,
        "is_matched": "on",
        "no_recording": "no_recorder",
        **fields,
    }
    return post(signed_in(), "new_call", party.id, **told)


def test_which_number_was_called_is_asked_and_nothing_is_chosen_before() -> None:
    party = make.party()
    make.address(party, "found")
    page = signed_in().get(reverse("console:new_call", args=[party.id])).content.decode()
    assert page.count('name="address"') == 2  # theirs, and another number
    assert not re.search(r'name="address"[^>]*checked', page)
    for chosen, number, told in (
        ("", "", "只确认该号码"),
        ("other", "", "请填写所拨打的号码"),
        (None, "1", "将此项留空"),
    ):
        more = {"number": number} if chosen is None else {"address": chosen, "number": number}
        status, answer = call(party, "agrees", **more)
        assert status == 422
        assert told in answer
    assert not party.consents.exists()


def test_a_call_to_another_number_confirms_that_one_alone() -> None:
    party, other = make.party(), make.mobile()
    make.address(party, "found")
    assert call(party, "agrees", address="other", number=other)[0] == 302
    assert sorted(party.addresses.values_list("address_class", flat=True)) == ["confirmed", "found"]


def test_a_call_that_ends_with_yes_gives_consent_and_confirms_the_number() -> None:
    party = make.party()
    make.address(party, "found")
    assert call(party, "agrees")[0] == 302
    assert party.consents.get().ground == "express"
    assert party.addresses.get().address_class == "confirmed"


def test_a_call_that_reached_somebody_else_rejects_the_number() -> None:
    party = make.party()
    make.address(party, "found")
    assert call(party, "wrong_person", told=[], is_matched="")[0] == 302
    assert party.addresses.get().address_class == "rejected"


def wav(seconds: float = 2.0, loudness: float = 0.3) -> SimpleUploadedFile:
    return SimpleUploadedFile("a.wav", sounds.wav(seconds, loudness))


def test_a_recording_is_kept_with_its_call() -> None:
    party = make.party()
    make.address(party, "found")
    assert call(party, "agrees", recording=wav(), no_recording="", minutes=1)[0] == 302
    kept = Call.objects.get().recording
    assert kept is not None
    assert kept.read(0, kept.size) == sounds.wav(2.0)


@pytest.mark.parametrize(
    ("recording", "said"),
    [
        (None, "须先保存录音"),
        (wav(3, loudness=0), "没有声音"),
        (SimpleUploadedFile("a.wav", b"%PDF-1.7"), "不是 WAV"),
        (wav(2.5), "录音短于通话时间"),
    ],
)
def test_a_call_is_not_closed_without_a_sound_recording(recording: SimpleUploadedFile | None, said: str) -> None:
    party = make.party()
    make.address(party, "found")
    status, page = call(party, "agrees", no_recording="", minutes=6, **({"recording": recording} if recording else {}))
    assert status == 422
    assert said in page
    assert not Call.objects.exists()
    assert not party.recordings.exists()


def test_a_refusal_is_recorded() -> None:
    party = make.party()
    assert (
        post(signed_in(), "new_refusal", party.id, at=typed(clock.now() - timedelta(hours=1)), how="letter")[0] == 302
    )
    assert party.refusals.count() == 1


def test_a_person_is_marked_off_line_for_good() -> None:
    party = make.party()
    assert post(signed_in(), "offline", party.id, reason="age")[0] == 302
    party.refresh_from_db()
    assert party.offline_reason == "age"
    assert post(signed_in(), "offline", party.id, reason="age")[0] == 422
