"""Two do what excludes the other at the same moment: nothing is lost or twice, and the law follows the events."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection

from songda.core.identity import CODES_PER_HOUR, Assurance
from songda.core.refusal import Refused, WrongField
from songda.records.ground.evidence.models import Event
from songda.records.law.decisions.ask_law import ask_law, ruling_of
from songda.records.law.facts.dossier import load_dossiers
from songda.records.law.planning.advance import reconsider
from songda.records.matter.cases.actions import Reason
from songda.records.matter.circumstances.actions import note, strike
from songda.records.matter.circumstances.entries import CircumstanceDraft
from songda.records.matter.parties.consents import withdraw_consent
from songda.records.matter.parties.models import Consent
from songda.records.service.attempts.models import Attempt
from songda.records.service.attempts.outgoing import sent_text
from songda.records.service.findings.models import Finding
from songda.records.service.orders.models import Envelope, Service
from songda.records.service.portal_acts.models import OneTimeCode, RecipientAct
from songda.records.ways.portal.acts.identity import check_code, send_code
from songda.records.ways.portal.acts.visits import disown, note_opening
from songda.records.ways.visits.models import Stop
from songda.records.ways.visits.reports import report_visit
from tests import make
from tests.records.stage import NOW, Stage, defendant, envelope
from tests.records.ways.visits.stage import BACK, at_home, out, picture

pytestmark = pytest.mark.database(transaction=True)
CODE = Assurance.NUMBER_AND_CODE
SOON, LATER = NOW + timedelta(minutes=5), NOW + timedelta(hours=3)
Deed = Callable[[], object]


def at_once(*deeds: Deed) -> list[object]:
    """What each gives, or how it was refused; anything else that is raised fails the test."""
    start = Barrier(len(deeds))

    def do(deed: Deed) -> object:
        try:
            start.wait(30)
            return deed()
        except Refused as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(do, deeds))


def arrived() -> Envelope:
    stage, served = Stage(), envelope(defendant(make.case()))
    stage.send()
    stage.apply()
    return served


def events(*names: str) -> list[str]:
    return list(Event.objects.filter(name__in=names).order_by("number").values_list("name", flat=True))


def law_follows() -> None:
    """What was decided is what the law says of what is on record."""
    ask_law(LATER)
    for row in load_dossiers(list(Envelope.objects.select_related("case__court", "party"))):
        for service in row.services:
            decided = Finding.objects.get(service=service.id)
            assert decided.decision == ruling_of(row, service, LATER).decision


def test_a_paper_is_opened_while_somebody_says_not_me() -> None:
    served = arrived()
    service = Service.objects.select_related("envelope__case__court", "envelope__party").get()
    address = served.party.addresses.get()
    opening, denying = (lambda: note_opening(service, CODE, SOON)), (lambda: disown(served, address.id, SOON))
    assert at_once(opening, denying, opening, denying) == [None] * 4
    assert sorted(events("paper.opened", "address.disowned")) == ["address.disowned", "paper.opened"]
    assert RecipientAct.objects.count() == 1
    law_follows()


def test_a_phone_that_sends_a_visit_several_times_at_once_has_sent_it_once() -> None:
    phone = out(at_home())
    draft = phone.draft(Stop.objects.get(round=phone.round), photos=(picture(),))
    visits = at_once(*[lambda: report_visit(phone.round, draft, phone.by, BACK)] * 4)
    assert {visit.id for visit in visits} == {draft.id}  # type: ignore[attr-defined]
    assert events("visit.reported") == ["visit.reported"]
    with pytest.raises(WrongField, match="visit_unknown_word"):  # a photograph belongs to one visit
        report_visit(phone.round, replace(draft, id=uuid4()), phone.by, BACK)


def test_a_circumstance_is_struck_while_the_law_is_asked() -> None:
    served = arrived()
    draft = CircumstanceDraft("in_custody", NOW - timedelta(days=3), words="看守所函")
    noted = note(served.party, draft, "engine", SOON)
    reconsider([served.party_id], [], SOON)
    why = Reason("同名他人")
    told = at_once(
        lambda: strike(noted, why, "engine", LATER), lambda: ask_law(LATER), lambda: strike(noted, why, "engine", LATER)
    )
    assert sum(isinstance(one, Refused) for one in told) == 1
    assert events("custody.noted", "custody.struck") == ["custody.noted", "custody.struck"]
    reconsider([served.party_id], [], LATER)
    law_follows()


def test_codes_are_asked_for_and_typed_by_several_at_once() -> None:
    served = arrived()
    sent = at_once(*[lambda: send_code(served, SOON)] * (CODES_PER_HOUR + 3))
    assert sum(not isinstance(one, Refused) for one in sent) == CODES_PER_HOUR == OneTimeCode.objects.count()
    newest = OneTimeCode.objects.select_related("attempt").order_by("-made_at", "-id")
    older, last = typed(newest[1]), typed(newest[0])
    assert not check_code(served, older, SOON).ok  # of several made at one moment the last alone opens
    proofs = at_once(*[lambda: check_code(served, last, SOON)] * 3)
    assert sorted(proof.ok for proof in proofs) == [False, False, True]  # type: ignore[attr-defined]
    assert events("identity.proved") == ["identity.proved"]


def typed(code: OneTimeCode) -> str:
    """What stands in the message."""
    return re.findall(r"(?<!\d)\d{6}(?!\d)", sent_text(code.attempt))[0]


def test_consent_is_withdrawn_while_a_try_is_handed_over() -> None:
    """Either it went out, and the withdrawal comes after it, or it was called off, and nothing went out."""
    stage, served = Stage(), envelope(defendant(make.case()))
    stage.advance()
    consent = Consent.objects.get()
    told = at_once(
        stage.claim,
        lambda: withdraw_consent(consent, SOON, "engine", SOON),
        stage.claim,
        lambda: reconsider([served.party_id], [], SOON),
        lambda: withdraw_consent(consent, SOON, "engine", SOON),
    )
    claims = [claim for one in told if isinstance(one, list) for claim in one]
    reconsider([served.party_id], [], SOON)
    state = Attempt.objects.get().state
    assert (len(claims), state) in {(1, "submitting"), (0, "cancelled")}
    assert events("attempt.cancelled") == ["attempt.cancelled"] * (state == "cancelled")
    assert events("consent.withdrawn") == ["consent.withdrawn"]
    assert sum(isinstance(one, Refused) for one in told) == 1
