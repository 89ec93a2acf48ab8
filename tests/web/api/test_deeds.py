"""Service by people over the API: recorded once, checked as at the desk, struck, and never of another court."""

from uuid import uuid4

import pytest

from songda.clock import now
from songda.records.ground.evidence.models import Event
from songda.records.law.decisions.ask_law import ask_law
from songda.records.matter.parties.actions import AddressDraft, add_address
from songda.records.service.deeds.models import Deed, DeedStep
from songda.records.service.orders.models import Envelope
from tests import make
from tests.records.service.deeds.test_deeds import unreachable
from tests.records.stage import NOW, defendant, envelope, paper
from tests.web.api.caller import Caller

pytestmark = pytest.mark.database
AT, LATER = "2026-06-02T10:00:00+08:00", "2026-06-08T10:00:00+08:00"
SIGNED = {"way": "direct", "kind": "signed", "at": AT, "by": "recipient", "words": "李某某"}


def door(sealed: Envelope) -> str:
    return f"/services/{sealed.services.order_by('id')[0].id}/deeds"


def stands(court: Caller, sealed: Envelope) -> str:
    """How the law finds it, over the API."""
    ask_law(now())
    return str(court.get(f"/services/{sealed.services.get().id}").json()["status"])


def test_a_signature_is_recorded_once_and_serves(court: Caller) -> None:
    sealed = unreachable()
    made = court.form(door(sealed), key="d1", **SIGNED)
    assert made.status_code == 201
    assert "李某某" not in made.content.decode()
    assert court.form(door(sealed), key="d1", **SIGNED).content == made.content
    assert court.form(door(sealed), key="d1", **SIGNED | {"by": "cohabitant"}).json()["code"] == "key_reused"
    again = court.form(door(sealed), **SIGNED)
    assert (again.status_code, again.json()["code"]) == (409, "step_exists")
    assert DeedStep.objects.count() == 1
    assert Event.objects.get(name="deed.recorded").actor.startswith("client:")
    assert stands(court, sealed) == "effective"
    (shown,) = court.get(door(sealed)).json()
    assert [step["by"] for step in shown["steps"]] == ["recipient"]


def test_a_letter_comes_back_with_its_scan_and_the_slip_is_struck(court: Caller) -> None:
    sealed = unreachable()
    place = add_address(
        sealed.party, AddressDraft("postal", "山西省孝义市府前街18号", "confirmed", "form"), "engine", NOW
    )
    sent = court.form(door(sealed), way="mail", kind="sent", at=AT, address_id=str(place.id)).json()
    assert sent["address_id"] == str(place.id)
    steps = f"/deeds/{sent['id']}/steps"
    returned = {"kind": "returned", "at": LATER, "manner": "refused"}
    back = court.upload(steps, make.pdf("return"), key="s1", **returned)
    assert court.upload(steps, make.pdf("return"), key="s1", **returned).content == back.content
    assert court.upload(steps, make.pdf("other"), key="s1", **returned).json()["code"] == "key_reused"
    step = back.json()["steps"][1]
    assert (step["manner"], len(step["scan_sha256"])) == ("refused", 64)
    assert court.get(f"/deed-steps/{step['id']}/scan").content.startswith(b"%PDF-")
    assert court.get(f"/deed-steps/{back.json()['steps'][0]['id']}/scan").status_code == 404
    assert stands(court, sealed) == "presumed"
    assert court.post(f"/deed-steps/{step['id']}/removal", {"reason": " "}).json()["path"] == "$.reason"
    struck = court.post(f"/deed-steps/{step['id']}/removal", {"reason": "另一邮件"}).json()
    assert [one["struck_at"] is None for one in struck["steps"]] == [True, False]
    assert stands(court, sealed) != "presumed"


def test_what_it_carried_beside_is_of_the_same_envelope(court: Caller) -> None:
    party = defendant(make.case(), address_class=None, consents=False)
    sealed = envelope(party, paper(party.case), paper(party.case, "complaint_copy"))
    one, other = sealed.services.order_by("id").values_list("id", flat=True)
    made = court.form(f"/services/{one}/deeds", **SIGNED, service_ids=[str(other)]).json()
    assert made["service_ids"] == [str(one), str(other)]
    assert [deed["id"] for deed in court.get(f"/services/{other}/deeds").json()] == [made["id"]]


@pytest.mark.parametrize(
    ("changes", "path", "code"),
    [
        ({"way": "pigeon"}, "$.way", "unknown_way"),
        ({"kind": "published"}, "$.kind", "outcome_does_not_fit"),
        ({"by": ""}, "$.by", "signer_missing"),
        ({"kind": "left", "manner": "refused"}, "$.manner", "manner_does_not_fit"),
        ({"way": "public_notice", "kind": "published", "words": ""}, "$.words", "medium_missing"),
        ({"at": "2099-06-02T10:00:00+08:00"}, "$", "dated_in_future"),
        ({"address_id": str(uuid4())}, "$.address_id", "unknown_address"),
        ({"service_ids": [str(uuid4())]}, "$.service_ids", "not_of_the_envelope"),
        ({"way": "public_notice", "kind": "published"}, "$", "notice_needs_the_ladder"),
        ({"at": "yesterday"}, "", "wrong_form"),
    ],
)
def test_what_does_not_fit_is_named_and_nothing_is_kept(
    court: Caller, changes: dict[str, object], path: str, code: str
) -> None:
    answer = court.form(door(unreachable()), **SIGNED | changes)
    told = answer.json()
    assert (answer.status_code, told["code"], told.get("path", "")) == (422, code, path)
    assert told["sentence_zh"]
    assert told["sentence_en"] != code
    assert not Deed.objects.exists()


def test_a_scan_that_is_no_pdf_is_refused(court: Caller) -> None:
    answer = court.upload(door(unreachable()), b"GIF89a", **SIGNED)
    assert answer.status_code == 422
    assert not Deed.objects.exists()


def test_another_court_neither_sees_nor_changes_any_of_it(court: Caller, outsider: Caller) -> None:
    sealed = unreachable()
    step = court.form(door(sealed), **SIGNED).json()["steps"][0]["id"]
    deed = Deed.objects.get().id
    assert outsider.get(door(sealed)).status_code == 404
    assert outsider.form(door(sealed), **SIGNED).status_code == 404
    assert outsider.form(f"/deeds/{deed}/steps", kind="failed", at=LATER).status_code == 404
    assert outsider.post(f"/deed-steps/{step}/removal", {"reason": "看错"}).status_code == 404
    assert outsider.get(f"/deed-steps/{step}/scan").status_code == 404
    assert DeedStep.objects.get().struck_at is None
