"""What is missing is offered with its form on the page of a service; following the offer does what it promised."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from songda import clock
from songda.core.access import Role
from songda.records.ground.evidence.actions import record
from songda.records.law.decisions.ask_law import ask_law
from songda.records.law.decisions.mistakes import hold_struck, struck_event
from songda.records.law.decisions.what_if import MOST_MISSING_FACTS, missing_facts
from songda.records.law.planning.advance import reconsider
from songda.records.matter.cases.actions import Reason
from songda.records.matter.parties.models import Consent
from songda.records.service.findings.models import Finding
from songda.records.service.orders.due import wait_for_law
from songda.records.service.orders.models import Service
from songda.records.ways.deeds import DeedDraft, StepDraft, record_deed
from tests import make
from tests.records.stage import defendant, envelope
from tests.web.console.world import NOW, serve, signed_in, typed

pytestmark = pytest.mark.database
DAY = timedelta(days=1)


def offers(service: Service, client: Client) -> list[tuple[str, str]]:
    """The places that are offered, with what would follow, as the page tells it."""
    page = unescape(client.get(reverse("console:service", args=[service.id])).content.decode())
    part = page.partition('id="missing"')[2].partition("</section>")[0]
    return re.findall(r'<b>([^<]*)</b>\s*<a href="([^"]*)"', part)


def sent_letter() -> Service:
    sealed = envelope(defendant(make.case(), address_class=None, consents=False))
    services = tuple(sealed.services.values_list("id", flat=True))
    record_deed(sealed, DeedDraft("mail", services, StepDraft("sent", NOW, words="EMS 1")), "staff:chen", clock.now())
    ask_law(clock.now())
    return sealed.services.get()


def without_consent() -> Service:
    """A message arrived, and no consent is on record any more."""
    party = defendant(make.case())
    sealed = serve(party)
    struck = hold_struck(Consent, Consent.objects.get(party=party).id, clock.now())
    record([struck_event("consent.struck", struck, Reason("误登"), "engine", clock.now())], clock.now())
    wait_for_law([sealed.id], clock.now())
    ask_law(clock.now())
    return sealed.services.get()


def test_a_signature_that_is_missing_is_asked_for_and_does_what_was_promised() -> None:
    service, client = sent_letter(), signed_in(language="en")
    (said, place), *_ = offers(service, client)
    assert "counts as served" in said
    promised = missing_facts(service, clock.now())[0].fact.then.status.value
    assert Finding.objects.get(service=service).status != promised
    told = {"kind": "signed", "at": typed(clock.now() - DAY), "by": "recipient", "words": "", "scan": ""}
    assert client.post(place, told).status_code == 302
    ask_law(clock.now())
    assert Finding.objects.get(service=service).status == promised == "effective"
    assert offers(service, client) == []


WHAT_IS_NOT_TOLD = [
    ("left", StepDraft("left", NOW), {"kind": "left", "by": "", "how": "witnessed"}),
    ("direct", StepDraft("signed", NOW, "cohabitant_of_unknown_age"), {"kind": "signed", "by": "cohabitant"}),
]


@pytest.mark.parametrize(("way", "step", "told"), WHAT_IS_NOT_TOLD, ids=["how it was left", "the age of who signed"])
def test_what_is_not_told_of_a_visit_is_asked_for_and_does_what_was_promised(
    way: str, step: StepDraft, told: dict[str, str]
) -> None:
    sealed = envelope(defendant(make.case(), address_class=None, consents=False))
    services = tuple(sealed.services.values_list("id", flat=True))
    record_deed(sealed, DeedDraft(way, services, step), "staff:chen", clock.now())
    ask_law(clock.now())
    service, client = sealed.services.get(), signed_in(language="en")
    assert Finding.objects.get(service=service).status == "awaiting_judge"
    (said, place), *_ = offers(service, client)
    assert "counts as served" in said
    whole = {"at": typed(NOW), "words": "张主任在场见证", "scan": "", **told}
    assert client.post(place, whole).status_code == 302
    ask_law(clock.now())
    assert Finding.objects.get(service=service).status == "effective"


def test_a_consent_that_is_missing_is_asked_for_and_does_what_was_promised() -> None:
    service, client = without_consent(), signed_in(language="en")
    assert Finding.objects.get(service=service).status == "not_effective"
    (said, place), *_ = offers(service, client)
    promised = missing_facts(service, clock.now())[0].fact.then
    assert place == reverse("console:new_consent", args=[service.envelope.party_id])
    told = {"ground": "express", "at": typed(NOW), "how": "form", "stages": ["first_instance"], "paper_kinds": ["*"]}
    assert client.post(place, {**told, "proof": ""}).status_code == 302
    reconsider([service.envelope.party_id], [], clock.now())  # what the worker does of it
    ask_law(clock.now())
    finding = Finding.objects.get(service=service)
    assert finding.status == promised.status.value == "effective"
    assert str(finding.effective_on) in said


def test_what_is_whole_asks_for_nothing() -> None:
    sealed = serve(defendant(make.case()))
    ask_law(clock.now())
    assert offers(sealed.services.get(), signed_in()) == []


def test_nobody_is_sent_to_a_form_that_is_closed_to_them() -> None:
    service = without_consent()
    assert offers(service, signed_in(role=Role.AUDITOR)) == []
    assert len(offers(service, signed_in())) <= MOST_MISSING_FACTS


def test_what_was_taken_back_asks_for_nothing() -> None:
    service = without_consent()
    Service.objects.filter(id=service.id).update(recalled_at=clock.now())
    assert missing_facts(service, clock.now()) == []
