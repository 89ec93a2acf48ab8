"""The judge decides on withdrawals of consent, on who is served off line, and on the guard of a hearing."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from songda.clock import now
from songda.core.access import Act
from songda.records.law.rulings import party_rulings
from songda.records.law.rulings.guards import OVERRIDDEN, RESTORED
from songda.records.law.rulings.party_rulings import Seat
from songda.records.matter.parties.models import Consent, Party
from songda.records.overview.boards.judge_desk import REQUESTS
from songda.records.service.orders.models import Service
from songda.records.service.tasks.models import Task
from songda.web.console.judge.question import JudgeQuestion, act, show
from songda.web.console.shared.gate import POST_ONLY, StaffRequest, behind
from songda.web.console.shared.lookup_or_404 import the_consent, the_hearing, the_party
from songda.web.console.shared.words import language


@behind(Act.SEE_JUDGE_DESK)
def judge_withdrawal(request: StaffRequest, consent_id: UUID) -> HttpResponse:
    """The consent, its withdrawal, what was served under it and which hearings are near."""
    return show(request, _withdrawal(the_consent(request, consent_id)))


@behind(Act.DECIDE_FINDING, POST_ONLY)
def rule_withdrawal(request: StaffRequest, consent_id: UUID) -> HttpResponse:
    """Accept the withdrawal, or find it improper."""
    found = the_consent(request, consent_id)
    return act(request, _withdrawal(found), lambda verdict, _form: party_rulings.rule_withdrawal(found, verdict, now()))


def _withdrawal(found: Consent) -> JudgeQuestion:
    party = found.party
    return JudgeQuestion(
        party=party,
        title=_("Consent withdrawn"),
        template="console/judge/judge_withdrawal.html",
        form_goes_to=reverse("console:rule_withdrawal", args=[found.id]),
        outcomes=[
            ("accepted", _("Accept the withdrawal: electronic service ends from then on")),
            ("rejected", _("Improper: the consent stands, for what comes after too")),
        ],
        ask=lambda: party_rulings.withdrawal_subject(found),
        context={
            "consent": found,
            "together": party_rulings.at_one_go(found),
            "proof": found.proof,
            "services": _served(party),
            "hearings": party.case.hearings.filter(at__gte=now(), cancelled_at=None).order_by("at"),
        },
    )


def _served(party: Party) -> list[Service]:
    rows = Service.objects.filter(envelope__party=party).select_related("paper", "finding", "envelope")
    return list(rows.order_by("envelope__placed_at", "paper__filed_at"))


@behind(Act.SEE_JUDGE_DESK)
def judge_offline(request: StaffRequest, party_id: UUID) -> HttpResponse:
    """Why the party is, or wants to be, served off line, and by which ways they could be reached."""
    return show(request, _offline(the_party(request, party_id)))


@behind(Act.DECIDE_FINDING, POST_ONLY)
def rule_offline(request: StaffRequest, party_id: UUID) -> HttpResponse:
    """Confirm, lift, order or decline."""
    found = the_party(request, party_id)
    return act(request, _offline(found), lambda verdict, _form: party_rulings.decide_offline(found, verdict, now()))


def _offline(found: Party) -> JudgeQuestion:
    words = {
        party_rulings.CONFIRMED: _("Confirm: they are served off line"),
        party_rulings.LIFTED: _("Lift it: they have a way and agree to electronic service"),
        party_rulings.ORDERED: _("Order it: from now on they are served off line"),
        party_rulings.DECLINED: _("Leave it as it is: electronic service remains open"),
    }
    requests = Task.objects.filter(envelope__party=found, reason__in=REQUESTS).order_by("-opened_at")
    return JudgeQuestion(
        party=found,
        title=_("Served off line?"),
        template="console/judge/judge_offline.html",
        form_goes_to=reverse("console:rule_offline", args=[found.id]),
        outcomes=[(word, words[word]) for word in party_rulings.OFFLINE_OUTCOMES[found.offline_since is not None]],
        ask=lambda: party_rulings.offline_subject(found),
        context={
            "addresses": found.addresses.filter(retired_at=None).order_by("recorded_at", "id"),
            "consents": found.consents.order_by("-at"),
            "requests": requests.select_related("envelope"),
            "services": _served(found),
        },
    )


@behind(Act.SEE_JUDGE_DESK)
def judge_guard(request: StaffRequest, hearing_id: UUID, party_id: UUID) -> HttpResponse:
    """Whether a default judgment against this party could rest on the summons, and why (not)."""
    return show(request, _guard(_seat(request, hearing_id, party_id)))


@behind(Act.DECIDE_FINDING, POST_ONLY)
def rule_the_guard(request: StaffRequest, hearing_id: UUID, party_id: UUID) -> HttpResponse:
    """Pass over the guard, or let it apply again."""
    seat = _seat(request, hearing_id, party_id)
    return act(request, _guard(seat), lambda verdict, _form: party_rulings.override_guard(seat, verdict, now()))


def _seat(request: StaffRequest, hearing_id: UUID, party_id: UUID) -> Seat:
    hearing, party = the_hearing(request, hearing_id), the_party(request, party_id)
    if party.case_id != hearing.case_id:
        raise Http404
    return Seat(hearing, party)


def _guard(seat: Seat) -> JudgeQuestion:
    try:
        row = party_rulings.guard_row(seat, language())
    except Party.DoesNotExist as absent:  # a representative sits there for the party
        raise Http404 from absent
    outcomes = [(RESTORED, _("Let the guard apply again"))] if row.override else []
    if not row.override or row.override.has_lapsed:
        outcomes.insert(0, (OVERRIDDEN, _("Pass over the guard for this hearing and party")))
    return JudgeQuestion(
        party=seat.party,
        title=_("Default judgment guard"),
        template="console/judge/judge_guard.html",
        form_goes_to=reverse("console:rule_guard", args=[seat.hearing.id, seat.party.id]),
        outcomes=outcomes,
        ask=lambda: party_rulings.guard_subject(seat),
        context={"hearing": seat.hearing, "row": row, "is_over": seat.hearing.at <= now()},
    )
