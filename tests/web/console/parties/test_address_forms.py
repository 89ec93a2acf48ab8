"""A clerk prints the form, enters a signed one with its scan, and takes it again; each taking is on record."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from songda import clock
from songda.core.access import Role
from songda.records.ground.evidence.models import Event
from songda.records.matter.parties.models import Party
from songda.records.ways.portal.address_forms.models import SignedForm
from tests import make
from tests.trust.typesetting.test_certificate import text_of
from tests.web.console.world import signed_in, typed

pytestmark = pytest.mark.database


def scanned(**changes: object) -> dict[str, object]:
    told = {
        "file": SimpleUploadedFile("scan.pdf", make.pdf("scan"), "application/pdf"),
        "signed_at": typed(clock.now() - timedelta(minutes=5)),
        "province": "山西省",
        "street": "孝义市府前街18号",
        "postcode": "032300",
        "mobile": "13900000001",
        "answer": "yes",
        "stages": ["first_instance"],
        "compared": "on",
    }
    return {name: value for name, value in {**told, **changes}.items() if value is not None}


def enter(client: Client, party: Party, **changes: object) -> HttpResponse:
    return client.post(reverse("console:new_signed_form", args=[party.id]), scanned(**changes))


def test_an_entered_form_shows_on_the_page_of_the_party_with_its_file() -> None:
    party, client = make.party(), signed_in()
    assert enter(client, party).status_code == 302
    form = SignedForm.objects.get()
    page = client.get(reverse("console:party", args=[party.id])).content.decode()
    assert reverse("console:signed_form_file", args=[form.id]) in page
    assert party.consents.get().stages == ["first_instance"]
    answer = client.get(reverse("console:signed_form_file", args=[form.id]))
    assert (answer.content, answer["Content-Type"]) == (make.pdf("scan"), "application/pdf")
    assert Event.objects.get(name="file.taken").data["cases"] == [str(party.case_id)]


def test_no_answer_is_filled_in_and_nothing_is_ticked_beforehand() -> None:
    page = signed_in().get(reverse("console:new_signed_form", args=[make.party().id])).content.decode()
    assert 'name="answer"' in page
    assert "checked" not in page


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"file": None}, "file"),
        ({"file": SimpleUploadedFile("a.pdf", b"not a PDF")}, "file"),
        ({"compared": None}, "compared"),
        ({"answer": None}, "answer"),
        ({"answer": "no"}, "stages"),
        ({"stages": None}, "stages"),
        ({"mobile": "139"}, "mobile"),
        ({"province": None}, "province"),
        ({"postcode": "12"}, "postcode"),
        ({"mobile": None}, "mobile"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_kept(changes: dict[str, object], field: str) -> None:
    party = make.party()
    answer = enter(signed_in(), party, **changes)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert (SignedForm.objects.count(), party.addresses.count()) == (0, 0)


def test_a_form_older_than_the_case_is_asked_about_once_more() -> None:
    party = make.party()
    answer = enter(signed_in(), party, signed_at="2020-01-01T09:00")
    assert answer.status_code == 422
    assert answer.context["form"].doubts
    assert SignedForm.objects.count() == 0


def test_the_form_to_sign_is_filled_in_and_taking_it_is_on_record() -> None:
    party = make.party()
    answer = signed_in().get(reverse("console:print_form", args=[party.id]))
    assert party.name in text_of(answer.content)
    assert Event.objects.filter(name="file.taken").count() == 1


def test_the_blank_form_names_the_court_and_nobody_else() -> None:
    party = make.party()
    text = text_of(signed_in().get(reverse("console:blank_form")).content)
    assert party.case.court.name in text
    assert party.name not in text
    assert Event.objects.filter(name="file.taken").count() == 0


@pytest.mark.parametrize("door", ["print_form", "new_signed_form"])
def test_another_court_sees_no_form(door: str) -> None:
    party = make.party()
    stranger = signed_in(make.user(make.other_court()))
    assert stranger.get(reverse(f"console:{door}", args=[party.id])).status_code == 404


def test_who_may_not_record_consents_enters_no_form() -> None:
    party = make.party()
    judge = signed_in(make.user(role=Role.JUDGE))
    assert enter(judge, party).status_code == 403
