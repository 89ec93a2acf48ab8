"""The judge finds whether a presumed or doubtful service counts, and rules on objections and public notices."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from songda.clock import now
from songda.core.access import Act
from songda.core.refusal import Refused
from songda.records.law.facts.dossier import Dossier, load_dossier_for_notice, load_dossiers
from songda.records.law.facts.law_facts import APPROVED
from songda.records.law.notice_ground import question_of
from songda.records.law.rulings import service_rulings
from songda.records.law.rulings.service_rulings import DECLINED, decide_notice
from songda.records.matter.parties.models import OWN_CLASSES
from songda.records.overview.boards.queries import acts_of
from songda.records.proof.certificates.queries import current
from songda.records.service.calls.models import OUTCOMES, Call
from songda.records.service.determinations.actions import Subject, Verdict
from songda.records.service.findings.queries import answers_of
from songda.records.service.orders.models import Envelope, Service
from songda.records.service.orders.queries import service_of
from songda.records.service.portal_acts.models import Objection
from songda.web.console.judge.question import DecisionForm, FindingForm, JudgeQuestion, act, show
from songda.web.console.shared.gate import POST_ONLY, StaffRequest, behind
from songda.web.console.shared.lookup_or_404 import the_envelope, the_objection, the_service
from songda.web.console.shared.person import notice_context
from songda.web.console.shared.words import language

_SPOKEN_WITH = [word for word, outcome in OUTCOMES.items() if outcome.is_reached]


@behind(Act.SEE_JUDGE_DESK)
def judge_finding(request: StaffRequest, service_id: UUID) -> HttpResponse:
    """One service with what happened, what the law says, and what hangs on either ruling."""
    found = the_service(request, service_id)
    return show(request, _finding(found)) if found.recalled_at is None else _taken_back(request, found)


@behind(Act.DECIDE_FINDING, POST_ONLY)
def determine_finding(request: StaffRequest, service_id: UUID) -> HttpResponse:
    """Find that it counts, or that it does not."""
    found = the_service(request, service_id)
    if found.recalled_at is not None:
        return _taken_back(request, found)

    def decide(verdict: Verdict, form: DecisionForm) -> None:
        also = set(form.cleaned_data.get("also", []))
        others = [one for one in Service.objects.filter(envelope=found.envelope) if one.id in also]
        service_rulings.determine([found, *others], verdict, now())

    return act(request, _finding(found), decide)


def _taken_back(request: StaffRequest, found: Service) -> HttpResponse:
    """There is nothing to find any more, and its own page says why."""
    messages.error(request, Refused("recalled_already", title=found.paper.title).sentence(language()))
    return redirect("console:service", found.id)


def _row(service: Service) -> tuple[Dossier, Service]:
    rows = Envelope.objects.select_related("case__court", "case__judge", "party__case__court", "party__case__judge")
    row = load_dossiers([rows.get(id=service.envelope_id)])[0]
    return row, next(one for one in row.services if one.id == service.id)


def _finding(found: Service) -> JudgeQuestion:
    row, service = _row(found)

    def ask() -> Subject:
        return service_rulings.finding_subject(row, service)

    others = [one for one in row.services if one.id != service.id and _waits(one)]
    happened = _happened(row, service)
    return JudgeQuestion(
        party=row.envelope.party,
        title=_("Does this count as served?"),
        template="console/judge/judge_finding.html",
        form_goes_to=reverse("console:determine_finding", args=[service.id]),
        outcomes=[
            (service_rulings.COUNTS, _("I find that it counts as served")),
            (service_rulings.DOES_NOT, _("I find that it does not count")),
        ],
        ask=ask,
        form=FindingForm,
        options={"others": others, "without": _not_borne_out(happened)},
        context=happened | _hangs_on_it(row, service, ask),
    )


def _not_borne_out(happened: Mapping[str, Any]) -> set[str]:
    """Sentences for a reason that would say of this service what nothing on record says."""
    attempt, acts = happened["attempt"], {one.kind for one in happened["acts"]}
    calls = Call.objects.filter(party=happened["envelope"].party_id, struck_at=None, outcome__in=_SPOKEN_WITH)
    has_arrived = attempt is not None and attempt.arrived_at is not None
    borne_out = {
        "finding_counts_1": "read" in acts,
        "finding_counts_2": bool(acts - {"read"}),
        "finding_counts_3": has_arrived and calls.exists(),
        "finding_does_not_count_3": attempt is None or attempt.address_class not in OWN_CLASSES,
    }
    return {key for key, is_so in borne_out.items() if not is_so}


def _happened(row: Dossier, service: Service) -> dict[str, object]:
    """What is known of the service, and the try that its answer rests on."""
    leading = service_rulings.leading_try(row, service)
    attempt = next((made for made in row.attempts if str(made.id) == leading), None)
    by_people = next((each.deed for each in row.deeds if str(each.deed.id) == leading), None)
    return {
        "service": service,
        "envelope": row.envelope,
        "answer": answers_of([service], language()).get(service.id),
        "acts": [one for one in acts_of(row.envelope) if one.service_id == service.id],
        "objections": row.objections,
        "certificate": current(service),
        "attempt": attempt,
        "by_people": by_people,
        "tried_at": attempt.submitted_at if attempt else by_people and by_people.began_at,
    }


def _hangs_on_it(row: Dossier, service: Service, ask: Callable[[], Subject]) -> dict[str, object]:
    """What either ruling would bring; nothing where there is none to make."""
    try:
        ask()
        return {"consequences": service_rulings.consequences(row, service, now())}
    except Refused:
        return {}


def _waits(service: Service) -> bool:
    return hasattr(service, "finding") and service.finding.awaits_judge


@behind(Act.SEE_JUDGE_DESK)
def judge_objection(request: StaffRequest, objection_id: UUID) -> HttpResponse:
    """One objection with the recipient's words, what they prove, and what the objection is against."""
    return show(request, _objection(request, the_objection(request, objection_id)))


