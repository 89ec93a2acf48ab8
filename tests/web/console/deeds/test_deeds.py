"""A clerk puts service by people on record, and the pages tell what the law makes of it."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from songda import clock
from songda.core.access import Role
from songda.records.law.decisions.ask_law import ask_law
from songda.records.matter.cases.models import Case
from songda.records.service.deeds.models import Deed, DeedStep
from songda.records.service.findings.models import Finding
from songda.records.service.orders.models import Envelope
from songda.web.console.deeds.deeds import StepForm
from tests import make
from tests.records.stage import defendant, envelope
from tests.web.console.world import signed_in, typed

pytestmark = pytest.mark.database


def sealed(case: Case | None = None) -> Envelope:
    return envelope(defendant(case or make.case(), address_class=None, consents=False))


def record(of: Envelope, way: str = "direct", language: str = "zh-hans", **fields: object) -> tuple[int, str]:
    services = [str(service.id) for service in of.services.all()]
    moment = clock.now() - timedelta(days=1)
    told = {"papers": services, "kind": "signed", "at": typed(moment), "by": "recipient", "words": "", "scan": ""}
    address = reverse("console:deed", args=[of.id]) + f"?way={way}"
    page = signed_in(language=language).post(address, {**told, **fields}, follow=True)
    return page.status_code, page.content.decode()


def test_a_signature_entered_by_the_clerk_shows_as_service() -> None:
    of = sealed()
    assert record(of, words="李某某")[0] == 200
    ask_law(clock.now())
    assert Finding.objects.get().ground == "signature"
    service = of.services.get()
    page = signed_in().get(reverse("console:service", args=[service.id])).content.decode()
    assert "直接送达" in page
    assert "以送达回证证明" in page


def test_what_does_not_fit_the_way_is_told_beside_its_field_and_the_rest_is_kept() -> None:
    of = sealed()
    status, page = record(of, by="", words="已当面交付", language="en")
    assert status == 422
    assert "Say who signed." in page
    assert "已当面交付" in page
    assert not Deed.objects.exists()


@pytest.mark.parametrize("way", ["direct", "left", "mail", "entrusted", "transfer", "public_notice"])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_way_has_its_page_in_both_languages(way: str, language: str) -> None:
    of = sealed()
    page = signed_in(language=language).get(reverse("console:deed", args=[of.id]), {"way": way})
    assert page.status_code == 200


@pytest.mark.parametrize("way", ["direct", "mail"])
def test_what_may_be_needed_is_not_called_optional(way: str) -> None:
    page = signed_in(language="en").get(reverse("console:deed", args=[sealed().id]), {"way": way}).content.decode()
    labels = dict(re.findall(r'<label for="id_(\w+)">(.*?)</label>', page, re.DOTALL))
    assert "optional" not in labels["by"]
    assert "optional" in labels["scan"]
    assert not StepForm(way=way).fields["words"].required
    assert StepForm(way="public_notice").fields["words"].required  # with its medium alone it is kept


def test_an_unknown_way_has_no_page() -> None:
    assert signed_in().get(reverse("console:deed", args=[sealed().id]), {"way": "pigeon"}).status_code == 404


def test_a_closed_way_says_so_before_anything_is_entered() -> None:
    of = sealed(make.case(procedure="simplified"))
    page = signed_in(language="en").get(reverse("console:deed", args=[of.id]), {"way": "public_notice"})
    assert "note bad" in page.content.decode()


def test_a_paper_that_was_left_is_not_kept_without_a_word_on_how_unless_that_is_meant() -> None:
    of = sealed()
    moment = typed(clock.now() - timedelta(days=1))
    _, page = record(of, "left", "en", kind="left", by="", at=moment)
    assert "Nothing tells how it was left" in page
    assert not Deed.objects.exists()
    record(of, "left", "en", kind="left", by="", at=moment, is_so=re.findall(r'name="is_so"\s+value="(\w+)"', page)[0])
    ask_law(clock.now())
    assert Finding.objects.get().status == "awaiting_judge"


def test_how_it_was_left_makes_it_service() -> None:
    record(of := sealed(), "left", kind="left", by="", how="filmed")
    ask_law(clock.now())
    assert Finding.objects.get(service__envelope=of).status == "effective"


def test_a_letter_is_continued_where_it_was_left() -> None:
    of = sealed()
    status, page = record(of, "mail", kind="sent", by="", words="EMS 1234")
    assert (status, "未写明送往哪一地址" in page) == (422, True)
    known = re.search(r'name="is_so"\s+value="(\w+)"', page)
    assert known is not None
    record(of, "mail", kind="sent", by="", words="EMS 1234", is_so=known[1])
    deed = Deed.objects.get()
    told = {
        "kind": "returned",
        "at": typed(clock.now() - timedelta(hours=1)),
        "by": "",
        "words": "查无此人",
        "scan": "",
    }
    here = reverse("console:deed_step", args=[deed.id])
    assert typed(clock.now()) in signed_in().get(here).content.decode()  # proposed, and to be compared with the return
    page = signed_in().post(here, told, follow=True)
    assert "查无此人" in page.content.decode()
    assert deed.steps.count() == 2


def test_the_scan_is_handed_out_as_it_came_in() -> None:
    of = sealed()
    body = make.pdf()
    record(of, scan=SimpleUploadedFile("回证.pdf", body, "application/pdf"))
    step = DeedStep.objects.get()
    assert signed_in().get(reverse("console:deed_scan", args=[step.id])).content == body


def test_a_step_without_a_scan_has_none_to_hand_out() -> None:
    record(sealed())
    assert signed_in().get(reverse("console:deed_scan", args=[DeedStep.objects.get().id])).status_code == 404


def test_a_mistaken_entry_is_struck_from_the_page() -> None:
    of = sealed()
    record(of)
    ask_law(clock.now())
    page = signed_in(language="en").post(
        reverse("console:strike_step", args=[DeedStep.objects.get().id]), {"reason": "录错案件"}, follow=True
    )
    assert "Struck" in page.content.decode()
    ask_law(clock.now())
    assert Finding.objects.get().status == "not_effective"


def test_another_office_reads_but_does_not_see_the_names() -> None:
    of = sealed()
    record(of, words="李某某代签")

    page = signed_in(role=Role.AUDITOR).get(reverse("console:envelope", args=[of.id])).content.decode()
    assert "签收" in page
    assert "代签" not in page
