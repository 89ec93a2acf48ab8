"""Another system fetches the address form, keeps a signed one, and fetches it again."""

import pytest

from songda.records.ground.evidence.models import Event
from songda.records.ways.portal.address_forms.models import SignedForm
from tests import make
from tests.trust.typesetting.test_certificate import text_of
from tests.web.api.caller import Caller

pytestmark = pytest.mark.database
SAYS = {
    "signed_at": "2026-06-01T10:00:00+08:00",
    "province": "山西省",
    "street": "孝义市府前街18号",
    "postcode": "032300",
    "mobile": "13900000001",
    "answer": "yes",
    "stages": ["first_instance", "enforcement"],
    "judgments": "true",
}


def test_a_signed_form_is_kept_once_and_fetched_again(court: Caller) -> None:
    party, scan = make.party(), make.pdf()
    first, again = (court.upload(f"/parties/{party.id}/address-forms", scan, "f1", **SAYS) for _ in "12")
    assert (first.status_code, first.content) == (201, again.content)
    kept = first.json()
    assert (kept["way"], kept["consent_id"]) == ("paper", str(party.consents.get().id))
    assert party.consents.get().paper_kinds == ["*"]
    (listed,) = court.get(f"/parties/{party.id}/address-forms").json()
    assert (listed["id"], listed["sha256"]) == (kept["id"], kept["sha256"])
    assert court.get(f"/address-forms/{kept['id']}/file").content == scan
    assert Event.objects.filter(name="file.taken").count() == 1


def test_the_form_to_sign_and_the_blank_one_are_fetched(court: Caller) -> None:
    party = make.party()
    filled, blank = court.get(f"/parties/{party.id}/address-form"), court.get("/address-form")
    assert filled["Content-Type"] == blank["Content-Type"] == "application/pdf"
    assert party.name in text_of(filled.content)
    assert party.name not in text_of(blank.content)
    assert Event.objects.get(name="file.taken").actor.startswith("client:")


@pytest.mark.parametrize(
    ("changes", "code", "place"),
    [
        ({"street": ""}, "postal.missing", "$.street"),
        ({"postcode": "12"}, "postal.postcode", "$.postcode"),
        ({"stages": []}, "wrong_stages", "$.stages"),
        ({"stages": ["perhaps"]}, "wrong_stages", "$.stages"),
        ({"answer": "no"}, "stages_without_yes", "$.stages"),
        ({"mobile": "139"}, None, "$.mobile"),
        ({"signed_at": "2099-06-01T10:00:00+08:00"}, "dated_in_future", "$.signed_at"),
    ],
)
def test_what_is_wrong_is_told_with_its_place_and_nothing_is_kept(
    court: Caller, changes: dict[str, object], code: str | None, place: str
) -> None:
    party = make.party()
    answer = court.upload(f"/parties/{party.id}/address-forms", make.pdf(), **{**SAYS, **changes})
    assert answer.status_code == 422
    assert code in (None, answer.json()["code"])
    assert answer.json()["path"] == place
    assert (SignedForm.objects.count(), party.addresses.count()) == (0, 0)


def test_an_answer_that_is_none_is_refused(court: Caller) -> None:
    answer = court.upload(f"/parties/{make.party().id}/address-forms", make.pdf(), **{**SAYS, "answer": "perhaps"})
    assert [error["path"] for error in answer.json()["errors"]] == ["form.answer"]


def test_a_file_that_is_no_pdf_is_refused(court: Caller) -> None:
    answer = court.upload(f"/parties/{make.party().id}/address-forms", b"no PDF", **SAYS)
    assert answer.json()["code"] == "paper_unsafe"
