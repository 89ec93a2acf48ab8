"""Judges, clerks, the recipient and the worker do things to one case at the same moment, and nobody is cut off."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection

from songda.core.access import Role
from songda.core.identity import Assurance
from songda.core.refusal import Refused
from songda.records.court.staff.models import User
from songda.records.law.decisions.ask_law import ask_law, ruling_of
from songda.records.law.decisions.redecide import Scope, mark_anew, redecide
from songda.records.law.facts.dossier import load_dossiers
from songda.records.law.planning.advance import advance, reconsider
from songda.records.law.rulings import party_rulings
from songda.records.law.rulings.party_rulings import rule_withdrawal
from songda.records.law.rulings.service_rulings import determine, rule_objection
from songda.records.matter.cases.actions import Reason
from songda.records.matter.parties import corrections
from songda.records.matter.parties.corrections import correct_party
from songda.records.matter.parties.models import Consent, Party
from songda.records.service.deeds.models import DeedStep
from songda.records.service.determinations.actions import Verdict
from songda.records.service.findings.models import Finding
from songda.records.service.orders.models import Envelope, Service
from songda.records.service.portal_acts.models import Objection
from songda.records.ways.deeds import DeedDraft, StepDraft, add_step, record_deed, strike_kept
from songda.records.ways.portal.acts import answers as own_answer
from songda.records.ways.portal.acts.answers import raise_objection
from songda.records.ways.portal.acts.new_address import offer_address
from songda.records.ways.portal.acts.visits import note_opening
from songda.site.redeciding import FIRST
from tests import make
from tests.records.stage import NOW, Stage, defendant, envelope, paper

pytestmark = pytest.mark.database(transaction=True)
CODE = Assurance.NUMBER_AND_CODE
LATER = NOW + timedelta(days=1)
ROUNDS = 6
Deed = Callable[[int], object]


def read_and_objected_to() -> tuple[Envelope, Service, Objection]:
    """A summons that came to a number the court had found; it was read, and is objected to."""
    served = envelope(defendant(make.case(), "found"))
    stage = Stage()
    stage.send()
    stage.apply()
    service = Service.objects.select_related("envelope__case__court", "envelope__party").get(envelope=served)
    note_opening(service, CODE, NOW + timedelta(minutes=5))
    ask_law(NOW + timedelta(minutes=6))
    return served, service, raise_objection(service, "system_error", "", None, NOW + timedelta(minutes=7))


def deeds(judge: User) -> dict[str, Deed]:
    """What is done over and over, each by a person or process of its own; the number is that of the round."""
    served, service, objection = read_and_objected_to()
    party = Party.objects.get(id=served.party_id)
    letter = DeedDraft("mail", (service.id,), StepDraft("sent", NOW + timedelta(hours=1), words="EMS 1"))
    deed = record_deed(served, letter, "engine", LATER)
    own_answer.withdraw(Consent.objects.get(), NOW + timedelta(hours=2), "engine", LATER)

    def verdict(n: int, *outcomes: str) -> Verdict:
        return Verdict(judge, outcomes[n % 2], f"第{n}次")

    def renamed(n: int) -> object:
        fresh = Party.objects.get(id=party.id)
        draft = replace(corrections.draft_of(fresh), name=("李卫国", "李为国")[n % 2])
        return correct_party(fresh, draft, Reason("更正"), "engine", LATER + timedelta(minutes=n))

    def stepped(n: int) -> object:
        step = add_step(deed, StepDraft("signed", NOW + timedelta(hours=2, minutes=n), "stranger"), "engine", LATER)
        return strike_kept(step, Reason("录错"), "engine", LATER)

    return {
        "determine": lambda n: determine([service], verdict(n, "counts", "does_not_count"), LATER),
        "rule": lambda n: rule_objection(
            Objection.objects.get(id=objection.id), verdict(n, "accepted", "rejected"), LATER
        ),
        "off line": lambda n: party_rulings.decide_offline(party, verdict(n, "ordered", "lifted"), LATER),
        "withdrawal": lambda n: rule_withdrawal(Consent.objects.get(), verdict(n, "accepted", "rejected"), LATER),
        "rename": renamed,
        "step": stepped,
        "offer": lambda n: offer_address(served, "mobile", f"1390000{n:04d}", LATER + timedelta(hours=2 * n)),
        "worker": lambda _: (reconsider([party.id], [served.case_id], LATER), ask_law(LATER), advance(LATER)),
        "redecide": lambda _: (mark_anew(Scope(is_all=True), FIRST), redecide(Scope(), FIRST, LATER)),
    }


def over_and_over(deed: Deed, start: Barrier) -> list[str]:
    """Refusals are answers; anything else that is raised is told."""
    told = []
    try:
        start.wait(30)
        for n in range(ROUNDS):
            try:
                deed(n)
            except Refused:
                pass
            except Exception as wrong:  # noqa: BLE001 - whatever it is, the test tells it
                told.append(f"{type(wrong).__name__}: {wrong}")
    finally:
        connection.close()
    return told


def test_nobody_is_cut_off_whoever_does_what_at_the_same_moment() -> None:
    by_name = deeds(make.user(role=Role.JUDGE))
    start = Barrier(len(by_name))
    with ThreadPoolExecutor(len(by_name)) as pool:
        answers = dict(zip(by_name, pool.map(lambda deed: over_and_over(deed, start), by_name.values()), strict=True))
    assert {name: told for name, told in answers.items() if told} == {}
    ask_law(LATER)
    (row,) = load_dossiers(list(Envelope.objects.select_related("case__court", "party")))
    assert Finding.objects.get().decision == ruling_of(row, row.services[0], LATER).decision


def test_both_sides_sign_a_mediation_document_at_the_same_moment() -> None:
    case = make.case()
    document = paper(case, "mediation_document")
    sides = [envelope(make.party(case, role), document) for role in ("plaintiff", "defendant")]
    start = Barrier(len(sides))

    def sign(place: int) -> Deed:
        services = tuple(sides[place].services.values_list("id", flat=True))

        def signed(n: int) -> object:
            step = StepDraft("signed", NOW + timedelta(minutes=n), "recipient")
            return record_deed(sides[place], DeedDraft("direct", services, step), "engine", LATER)

        return signed

    with ThreadPoolExecutor(len(sides)) as pool:
        told = list(pool.map(lambda place: over_and_over(sign(place), start), range(len(sides))))
    assert told == [[], []]
    assert DeedStep.objects.count() == len(sides) * ROUNDS
    ask_law(LATER)
    assert {finding.status for finding in Finding.objects.all()} == {"effective"}
