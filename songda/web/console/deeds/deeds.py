"""Service by people: put on record, continued, and struck where it was entered by mistake."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from songda.clock import now
from songda.core.access import Act
from songda.core.delivery.deeds import WAYS
from songda.records.decision.facts.dossier import NOTICE, load_dossier_for_notice
from songda.records.decision.notices.recording import add_step, record_deed
from songda.records.delivery.deeds.actions import scan_of_step, strike_step
from songda.records.delivery.findings.recipient_view import services_of
from songda.records.delivery.orders.models import Envelope
from songda.records.matter.parties.showing import note_file
from songda.records.overview.boards.deeds_on_record import openness, places_of
from songda.web.console.deeds.forms import DeedForm, StepForm
from songda.web.console.shared import words
from songda.web.console.shared.doubts import before_the_order, is_sure
from songda.web.console.shared.files import attachment
from songda.web.console.shared.forms import succeeds
from songda.web.console.shared.gate import GET_AND_POST, StaffRequest, actor, behind
from songda.web.console.shared.lookup_or_404 import the_deed, the_envelope, the_step
from songda.web.console.shared.notice import notice_context
from songda.web.console.shared.pages import Question, ask
from songda.web.console.shared.reasons import ReasonForm


@behind(Act.PLACE_ORDER, GET_AND_POST)
def new_deed(request: StaffRequest, envelope_id: UUID) -> HttpResponse:
    """Put a try by people on record; the law's word on the way stands beside the form."""
    envelope = the_envelope(request, envelope_id)
    way = request.GET.get("way", "direct")
    if way not in WAYS:
        raise Http404
    moment = now()
    services = [view.service for view in services_of(envelope)]
    places = list(places_of(envelope))
    form = DeedForm(request.POST or None, request.FILES or None, way=way, services=services, places=places)
    if (
        form.is_valid()
        and is_sure(form, _odd(envelope, form))
        and succeeds(form, lambda: record_deed(envelope, form.draft(), actor(request), moment))
    ):
        return _recorded(request, envelope.id)
    before = notice_context(request, load_dossier_for_notice(envelope), moment) if way == NOTICE else {}
    question = Question(
        _("Record service by other means"),
        _("Record"),
        reverse("console:envelope", args=[envelope.id]),
        envelope.case,
        template="console/deeds/deed.html",
        context={
            "party": envelope.party,
            "envelope": envelope,
            "way": way,
            "ways": words.DEED_WAY,
            "openness": openness(envelope, way, moment),
            "may_record": True,
            **before,
        },
    )
    return ask(request, form, question)


def _odd(envelope: Envelope, form: StepForm) -> list[str]:
    found = before_the_order(envelope.placed_at, form.cleaned_data["at"])
    if form.leaves_open_where():
        found.append(
            _(
                "Nothing tells to which address it went. Choose it, or enter it with the party first: without a place"
                " the try proves nothing, and no public notice can rest on it."
            )
        )
    if form.leaves_open_how():
        found.append(
            _(
                "Nothing tells how it was left: a witness, or photographs or film, is what makes it service."
                " Choose how it was left; untold, a judge has to find whether it counts."
            )
        )
    return found


@behind(Act.PLACE_ORDER, GET_AND_POST)
def new_step(request: StaffRequest, deed_id: UUID) -> HttpResponse:
    """Add what became of a letter, an entrusted service or a notice."""
    deed = the_deed(request, deed_id)
    envelope = deed.envelope
    form = StepForm(request.POST or None, request.FILES or None, way=deed.way)
    if (
        form.is_valid()
        and is_sure(form, _odd(envelope, form))
        and succeeds(form, lambda: add_step(deed, form.step(), actor(request), now()))
    ):
        return _recorded(request, envelope.id)
    title = _("What became of it: %(way)s") % {"way": words.word(deed.way, "deed_way")}
    back = reverse("console:envelope", args=[envelope.id])
    context = {"party": envelope.party, "envelope": envelope}
    return ask(request, form, Question(title, _("Record"), back, envelope.case, context=context))


@behind(Act.PLACE_ORDER, GET_AND_POST)
def strike(request: StaffRequest, step_id: UUID) -> HttpResponse:
    """Strike a mistaken entry, with the reason; the law no longer looks at it."""
    step = the_step(request, step_id)
    envelope = step.deed.envelope
    form = ReasonForm(request.POST or None)
    if form.is_valid() and succeeds(form, lambda: strike_step(step, form.why(), actor(request), now())):
        messages.success(request, _("The entry is struck; it stays on record as a mistake."))
        return redirect("console:envelope", envelope.id)
    title = _("Strike an entry: %(what)s") % {"what": words.word(step.kind, "deed_outcome")}
    intro = _("Only for what was entered by mistake: it stays on record, shown as struck, and counts for nothing.")
    back = reverse("console:envelope", args=[envelope.id])
    context = {"party": envelope.party, "envelope": envelope}
    return ask(request, form, Question(title, _("Strike as mistaken"), back, envelope.case, intro, context=context))


@behind(Act.TAKE_FILES)
def scan(request: StaffRequest, step_id: UUID) -> HttpResponse:
    """The scanned return of service."""
    step = the_step(request, step_id)
    try:
        body = scan_of_step(step)
    except LookupError:
        raise Http404 from None
    note_file(step.deed.envelope.case, "scan", step.id, actor(request), now())
    return attachment(body, f"{words.word('return_of_service', 'file_name')}.pdf", "application/pdf")


def _recorded(request: StaffRequest, envelope_id: UUID) -> HttpResponse:
    messages.success(request, _("It is on record; the law is asked again."))
    return redirect("console:envelope", envelope_id)
