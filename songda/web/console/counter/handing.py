"""At the counter: papers are put into the person's hand and signed for, or a code is given that opens them."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from songda.clock import now
from songda.core.access import Act
from songda.core.identity import CARD_MINUTES, COUNTER_CODE_MINUTES
from songda.core.language import COURT_LANGUAGE
from songda.core.refusal import Refused
from songda.core.words import say
from songda.records.decision.notices.recording import record_deed
from songda.records.delivery.orders.models import Envelope
from songda.records.delivery.personal_proofs.actions import card_seen, give_code
from songda.records.overview.boards.at_counter import Waiting
from songda.records.overview.boards.printing import printed, slip_of
from songda.web.console.counter.counter import ready_of, show_visitor
from songda.web.console.counter.forms import HandingForm
from songda.web.console.shared.files import attachment
from songda.web.console.shared.forms import succeeds
from songda.web.console.shared.gate import POST_ONLY, StaffRequest, actor, behind
from songda.web.console.shared.lookup_or_404 import the_envelope
from songda.web.console.shared.words import language


@behind(Act.SERVE_AT_COUNTER, POST_ONLY)
def hand_over(request: StaffRequest, envelope_id: UUID) -> HttpResponse:
    """The papers are in their hand; the law is asked whether and since when they are served."""
    waiting = _waiting(request, envelope_id)
    envelope = waiting.envelope
    if not _is_here(request, envelope):
        return redirect("console:counter")
    form = HandingForm(request.POST, request.FILES, waiting=waiting)
    words = say("deeds.counter.handed", COURT_LANGUAGE)
    moment = now()
    if form.is_valid() and succeeds(
        form, lambda: record_deed(envelope, form.draft(moment, words), actor(request), moment)
    ):
        messages.success(request, _("On record. Within seconds the law’s answer stands with the papers."))
        return redirect("console:visitor", envelope.party_id)
    return show_visitor(request, envelope.party, form)


@behind(Act.SERVE_AT_COUNTER)
def slip(request: StaffRequest, envelope_id: UUID) -> HttpResponse:
    """The return of service, to be printed and signed."""
    waiting = _waiting(request, envelope_id)
    if not _is_here(request, waiting.envelope):
        return redirect("console:counter")
    if not waiting.open:
        messages.error(request, _("Nothing of this waits any more."))
        return redirect("console:visitor", waiting.envelope.party_id)
    return render(request, "console/counter/return_slip.html", _slip(waiting))


@behind(Act.SERVE_AT_COUNTER)
def print_all(request: StaffRequest, envelope_id: UUID) -> HttpResponse:
    """Every paper that waits, in its order, and the return of service behind them: one file to be printed."""
    waiting = _waiting(request, envelope_id)
    if not _is_here(request, waiting.envelope):
        return redirect("console:counter")
    try:
        body = printed(waiting, actor(request), now())
    except Refused as refusal:
        messages.error(request, refusal.sentence(language()))
        return redirect("console:visitor", waiting.envelope.party_id)
    return attachment(body, f"{waiting.envelope.case.number}.pdf", "application/pdf")


def _slip(waiting: Waiting) -> dict[str, object]:
    envelope = waiting.envelope
    about = {"waiting": waiting, "party": envelope.party, "case": envelope.case}
    return {**about, "slip": slip_of(waiting), "desk": "counter"}


@behind(Act.SERVE_AT_COUNTER, POST_ONLY)
def code(request: StaffRequest, envelope_id: UUID) -> HttpResponse:
    """A one-time code with which they open their papers themselves, on any computer; shown once."""
    waiting = _waiting(request, envelope_id)
    party = waiting.envelope.party
    try:
        given = give_code(party, actor(request), now())
    except Refused as refusal:
        messages.error(request, refusal.sentence(language()))
        return redirect("console:counter")
    context = {"waiting": waiting, "party": party, "case": party.case, "code": given, "minutes": COUNTER_CODE_MINUTES}
    return render(request, "console/counter/code.html", {**context, "desk": "counter"}, status=201)


def _waiting(request: StaffRequest, envelope_id: UUID) -> Waiting:
    envelope = the_envelope(request, envelope_id)
    if envelope.recalled_at is not None:
        raise Http404
    return ready_of(envelope)


def _is_here(request: StaffRequest, envelope: Envelope) -> bool:
    """Whether their card was seen a moment ago; else the visitor is told to read it again."""
    if card_seen(envelope.party, actor(request), now()) is not None:
        return True
    told = _("The card was read more than %(minutes)s minutes ago. Read it again.") % {"minutes": CARD_MINUTES}
    messages.error(request, told)
    return False
