"""Before a public notice: what was tried, what cannot be used, and the page for the file."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from songda.clock import now
from songda.core.access import Act
from songda.core.refusal import Refused
from songda.records.circumstances.actions import rule_out, strike_ruled_out
from songda.records.facts.dossier import NOTICE
from songda.records.notices.ground import ask_judge
from songda.web.console.notices.forms import RuledOutForm
from songda.web.console.shared.forms import succeeds
from songda.web.console.shared.gate import ACTION, FORM, StaffRequest, actor, behind
from songda.web.console.shared.lookup_or_404 import the_envelope, the_note
from songda.web.console.shared.notice import notice_context
from songda.web.console.shared.pages import Question, ask
from songda.web.console.shared.words import language


@behind(Act.SEE_CASES)
def tried_so_far(request: StaffRequest, envelope_id: UUID) -> HttpResponse:
    """Reasons and course of the notice, to be printed for the file."""
    envelope = the_envelope(request, envelope_id)
    context = {"case": envelope.case, "desk": "cases", **notice_context(request, envelope, now())}
    return render(request, "console/notices/tried.html", context)


@behind(Act.PLACE_ORDER, FORM)
def new_note(request: StaffRequest, envelope_id: UUID) -> HttpResponse:
    """Put on record that ways cannot be used for this person."""
    envelope = the_envelope(request, envelope_id)
    preset, at = request.GET.getlist("way"), timezone.localtime(now())
    form = RuledOutForm(request.POST or None, preset=preset, initial={"at": at})
    if form.is_valid() and succeeds(form, lambda: rule_out(envelope.party, form.draft(), actor(request), now())):
        messages.success(request, _("It is on record; the law is asked again."))
        return redirect(_place(envelope_id))
    intro = _("For ways that lead nowhere from the start. What was tried in vain is recorded as a try.")
    question = Question(
        _("A way cannot be used"), _("Record"), _place(envelope_id), envelope.case, intro,
        context={"party": envelope.party, "envelope": envelope},
    )  # fmt: skip
    return ask(request, form, question)


@behind(Act.PLACE_ORDER, ACTION)
def strike_note(request: StaffRequest, envelope_id: UUID, note_id: UUID) -> HttpResponse:
    """Strike a mistaken entry; the law no longer looks at it."""
    note = the_note(request, note_id)
    strike_ruled_out(note, actor(request), now())
    messages.success(request, _("The entry is struck; it stays on record as a mistake."))
    return redirect(_place(the_envelope(request, envelope_id).id))


@behind(Act.PLACE_ORDER, ACTION)
def put_to_judge(request: StaffRequest, envelope_id: UUID) -> HttpResponse:
    """Ask the judge of the case to approve the notice though ways are left."""
    envelope = the_envelope(request, envelope_id)
    try:
        ask_judge(envelope.id, now())
        messages.success(request, _("The judge is asked. You will find the answer among your tasks."))
    except Refused as refused:
        messages.error(request, refused.sentence(language()))
    return redirect(_place(envelope.id))


def _place(envelope_id: UUID) -> str:
    return f"{reverse('console:deed', args=[envelope_id])}?way={NOTICE}"
