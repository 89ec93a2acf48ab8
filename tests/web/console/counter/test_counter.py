"""The counter: a card is read, papers are handed over and served by law, or a code is given."""

import hashlib
import re
from datetime import timedelta

import pytest

from songda.clock import now
from songda.core.access import Role
from songda.records.ground.evidence.models import Event
from songda.records.service.deeds.models import DeedStep
from songda.records.service.findings.models import Finding
from songda.records.service.orders.models import Service
from songda.records.ways.portal.personal_proofs.models import PersonalProof
from songda.trust.paper import page_texts
from tests import make
from tests.records.stage import defendant
from tests.web.console.world import signed_in
from tests.web.portal.scene import Visitor, arrived, sent, settled

pytestmark = pytest.mark.database


def test_the_card_brings_up_what_waits_and_the_paper_is_served_by_hand() -> None:
    envelope = arrived(defendant(make.case(), None, consents=False))
    client = signed_in()
    party = envelope.party
    page = client.post("/console/counter/", {"number": party.number, "compared": "on"}, follow=True)
    assert "文书1" in page.content.decode()
    service = Service.objects.get(envelope=envelope)
    told = {f"e{envelope.id.hex[-12:]}-papers": str(service.id), f"e{envelope.id.hex[-12:]}-kind": "signed"}
    answer = client.post(f"/console/counter/envelopes/{envelope.id}/handed/", told)
    assert answer.status_code == 302, answer.content.decode()
    settled(envelope)
    finding = Finding.objects.get(service=service)
    assert (finding.status, finding.ground) == ("effective", "signature")
    step = DeedStep.objects.get()
    assert (step.kind, step.by) == ("signed", "recipient")


def test_who_refuses_to_sign_at_court_is_served_all_the_same() -> None:
    envelope = arrived(defendant(make.case(), None, consents=False))
    client = signed_in()
    client.post("/console/counter/", {"number": envelope.party.number, "compared": "on"})
    service = Service.objects.get(envelope=envelope)
    told = {f"e{envelope.id.hex[-12:]}-papers": str(service.id), f"e{envelope.id.hex[-12:]}-kind": "left"}
    client.post(f"/console/counter/envelopes/{envelope.id}/handed/", told)
    settled(envelope)
    assert Finding.objects.get(service=service).ground == "left"


def test_without_a_card_nothing_is_handed_over() -> None:
    envelope = arrived()
    client = signed_in()
    assert client.get(f"/console/counter/{envelope.party_id}/")["Location"] == "/console/counter/"
    service = Service.objects.get(envelope=envelope)
    told = {f"e{envelope.id.hex[-12:]}-papers": str(service.id), f"e{envelope.id.hex[-12:]}-kind": "signed"}
    assert client.post(f"/console/counter/envelopes/{envelope.id}/handed/", told)["Location"] == "/console/counter/"
    assert client.post(f"/console/counter/envelopes/{envelope.id}/code/")["Location"] == "/console/counter/"
    assert not DeedStep.objects.exists()


def test_a_card_read_half_an_hour_ago_must_be_read_again() -> None:
    envelope = arrived()
    client = signed_in()
    client.post("/console/counter/", {"number": envelope.party.number, "compared": "on"})
    PersonalProof.objects.update(at=now() - timedelta(minutes=31))
    assert client.get(f"/console/counter/{envelope.party_id}/")["Location"] == "/console/counter/"


def test_a_number_that_is_nobodys_is_told_and_the_search_is_on_record() -> None:
    page = signed_in().post("/console/counter/", {"number": make.resident_id(), "compared": "on"})
    assert page.status_code == 422
    assert "没有该证件号码的当事人" in page.content.decode()
    assert Event.objects.filter(name="search.made").exists()


def test_the_photograph_must_have_been_compared() -> None:
    envelope = arrived()
    page = signed_in().post("/console/counter/", {"number": envelope.party.number})
    assert page.status_code == 422
    assert not PersonalProof.objects.exists()


def test_a_person_of_another_court_is_nobody_here() -> None:
    envelope = arrived(defendant(make.case(make.other_court())))
    page = signed_in().post("/console/counter/", {"number": envelope.party.number, "compared": "on"})
    assert page.status_code == 422


