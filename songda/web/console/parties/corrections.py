"""Corrects a party in two steps: what is to be mended, then what will change and what follows from it.

A representation ends here too, and whoever was entered by mistake is taken out of the case.
"""

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from songda.clock import now
from songda.core.access import Act
from songda.records.law.decisions.recall import dependents_of, remove_party
from songda.records.matter.parties.actions import PartyDraft, correct_party, remove_representative
from songda.records.matter.parties.corrections import (
    FIELDS,
    WHO_THEY_ARE,
    Change,
    draft_of,
    plan_correction,
    version_of,
)
from songda.records.matter.parties.doubts import doubts_about_correction
from songda.records.matter.parties.models import Party
from songda.records.matter.parties.queries import parties_of
from songda.records.matter.parties.showing import note_showing
from songda.records.proof.certificates.models import Certificate
from songda.web.console.parties.parties import TABLE_OF, PartyForm, ReaderRights, RepresentativeForm, lines
from songda.web.console.shared import words
from songda.web.console.shared.forms import (
    ANSWER,
    CorrectionReasonForm,
    ReasonForm,
    as_choices,
    carry_out,
    is_sure,
    shows_record,
    succeeds,
)
from songda.web.console.shared.gate import GET_AND_POST, StaffRequest, actor, behind
from songda.web.console.shared.lookup_or_404 import the_party
from songda.web.console.shared.pages import Question, after_change, ask
from songda.web.console.shared.words import language

STEP = "step"  # the button that was pressed
SURE, BACK = "sure", "back"


class PartyCorrectionForm(PartyForm, CorrectionReasonForm):
    """A party as it stands, to be mended."""

    field_order = [*PartyForm.base_fields, *PartyForm.flags_asked, "reason", "seen"]


class RepresentativeCorrectionForm(RepresentativeForm, CorrectionReasonForm):
    """A representative as it stands, to be mended."""

    field_order = [*RepresentativeForm.field_order, "reason", "seen"]


CorrectionForm = PartyCorrectionForm | RepresentativeCorrectionForm


def correction_form(party: Party, typed: Any, represented: list[tuple[str, str]]) -> CorrectionForm:
    """The form of registration once more for this party, filled with what is on record or with what was typed."""
    values = vars(draft_of(party))
    initial = {**values, "seen": version_of(party)}
    form: CorrectionForm
    if party.acts_for_id:
        form = RepresentativeCorrectionForm(typed, parties=represented, initial=initial)
    else:
        form = PartyCorrectionForm(typed, initial=initial)
    _offer(form, values)
    return form


def corrected(party: Party, form: forms.Form) -> PartyDraft:
    """The party as it stands with what the form says; what the form does not show stays."""
    entered = {name: value for name, value in form.cleaned_data.items() if name in FIELDS}
    return replace(draft_of(party), **entered)


def _offer(form: forms.Form, values: dict[str, Any]) -> None:
    """A word that only other systems use (a country, a kind) is offered too, so that it can stay as it is."""
    for name in TABLE_OF.keys() & form.fields.keys():
        field, word = form.fields[name], values[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - as the forms of registration declare them
        offered: list[Any] = list(field.choices)  # type: ignore[arg-type]  # pairs, as these forms give them
        if word not in {value for value, _name in offered}:
            field.choices = [*offered, (word, words.word(word, TABLE_OF[name]))]


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
    if shows_record(form):
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
    return redirect(after_change(request, found.case, reverse("console:party", args=[found.id]), found))


def _sight(found: Party) -> ReaderRights:
    return ReaderRights({str(party.id): party for party in found.case.parties.all()}, sees_names=True, in_full=True)


def _follows(found: Party, planned: list[Change]) -> Follows:
    fields = {change.field for change in planned}
    is_printed = bool(fields & {*WHO_THEY_ARE, "role"})
    values = Certificate.objects.filter(service__envelope__party=found).exclude(state="replaced")
    locked = found.envelopes.exclude(locked_at=None)
    return Follows(
        certificates=values.count() if is_printed else 0,
        locked=locked.count() if fields & WHO_THEY_ARE else 0,
        open_services=found.envelopes.filter(closed_at=None).count(),
    )


@behind(Act.EDIT_PARTIES, GET_AND_POST)
def end_representation(request: StaffRequest, party_id: UUID) -> HttpResponse:
    """Note that a representative no longer acts."""
    found = the_party(request, party_id)
    form = ReasonForm(request.POST or None)
    back = reverse("console:party", args=[found.id])
    if form.is_valid() and succeeds(form, lambda: remove_representative(found, form.why(), actor(request), now())):
        messages.success(request, _("They are served no more. What was on its way to them has become a task."))
        return redirect(back)
    intro = _("From now on nothing is served on them; what was served while they acted stands.")
    question = Question(
        _("No longer acts"), _("End the representation"), back, found.case, intro, context={"party": found}
    )
    return ask(request, form, question)


@behind(Act.EDIT_PARTIES, GET_AND_POST)
def remove(request: StaffRequest, party_id: UUID) -> HttpResponse:
    """Take a wrong party out of the case; what hangs on them is told first."""
    found = the_party(request, party_id)
    form = ReasonForm(request.POST or None)
    if form.is_valid() and succeeds(form, lambda: remove_party(found, form.why(), actor(request), now())):
        messages.success(request, _("They are no party of the case any more; the mistake stays on record."))
        return redirect("console:parties", found.case_id)
    hanging = dependents_of(found)
    refusal = hanging.refusal.sentence(language()) if hanging.refusal else ""
    question = Question(
        _("Entered by mistake"),
        _("Take them out of the case"),
        reverse("console:party", args=[found.id]),
        found.case,
        _("Only while nothing was served on them. It stays on record that they were entered."),
        template="console/parties/removal.html",
        context={"party": found, "hanging": hanging, "refusal": refusal},
    )
    return ask(request, form, question)
