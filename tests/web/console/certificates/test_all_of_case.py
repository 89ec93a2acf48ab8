"""All certificates of a case at once: signed files in a ZIP, pages in a PDF; each is on record as taken."""

import zipfile
from copy import copy
from io import BytesIO

import pytest
from django.urls import reverse

from songda.core.access import Role
from songda.records.ground import vault
from songda.records.ground.evidence.models import Event
from songda.records.proof.certificates import all_of_case
from songda.records.proof.certificates.models import Certificate
from songda.trust.paper import page_texts
from songda.web.console.certificates import certificates as room
from tests import make
from tests.web.console.world import World, signed_in, world

pytestmark = pytest.mark.database


def taken(here: World) -> list[str]:
    streams = Event.objects.filter(name="file.taken", case_id=here.case.id).values_list("stream", flat=True)
    return [stream for stream in streams if stream.startswith("taken:certificate:")]


def replace_number(certificate: Certificate) -> Certificate:
    other = copy(certificate)
    other.number = f"{certificate.number}之二"
    return other


def with_pages(certificate: Certificate) -> None:
    key = vault.store_file("certificates", certificate.file_id, make.pdf())
    Certificate.objects.filter(id=certificate.id).update(wrapped_key=key)


def test_the_zip_holds_the_signed_files_byte_for_byte_and_is_made_while_it_is_sent() -> None:
    here = world()
    answer = signed_in().get(reverse("console:case_zip", args=[here.case.id]))
    assert answer.streaming
    with zipfile.ZipFile(BytesIO(b"".join(answer))) as archive:
        (name,) = archive.namelist()
        assert archive.read(name) == here.certificate.read()
    assert here.certificate.number in name
    assert taken(here) == [f"taken:certificate:{here.certificate.id}"]


def test_no_more_than_one_of_them_is_in_memory() -> None:
    here = world()
    first, second = here.certificate, replace_number(here.certificate)
    sizes = [len(piece) for piece in all_of_case.packed([first, second])]
    assert len(sizes) == 3  # one for each, and the list at the end
    assert max(sizes[:2]) < len(first.read()) + 1000


def test_the_pdf_holds_their_pages() -> None:
    here = world()
    with_pages(here.certificate)
    answer = signed_in().get(reverse("console:case_pdf", args=[here.case.id]))
    assert len(page_texts(answer.content)) == 1
    assert len(taken(here)) == 1


def test_what_cannot_be_put_together_is_said_and_nothing_is_on_record(monkeypatch: pytest.MonkeyPatch) -> None:
    here, client = world(), signed_in()
    address = reverse("console:case_pdf", args=[here.case.id])
    assert client.get(address).status_code == 302  # that file has no pages
    monkeypatch.setattr(room, "MOST_IN_ONE", 0)
    assert "ZIP" in client.get(address, follow=True).content.decode()
    other = make.case(here.case.court)
    assert client.get(reverse("console:case_zip", args=[other.id])).status_code == 302
    assert taken(here) == []


def test_masked_offices_take_nothing_and_are_offered_nothing() -> None:
    here = world()
    auditor = signed_in(role=Role.AUDITOR)
    for form in ("case_zip", "case_pdf"):
        assert auditor.get(reverse(f"console:{form}", args=[here.case.id])).status_code == 403
    assert "certificates.zip" not in auditor.get(reverse("console:certificates")).content.decode()
    assert "certificates.zip" in signed_in().get(reverse("console:certificates")).content.decode()
    assert taken(here) == []
