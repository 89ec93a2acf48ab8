"""Notes what holds of a party or of a case: first the kind is chosen, then its own fields are asked."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from songda.clock import now
from songda.core.access import Act, may
from songda.core.circumstances import OF_A_CASE, OF_A_PARTY, ROWS, Field, Kind, Often, bases_for
from songda.records.matter.circumstances.actions import note
from songda.records.matter.circumstances.entries import Subject, newest, standing
from songda.records.matter.circumstances.reading import MAINLAND, is_body
from songda.records.matter.parties.models import Party
from songda.web.console.circumstances.forms import CircumstanceForm
from songda.web.console.circumstances.places import Place, place_of
from songda.web.console.shared import words
from songda.web.console.shared.forms import succeeds
from songda.web.console.shared.gate import GET_AND_POST, StaffRequest, actor, behind, closed_to
from songda.web.console.shared.lookup_or_404 import the_case, the_party
from songda.web.console.shared.pages import ask


@behind(Act.NOTE_CIRCUMSTANCES, GET_AND_POST)
def of_party(request: StaffRequest, party_id: UUID) -> HttpResponse:
    """Note what holds of a party."""
    return _note(request, the_party(request, party_id))


@behind(Act.NOTE_CIRCUMSTANCES, GET_AND_POST)
def of_case(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Note what holds of a case as a whole."""
    return _note(request, the_case(request, case_id))


def _note(request: StaffRequest, subject: Subject) -> HttpResponse:
    place, wanted = place_of(request, subject), request.GET.get("kind", "")
    if wanted not in _kinds(subject) or not _can_be_answered(place, Kind(wanted)):
        return _choose(request, place)
    kind = Kind(wanted)
    if closed := closed_to(request, ROWS[kind].act):
        return closed
    form = CircumstanceForm(kind, request.POST or None, offered=place.offered_of(kind), initial=_first(request, kind))
    if form.is_valid() and succeeds(form, lambda: note(subject, form.draft(), actor(request), now())):
        messages.success(request, _("Noted. What hangs on it is looked at again."))
        return redirect(place.back)
    title = words.CIRCUMSTANCE[kind]
    return ask(request, form, place.question(title, _("Record"), words.FOLLOWS[kind]))


def _choose(request: StaffRequest, place: Place) -> HttpResponse:
    """The kinds that this visitor may note here now, each with what follows from it."""
    open_ones = [kind for kind in _kinds(place.subject) if _is_open(place.subject, kind)]
    offered = [kind for kind in open_ones if _can_be_answered(place, kind)]
    context = {
        "case": place.case,
        "desk": "cases",
        "kinds": [kind for kind in offered if may(request.user.role, ROWS[kind].act)],
        "question": place.question(_("Note a circumstance"), "", ""),
        "party": place.subject if isinstance(place.subject, Party) else None,
    }
    return render(request, "console/circumstances/choose.html", context)


def _can_be_answered(place: Place, kind: Kind) -> bool:
    """Whether there is something to choose in every field that offers a choice of what is on file."""
    return all(place.offered.get(field, True) for field in ROWS[kind].asks)


def _kinds(subject: Subject) -> tuple[Kind, ...]:
    return OF_A_PARTY if isinstance(subject, Party) else OF_A_CASE


def _is_open(subject: Subject, kind: Kind) -> bool:
    """Whether the kind fits and may be noted once more."""
    row = ROWS[kind]
    if isinstance(subject, Party) and not bases_for(kind, is_body=is_body(subject)):
        return False
    if row.is_of_abroad and isinstance(subject, Party) and subject.domicile == MAINLAND:
        return False
    match row.often:
        case Often.SEVERAL:
            return True
        case Often.ONE_AT_A_TIME:
            return standing(subject, kind) is None
        case Often.ONLY_ONCE:
            return newest(subject, kind) is None


def _first(request: StaffRequest, kind: Kind) -> dict[str, object]:
    """What stands in the form at first: ways that the page before named, and this moment where it fits mostly."""
    since = timezone.localtime(now()) if ROWS[kind].is_of_today else None
    return {Field.WAYS: request.GET.getlist("way"), Field.SINCE: since}