def test_the_code_is_shown_once_and_opens_the_papers_of_somebody_without_a_telephone() -> None:
    envelope = arrived()
    client = signed_in()
    client.post("/console/counter/", {"number": envelope.party.number, "compared": "on"})
    page = client.post(f"/console/counter/envelopes/{envelope.id}/code/").content.decode()
    code = re.findall(r">(\d{8})<", page)[0]
    visitor = Visitor(envelope)
    assert visitor.token in page
    assert visitor.post("counter-code", {"code": code})["Location"].endswith("/papers")
    assert code not in str(list(Event.objects.values_list("data", flat=True)))


def test_the_return_of_service_names_court_case_person_and_papers() -> None:
    envelope = arrived(defendant(make.case(), None, consents=False))
    client = signed_in()
    client.post("/console/counter/", {"number": envelope.party.number, "compared": "on"})
    page = client.get(f"/console/counter/envelopes/{envelope.id}/return/").content.decode()
    for word in ("送达回证", envelope.case.number, envelope.party.name, "文书1", "受送达人签名"):
        assert word in page


def test_all_papers_and_one_return_are_printed_as_one_file_and_on_record() -> None:
    party = defendant(make.case(), None, consents=False)
    papers = [make.paper(party.case, "notice_to_respond", title="应诉通知书"), make.paper(party.case, title="传票")]
    envelope = sent(party, *papers)
    client = signed_in()
    client.post("/console/counter/", {"number": party.number, "compared": "on"})
    shown = client.get(f"/console/counter/{party.id}/").content.decode()
    place = f"/console/counter/envelopes/{envelope.id}/print/"
    assert place in shown
    answer = client.get(place)
    assert answer["Content-Type"] == "application/pdf"
    own = [page_texts(paper.read()) for paper in papers]
    pages = page_texts(answer.content)
    assert pages[:-1] == [text for texts in own for text in texts]
    sheet = "".join(pages[-1].split())
    for words in ("送达回证", party.case.number, party.name, "应诉通知书", "传票", "受送达人签名或者捺印"):
        assert words in sheet
    assert sheet.index("应诉通知书") < sheet.index("传票")
    event = Event.objects.get(name="papers.printed")
    in_order = Service.objects.filter(envelope=envelope).order_by("id").values_list("id", flat=True)
    assert event.data["services"] == [str(service_id) for service_id in in_order]
    assert event.data["sha256"] == hashlib.sha256(answer.content).hexdigest()
    assert Event.objects.filter(name="file.taken").count() == 2


def test_without_a_card_nothing_is_printed() -> None:
    envelope = arrived()
    answer = signed_in().get(f"/console/counter/envelopes/{envelope.id}/print/")
    assert answer["Location"] == "/console/counter/"
    assert not Event.objects.filter(name="papers.printed").exists()


def test_where_nothing_waits_there_is_no_return_to_sign() -> None:
    envelope = arrived(defendant(make.case(), None, consents=False))
    client = signed_in()
    client.post("/console/counter/", {"number": envelope.party.number, "compared": "on"})
    service = Service.objects.get(envelope=envelope)
    told = {f"e{envelope.id.hex[-12:]}-papers": str(service.id), f"e{envelope.id.hex[-12:]}-kind": "signed"}
    client.post(f"/console/counter/envelopes/{envelope.id}/handed/", told)
    settled(envelope)
    page = client.get(f"/console/counter/envelopes/{envelope.id}/return/", follow=True)
    assert page.redirect_chain == [(f"/console/counter/{envelope.party_id}/", 302)]
    assert "没有待交付的文书。" in page.content.decode()
    prints = client.get(f"/console/counter/envelopes/{envelope.id}/print/", follow=True)
    assert "没有待交付的文书，无需打印。" in prints.content.decode()
    assert not Event.objects.filter(name="papers.printed").exists()


def test_judges_have_no_counter() -> None:
    assert signed_in(role=Role.JUDGE).get("/console/counter/").status_code == 403
