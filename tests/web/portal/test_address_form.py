"""The recipient signs the address confirmation form: fills it in, reads it once more, and signs; nothing by itself."""

import html
import re

import pytest

from songda.records.ground.evidence.models import Event
from songda.records.matter.parties.models import Address
from songda.records.ways.portal.address_forms.models import SignedForm
from tests import make
from tests.records.stage import defendant
from tests.trust.typesetting.test_certificate import text_of
from tests.web.portal.scene import Visitor, arrived, unasked

pytestmark = pytest.mark.database
HOME = {"province": "山西省", "city": "吕梁市", "district": "孝义市", "street": "府前街18号", "postcode": "032300"}
_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


def number(visitor: Visitor) -> Address:
    return Address.objects.get(party=visitor.envelope.party, kind="mobile")


def filled(visitor: Visitor, **changes: object) -> dict[str, object]:
    told = {**HOME, "known": [str(number(visitor).id)], "answer": "yes", "stages": ["first_instance", "enforcement"]}
    return {name: value for name, value in {**told, **changes}.items() if value is not None}


def on_the_check(page: str) -> dict[str, list[str]]:
    told: dict[str, list[str]] = {}
    for name, value in _HIDDEN.findall(page.split('name="sign"', 1)[1].split("</form>", maxsplit=1)[0]):
        told.setdefault(name, []).append(html.unescape(value))
    return told


def signed(visitor: Visitor, **changes: object) -> SignedForm:
    check = visitor.post("address-form", filled(visitor, **changes))
    assert check.status_code == 200
    assert SignedForm.objects.count() == 0
    answer = visitor.post("address-form/sign", {**on_the_check(check.content.decode()), "read": "yes"})
    assert answer.status_code == 302
    return SignedForm.objects.get()


def test_nothing_is_ticked_beforehand() -> None:
    page = Visitor(arrived()).prove().get("address-form").content.decode()
    assert 'name="answer"' in page
    assert "checked" not in page


def test_it_is_shown_once_more_with_all_that_the_court_tells_before_it_can_be_signed() -> None:
    visitor = Visitor(arrived()).prove()
    page = visitor.post("address-form", filled(visitor)).content.decode()
    for words in ("府前街18号", "文书退回之日视为送达之日", "到达该地址所在系统时，即为送达", "第一百三十七条"):
        assert words in page
    assert SignedForm.objects.count() == 0


def test_what_is_signed_comes_on_record_and_the_file_is_theirs_to_keep() -> None:
    visitor = Visitor(arrived()).prove()
    form = signed(visitor)
    consent = form.consent
    assert consent is not None
    assert (consent.how, consent.stages) == ("form", ["enforcement", "first_instance"])
    assert Address.objects.get(party=visitor.envelope.party, kind="postal").address_class == "provided"
    assert Event.objects.get(name="address_form.signed").actor == f"recipient:{visitor.envelope.party_id}"
    assert str(form.id) in visitor.get("address-form/signed").content.decode()
    taken = visitor.get(f"address-form/{form.id}")
    assert taken["Content-Type"] == "application/pdf"
    assert "府前街18号" in text_of(taken.content)


def test_without_having_read_nothing_is_signed() -> None:
    visitor = Visitor(arrived()).prove()
    told = on_the_check(visitor.post("address-form", filled(visitor)).content.decode())
    again = visitor.post("address-form/sign", told)
    assert "已阅读" in again.content.decode()
    assert SignedForm.objects.count() == 0


def test_a_no_is_a_refusal_and_does_no_harm() -> None:
    visitor = Visitor(arrived()).prove()
    form = signed(visitor, answer="no", stages=None)
    assert (form.consent, form.refusal) == (None, visitor.envelope.party.refusals.get())


def test_a_found_number_becomes_their_own_when_they_tick_it() -> None:
    visitor = Visitor(unasked()).prove()
    assert number(visitor).address_class == "found"
    signed(visitor)
    assert number(visitor).address_class == "provided"


def test_one_that_they_do_not_tick_stays_as_it_was() -> None:
    visitor = Visitor(unasked()).prove()
    signed(visitor, known=None, answer="no", stages=None)
    assert number(visitor).address_class == "found"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        (dict.fromkeys(HOME), "province"),
        ({"street": None}, "street"),
        ({"postcode": "12"}, "postcode"),
        ({"answer": None}, "answer"),
        ({"stages": None}, "stages"),
        ({"answer": "no"}, "stages"),
        ({"known": ["00000000-0000-0000-0000-000000000000"]}, "known"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(changes: dict[str, object], field: str) -> None:
    visitor = Visitor(arrived()).prove()
    answer = visitor.post("address-form", filled(visitor, **changes))
    assert list(answer.context["form"].errors) == [field]
    assert "府前街18号" in answer.content.decode() or field in {"province", "street"}


def test_the_address_of_somebody_else_cannot_be_ticked() -> None:
    visitor = Visitor(arrived()).prove()
    other = make.address(make.party(visitor.envelope.case, "plaintiff", name="王芳"), value="13900000088")
    answer = visitor.post("address-form", filled(visitor, known=[str(other.id)]))
    assert list(answer.context["form"].errors) == ["known"]


def test_who_only_holds_the_link_sees_and_signs_nothing() -> None:
    visitor = Visitor(arrived())
    assert visitor.get("address-form").status_code == 302
    assert visitor.post("address-form/sign", {"answer": "yes"}).status_code == 302
    assert SignedForm.objects.count() == 0


def test_another_recipients_form_is_not_theirs() -> None:
    one, other = Visitor(arrived()).prove(), Visitor(arrived(defendant(make.case()))).prove()
    form = signed(one)
    assert other.get(f"address-form/{form.id}").status_code == 404


def test_what_was_filled_in_is_still_there_when_they_go_back() -> None:
    visitor = Visitor(arrived()).prove()
    told = on_the_check(visitor.post("address-form", filled(visitor)).content.decode())
    page = visitor.post("address-form", {**told, "back": "1"}).content.decode()
    assert "府前街18号" in page
    assert page.count("checked") == 4