@behind(Act.DECIDE_FINDING, POST_ONLY)
def rule_objection(request: StaffRequest, objection_id: UUID) -> HttpResponse:
    """Uphold or dismiss an objection; the service is decided anew."""
    found = the_objection(request, objection_id)
    return act(
        request,
        _objection(request, found),
        lambda verdict, _form: service_rulings.rule_objection(found, verdict, now()),
    )


def _objection(request: StaffRequest, found: Objection) -> JudgeQuestion:
    envelope = found.envelope
    services = Service.objects.filter(envelope=envelope).select_related("paper", "finding").order_by("paper__filed_at")
    affected = [service_of(request.court, one.id) for one in services]
    return JudgeQuestion(
        party=envelope.party,
        title=_("Objection"),
        template="console/judge/judge_objection.html",
        form_goes_to=reverse("console:rule_objection", args=[found.id]),
        outcomes=[("accepted", _("Uphold the objection")), ("rejected", _("Dismiss the objection"))],
        ask=lambda: service_rulings.objection_subject(found),
        options={"without": set() if found.attempt and found.attempt.arrived_at else {"objection_rejected_1"}},
        context={
            "objection": found,
            "envelope": envelope,
            "attempt": found.attempt,
            "by_people": found.deed,
            "services": affected,
            "answers": answers_of(affected, language()),
            "acts": acts_of(envelope),
        },
    )


@behind(Act.SEE_JUDGE_DESK)
def judge_notice(request: StaffRequest, envelope_id: UUID) -> HttpResponse:
    """What was tried, what is left, and what the judge has said of the notice."""
    return show(request, _notice(request, the_envelope(request, envelope_id)))


@behind(Act.DECIDE_FINDING, POST_ONLY)
def rule_notice(request: StaffRequest, envelope_id: UUID) -> HttpResponse:
    """Approve the notice, or decline it."""
    envelope = the_envelope(request, envelope_id)
    return act(request, _notice(request, envelope), lambda verdict, _form: decide_notice(envelope.id, verdict, now()))


def _notice(request: StaffRequest, envelope: Envelope) -> JudgeQuestion:
    moment, dossier = now(), load_dossier_for_notice(envelope)
    return JudgeQuestion(
        party=envelope.party,
        title=_("Public notice before every way was tried"),
        template="console/judge/judge_notice.html",
        form_goes_to=reverse("console:rule_notice", args=[envelope.id]),
        outcomes=[
            (APPROVED, _("Approve: I find that the ways which are left cannot serve them")),
            (DECLINED, _("Decline: these ways are to be tried first")),
        ],
        ask=lambda: question_of(dossier, moment),
        context=notice_context(request, dossier, moment),
    )
