"""The judge approves a public notice though ways are left, or declines."""

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from songda.clock import now
from songda.core.access import Act
from songda.records.decision.facts.dossier import load_dossier_for_notice
from songda.records.decision.facts.law_facts import APPROVED
from songda.records.decision.notices.ground import question_of
from songda.records.decision.rulings.notices import DECLINED, decide_notice
from songda.records.delivery.orders.models import Envelope
from songda.web.console.judge.question import JudgeQuestion, act, show
from songda.web.console.shared.gate import POST_ONLY, StaffRequest, behind
from songda.web.console.shared.lookup_or_404 import the_envelope
from songda.web.console.shared.notice import notice_context


@behind(Act.SEE_JUDGE_DESK)
def judge_notice(request: StaffRequest, envelope_id: UUID) -> HttpResponse:
    """What was tried, what is left, and what the judge has said of the notice."""
    return show(request, _question(request, the_envelope(request, envelope_id)))


@behind(Act.DECIDE_FINDING, POST_ONLY)
def rule_notice(request: StaffRequest, envelope_id: UUID) -> HttpResponse:
    """Approve the notice, or decline it."""
    envelope = the_envelope(request, envelope_id)
    return act(request, _question(request, envelope), lambda verdict, _form: decide_notice(envelope.id, verdict, now()))


def _question(request: StaffRequest, envelope: Envelope) -> JudgeQuestion:
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
