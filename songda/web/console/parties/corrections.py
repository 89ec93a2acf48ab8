"""Corrects a party in two steps: what is to be mended, then what will change and what follows from it."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from songda.clock import now
from songda.core.access import Act
from songda.records.matter.parties.actions import correct_party
from songda.records.matter.parties.corrections import plan_correction
from songda.records.matter.parties.doubts import doubts_about_correction
from songda.records.matter.parties.models import Party
from songda.records.matter.parties.particulars import WHO_THEY_ARE, Change
from songda.records.matter.parties.queries import parties_of
from songda.records.matter.parties.showing import note_showing
from songda.records.proof.certificates.models import Certificate
from songda.web.console.parties.changes import Sight, lines
from songda.web.console.parties.correction_forms import BACK, STEP, SURE, CorrectionForm, corrected, correction_form
from songda.web.console.shared.doubts import ANSWER, is_sure
from songda.web.console.shared.forms import carry_out
from songda.web.console.shared.gate import GET_AND_POST, StaffRequest, actor, behind
from songda.web.console.shared.lookup_or_404 import the_party
from songda.web.console.shared.pages import Question, ask
from songda.web.console.shared.people import as_choices
from songda.web.console.shared.words import language


@dataclass(frozen=True)
class Follows:
    """What follows from a correction, as far as it can be told before."""

    certificates: int  # name the party wrongly and are replaced
    locked: int  # links that wrong tries had closed and that open again
    open_services: int  # envelopes on their way that are looked at again


@behind(Act.EDIT_PARTIES, GET_AND_POST)
def correct(request: StaffRequest, party_id: UUID) -> HttpResponse:
    """The form filled with what is on record, the check, and the correction."""
    found = the_party(request, party_id)
    form = _form(request, found)
    step = request.POST.get(STEP, "")
    if step != BACK and form.is_valid():
        answer = _corrected(request, found, form) if step == SURE else _check(request, found, form)
        if answer:
            return answer
    elif not form.is_bound:
        note_showing(found, actor(request), now())  # the form shows the number in full
    return ask(request, form, _question(found))


def _form(request: StaffRequest, found: Party) -> CorrectionForm:
    represented = [party for party in parties_of(found.case) if party.acts_for_id is None]
    return correction_form(found, request.POST or None, as_choices(represented))


def _question(found: Party) -> Question:
    return Question(
        _("Correct the record"),
        _("Check the correction"),
        reverse("console:party", args=[found.id]),
        found.case,
        intro=_(
            "For what was wrong from the beginning. Everything that was served on this party is decided anew; "
            "certificates that name it wrongly are replaced."
        ),
        template="console/parties/correction_form.html",
        context={"party": found},
    )


def _check(request: StaffRequest, found: Party, form: CorrectionForm) -> HttpResponse | None:
    """What will change; None when the correction would be refused, which the form then says."""
    planned = carry_out(form, lambda: plan_correction(found, corrected(found, form), now()))
    odd = [one.sentence(language()) for one in doubts_about_correction(found, corrected(found, form))]
    if planned is None or not is_sure(form, odd):
        return None
    context = {
        "party": found,
        "case": found.case,
        "desk": "cases",
        "form": form,
        "reason": form.cleaned_data["reason"],
        "lines": lines(planned, _sight(found)),
        "follows": _follows(found, planned),
        "is_so": form.data.get(ANSWER, ""),
    }
    return render(request, "console/parties/correction_check.html", context)


def _corrected(request: StaffRequest, found: Party, form: CorrectionForm) -> HttpResponse | None:
    draft = corrected(found, form)
    if not is_sure(form, [one.sentence(language()) for one in doubts_about_correction(found, draft)]):
        return None
    if carry_out(form, lambda: correct_party(found, draft, form.why(), actor(request), now())) is None:
        return None
    messages.success(request, _("The record is corrected. What hangs on it is looked at again."))
    return redirect("console:party", found.id)


def _sight(found: Party) -> Sight:
    return Sight({str(party.id): party for party in found.case.parties.all()}, sees_names=True, in_full=True)


def _follows(found: Party, planned: list[Change]) -> Follows:
    fields = {change.field for change in planned}
    is_printed = bool(fields & {*WHO_THEY_ARE, "role"})
    standing = Certificate.objects.filter(service__envelope__party=found).exclude(state="replaced")
    locked = found.envelopes.exclude(locked_at=None)
    return Follows(
        certificates=standing.count() if is_printed else 0,
        locked=locked.count() if fields & WHO_THEY_ARE else 0,
        open_services=found.envelopes.filter(closed_at=None).count(),
    )
