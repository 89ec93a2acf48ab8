"""What becomes of an entry: it ends, it is corrected, or it is struck as a mistake, each of every kind alike."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from songda.clock import now
from songda.core.access import Act
from songda.core.care import STATED
from songda.core.circumstances import ROWS, Field, Kind
from songda.core.evidence.readings import Door
from songda.records.matter.circumstances import actions
from songda.records.matter.circumstances.entries import draft_of, subject_of, version_of
from songda.records.matter.circumstances.models import Circumstance
from songda.records.matter.parties.models import Party
from songda.records.matter.parties.showing import note_showing
from songda.web.console.circumstances.noting import CorrectionForm, UntilForm, noting_page
from songda.web.console.shared import words
from songda.web.console.shared.forms import ReasonForm, shows_record, succeeds
from songda.web.console.shared.gate import GET_AND_POST, StaffRequest, actor, behind, closed_to
from songda.web.console.shared.lookup_or_404 import the_circumstance, the_party
from songda.web.console.shared.pages import ask


@behind(Act.NOTE_CIRCUMSTANCES, GET_AND_POST)
def end(request: StaffRequest, circumstance_id: UUID) -> HttpResponse:
    """Note since when it is so no longer."""
    entry, kind = _entry(request, circumstance_id)
    if closed := closed_to(request, ROWS[kind].act):
        return closed
    if not ROWS[kind].ended:
        raise Http404
    page, title = noting_page(request, subject_of(entry)), words.word(kind, "ended")
    form = UntilForm(kind, request.POST or None, initial=_at_this_moment())
    if form.is_valid() and succeeds(form, lambda: actions.end(entry, form.moment, actor(request), now())):
        messages.success(request, _("Noted. What hangs on it is looked at again."))
        return redirect(page.back)
    return ask(request, form, page.question(title, _("Record"), words.after(kind), _since_when(entry)))


@behind(Act.EDIT_PARTIES, GET_AND_POST)
def end_wish(request: StaffRequest, party_id: UUID, need: str) -> HttpResponse:
    """Note that the person no longer needs or wishes it, in whichever case of the court they had said so."""
    if need not in STATED:
        raise Http404
    party, form = the_party(request, party_id), UntilForm(Kind.CARE, request.POST or None, initial=_at_this_moment())
    page = noting_page(request, party)
    if form.is_valid() and succeeds(form, lambda: actions.end_wish(party, need, form.moment, actor(request), now())):
        messages.success(request, _("Noted. What hangs on it is looked at again."))
        return redirect(page.back)
    intro = _("It ends in every case of this court in which they are a party, whichever they had said it in.")
    title = words.word(Kind.CARE, "ended")
    return ask(request, form, page.question(title, _("Record"), intro, words.word(need, "need")))


def _at_this_moment() -> dict[str, object]:
    return {Field.UNTIL: timezone.localtime(now())}


@behind(Act.NOTE_CIRCUMSTANCES, GET_AND_POST)
def strike(request: StaffRequest, circumstance_id: UUID) -> HttpResponse:
    """Take the entry back: it never was so."""
    entry, kind = _entry(request, circumstance_id)
    if closed := closed_to(request, ROWS[kind].act):
        return closed
    page, title = noting_page(request, subject_of(entry)), _("Strike as mistaken")
    form = ReasonForm(request.POST or None)
    if form.is_valid() and succeeds(form, lambda: actions.strike(entry, form.why(), actor(request), now())):
        messages.success(request, _("The entry is struck; it stays on record as a mistake."))
        return redirect(page.back)
    intro = _("Only where it was noted by mistake. Everything is decided as if it had not been noted.")
    return ask(request, form, page.question(title, title, intro, _since_when(entry)))


@behind(Act.NOTE_CIRCUMSTANCES, GET_AND_POST)
def correct(request: StaffRequest, circumstance_id: UUID) -> HttpResponse:
    """Strike the entry and put the right one in its place."""
    entry, kind = _entry(request, circumstance_id)
    if closed := closed_to(request, ROWS[kind].act):
        return closed
    page = noting_page(request, subject_of(entry))
    initial = {**vars(draft_of(entry)), "seen": version_of(entry)}
    form = CorrectionForm(
        kind, request.POST or None, offered=page.offered_of(kind), initial=initial, has_ended=entry.until is not None
    )
    if form.is_valid() and succeeds(
        form, lambda: actions.correct(entry, form.draft(), form.why(), actor(request), now())
    ):
        messages.success(request, _("The entry is corrected. What hangs on it is looked at again."))
        return redirect(page.back)
    if shows_record(form) and Field.WORDS in form.fields and isinstance(page.subject, Party):
        note_showing(page.subject, actor(request), now(), Door.CIRCUMSTANCES)  # the form shows what lies sealed
    intro = _("The wrong entry is struck and stays readable; the right one takes its place from the beginning.")
    return ask(request, form, page.question(_("Correct the entry"), _("Correct"), intro, _since_when(entry)))


def _entry(request: StaffRequest, circumstance_id: UUID) -> tuple[Circumstance, Kind]:
    entry = the_circumstance(request, circumstance_id)
    return entry, Kind(entry.kind)


def _since_when(entry: Circumstance) -> str:
    since = timezone.localtime(entry.since).strftime("%Y-%m-%d %H:%M")
    return _("%(what)s since %(since)s") % {"what": words.word(entry.kind, "circumstance"), "since": since}
