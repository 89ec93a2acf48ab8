"""One paper for one recipient: whether it is served, since when, on which ground, and the proof."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from django.contrib import messages
from django.db.models import Q, prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from songda.clock import now
from songda.core.access import Act, may
from songda.records.ground.evidence.queries import NotCoveredError
from songda.records.law.decisions.what_if import MissingFact, missing_facts
from songda.records.law.rulings.guards import GuardRow, guards_of
from songda.records.overview.boards.history import history_of
from songda.records.overview.boards.queries import acts_of, attempts_of, stream
from songda.records.proof.certificates import queries as certificate_queries
from songda.records.proof.certificates.actions import ask_for_english_page, ask_for_statement, is_unstated
from songda.records.proof.certificates.queries import listed_of
from songda.records.service.attempts.models import Attempt
from songda.records.service.deeds.models import Deed
from songda.records.service.deeds.queries import deeds_of
from songda.records.service.determinations.actions import Together, together
from songda.records.service.determinations.models import Determination
from songda.records.service.findings.queries import Answer, answers_of
from songda.records.service.orders.models import Service
from songda.records.service.orders.summoned import CALLING, Hearings, hearings_with_past
from songda.web.console.shared.gate import POST_ONLY, StaffRequest, actor, behind
from songda.web.console.shared.lookup_or_404 import the_service
from songda.web.console.shared.pages import attachment
from songda.web.console.shared.story import Cast, scenes_of
from songda.web.console.shared.words import language

Try = TypeVar("Try", Attempt, Deed)


@behind(Act.SEE_CASES)
def service(request: StaffRequest, service_id: UUID) -> HttpResponse:
    """The decision with reasons and articles, the periods, the acts, the certificates, the story."""
    found = the_service(request, service_id)
    prefetch_related_objects([found], "determinations")  # whether there are any is asked here and for the offers
    attempts = attempts_of(found.envelope)
    hearings = hearings_with_past([found.envelope.case_id]) if found.paper.kind == CALLING else None
    answer = answers_of([found], language()).get(found.id)
    context = {
        "service": found,
        "envelope": found.envelope,
        "case": found.envelope.case,
        "party": found.envelope.party,
        "desk": "cases",
        "answer": answer,
        "attempt": (sent := _winner(attempts, answer)),
        "by_people": None if sent else _winner(deeds_of(found.envelope), answer),
        "acts": [act for act in acts_of(found.envelope) if act.service_id == found.id],
        "certificates": listed_of(found),
        "may_be_stated": answer is not None and is_unstated(found.finding),
        "history": history_of(found),
        "determinations": _determinations(found),
        "may_be_judged": answer is not None and (found.finding.awaits_judge or found.determinations.exists()),
        "guard_row": _guard_row(found, hearings),
        "hearings": hearings,
        "offers": offers_for(request, found) if answer else [],
        "scenes": scenes_of(stream(f"service:{found.id}"), Cast(found.envelope.case, request.user)),
    }
    return render(request, "console/serving/service.html", context)


def _determinations(found: Service) -> list[Together]:
    """What judges decided of this service, and of objections against the tries for its envelope."""
    of_it = Q(service=found) | Q(objection__envelope=found.envelope)
    rows = Determination.objects.filter(of_it).select_related("by", "service__paper")
    return together(rows.order_by("-at", "-id"))


def _guard_row(found: Service, hearings: Hearings | None) -> GuardRow | None:
    """The guard that rests on this summons, with a judge's override beside it."""
    if hearings is None:
        return None
    rows = (row for guard in guards_of([found.envelope.case], language(), hearings) for row in guard.rows)
    return next((row for row in rows if row.service and row.service.id == found.id), None)


def _winner(tries: Sequence[Try], answer: Answer | None) -> Try | None:
    """The try that the answer rests on, if it is one of these."""
    return next((made for made in tries if answer and str(made.id) == answer["winning_attempt"]), None)


@behind(Act.TAKE_FILES)
def proof_bundle(request: StaffRequest, service_id: UUID) -> HttpResponse:
    """Everything that proves this service in one file, which anybody can check offline."""
    found = the_service(request, service_id)
    try:
        body = certificate_queries.hand_out(found, actor(request), now())
    except NotCoveredError:
        messages.warning(request, _("The newest events are being sealed. Try again in a few seconds."))
        return redirect("console:service", found.id)
    return attachment(body, f"songda-{found.id}.zip", "application/zip")


@behind(Act.PLACE_ORDER, POST_ONLY)
def state(request: StaffRequest, service_id: UUID) -> HttpResponse:
    """Have a statement made of a service that does not count, or of which a judge has yet to decide."""
    found = the_service(request, service_id)
    if ask_for_statement(found.id):
        messages.success(request, _("The statement is being made. It stands here within a minute."))
    else:
        messages.info(request, _("There is one already, or one is being made."))
    return redirect("console:service", found.id)


@behind(Act.PLACE_ORDER, POST_ONLY)
def english_page(request: StaffRequest, service_id: UUID) -> HttpResponse:
    """Have an English translation set behind the certificates of this sending."""
    found = the_service(request, service_id)
    if ask_for_english_page(found.envelope, actor(request), now()):
        messages.success(request, _("English stands behind the certificates of this sending within a minute."))
    else:
        messages.info(request, _("It was asked for already."))
    return redirect("console:service", found.id)


@dataclass(frozen=True)
class Offer:
    """What to find out, what it would change, and where it is put on record."""

    what: str
    then: str
    place: str


def offers_for(request: StaffRequest, service: Service) -> list[Offer]:
    """Those that this visitor may follow."""
    return list(_offers(request, service))


def _offers(request: StaffRequest, service: Service) -> Iterator[Offer]:
    for missing in missing_facts(service, now()):
        if may(request.user.role, missing.act):
            fact = missing.fact
            yield Offer(fact.sentence(language()), fact.outcome(language()), _place(missing, service))


def _place(missing: MissingFact, service: Service) -> str:
    if missing.deed_id is not None:
        return reverse("console:deed_step", args=[missing.deed_id])
    if missing.fact.code == "consent":
        return reverse("console:new_consent", args=[service.envelope.party_id])
    return reverse("console:judge_finding", args=[service.id])
