"""What a party says to electronic service: consent, refusal, withdrawal; and what was entered by mistake is struck."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from songda.clock import now
from songda.core.access import Act
from songda.records.law.decisions.mistakes import strike_consent, strike_refusal
from songda.records.matter.cases.actions import Reason
from songda.records.matter.parties.actions import ConsentDraft, record_consent, record_refusal
from songda.records.matter.parties.models import Party
from songda.records.ways.portal.acts import answers
from songda.web.console.shared import words
from songda.web.console.shared.forms import (
    Moment,
    RadioChoices,
    ReasonForm,
    TickChoices,
    Words,
    before_the_case,
    givers_of,
    is_sure,
    offer_givers,
    succeeds,
)
from songda.web.console.shared.gate import GET_AND_POST, StaffRequest, actor, behind
from songda.web.console.shared.lookup_or_404 import the_consent, the_party, the_refusal
from songda.web.console.shared.pages import Question, ask

ALL_PAPERS = "*"


class ConsentForm(forms.Form):
    """An agreement to electronic service: ground, moment, scope and proof."""

    ground = forms.ChoiceField(
        label=_lazy("Ground"),
        choices=words.choices(words.CONSENT_GROUND, "accepted_by_conduct"),
        widget=RadioChoices,
        help_text=_lazy("Online Litigation Rules, article 29. Acceptance by conduct is found by the system itself."),
    )
    given_by_id = forms.TypedChoiceField(label=_lazy("Who agreed"), coerce=UUID, empty_value=None, required=False)
    at = Moment(label=_lazy("When the party agreed"))
    how = forms.ChoiceField(label=_lazy("How"), choices=words.choices(words.HOW, "call", "lookup", *words.NEVER_TYPED))
    stages = forms.MultipleChoiceField(
        label=_lazy("For which stages"),
        choices=words.choices(words.STAGE),
        widget=TickChoices(attrs={"many": "few"}),
        help_text=_lazy("A consent for one stage does not reach another."),
    )
    paper_kinds = forms.MultipleChoiceField(
        label=_lazy("For which papers"),
        choices=[(ALL_PAPERS, _lazy("All papers")), *words.choices(words.PAPER_KIND)],
        widget=TickChoices(attrs={"many": True}),
        initial=[ALL_PAPERS],
    )
    proof = Words(
        label=_lazy("Proof"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_lazy("What was signed or said, and where it lies in the file. Kept sealed."),
    )

    def __init__(self, *args: Any, givers: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        offer_givers(self, givers)

    def draft(self) -> ConsentDraft:
        """What is to be recorded."""
        typed = self.cleaned_data
        kinds = [ALL_PAPERS] if ALL_PAPERS in typed["paper_kinds"] else typed["paper_kinds"]
        return ConsentDraft(**{**typed, "stages": tuple(typed["stages"]), "paper_kinds": tuple(kinds)})


class WithdrawalForm(forms.Form):
    """The end of a consent."""

    at = Moment(label=_lazy("When the party withdrew"))

    @property
    def moment(self) -> datetime:
        """The end of the consent."""
        end: datetime = self.cleaned_data["at"]
        return end


class RefusalForm(forms.Form):
    at = Moment(label=_lazy("When the party refused"))
    how = forms.ChoiceField(
        label=_lazy("How"), choices=words.choices(words.HOW, "contract", "lookup", *words.NEVER_TYPED)
    )


@behind(Act.RECORD_CONSENT, GET_AND_POST)
def new_consent(request: StaffRequest, party_id: UUID) -> HttpResponse:
    """Record a consent that was given on paper, in a pleading, in a contract, or at the counter."""
    party = the_party(request, party_id)
    first = {"ground": "express", "stages": [party.case.stage]}
    form = ConsentForm(request.POST or None, givers=givers_of(party), initial=first)
    if (
        form.is_valid()
        and is_sure(form, _odd(party, form))
        and succeeds(form, lambda: record_consent(party, form.draft(), actor(request), now()))
    ):
        messages.success(request, _("The consent is recorded."))
        return redirect(_home(party))
    question = Question(_("Record a consent"), _("Record"), _home(party), party.case, context={"party": party})
    return ask(request, form, question)


@behind(Act.RECORD_CONSENT, GET_AND_POST)
def withdraw(request: StaffRequest, consent_id: UUID) -> HttpResponse:
    """Record that a consent was withdrawn."""
    consent = the_consent(request, consent_id)
    party = consent.party
    form = WithdrawalForm(request.POST or None, initial={"at": timezone.localtime(now())})
    if form.is_valid() and succeeds(form, lambda: answers.withdraw(consent, form.moment, actor(request), now())):
        messages.success(request, _("The consent has ended. What was served under it stays served."))
        return redirect(_home(party))
    question = Question(
        _("Withdrawal of consent"),
        _("Record"),
        _home(party),
        party.case,
        intro=_("What was served under the consent stays served; nothing more is sent under it."),
        context={"party": party},
    )
    return ask(request, form, question)


@behind(Act.RECORD_CONSENT, GET_AND_POST)
def new_refusal(request: StaffRequest, party_id: UUID) -> HttpResponse:
    party = the_party(request, party_id)
    form = RefusalForm(request.POST or None, initial={"at": timezone.localtime(now())})
    if form.is_valid():
        no = form.cleaned_data
        if is_sure(form, before_the_case(party.case, no["at"])) and succeeds(
            form, lambda: record_refusal(party, no["at"], no["how"], actor(request), now())
        ):
            messages.success(request, _("The refusal is recorded. Papers go to this party by other ways."))
            return redirect(_home(party))
    question = Question(_("Record a refusal"), _("Record"), _home(party), party.case, context={"party": party})
    return ask(request, form, question)


@behind(Act.RECORD_CONSENT, GET_AND_POST)
def strike_given(request: StaffRequest, consent_id: UUID) -> HttpResponse:
    """Strike a consent that was never given."""
    found = the_consent(request, consent_id)
    title = _("Strike the consent")
    return _strike(request, found.party, title, lambda why: strike_consent(found, why, actor(request), now()))


@behind(Act.RECORD_CONSENT, GET_AND_POST)
def strike_refused(request: StaffRequest, refusal_id: UUID) -> HttpResponse:
    """Strike a refusal that was never said."""
    found = the_refusal(request, refusal_id)
    title = _("Strike the refusal")
    return _strike(request, found.party, title, lambda why: strike_refusal(found, why, actor(request), now()))


def _strike(request: StaffRequest, party: Party, title: str, action: Callable[[Reason], None]) -> HttpResponse:
    form = ReasonForm(request.POST or None)
    if form.is_valid() and succeeds(form, lambda: action(form.why())):
        messages.success(request, _("Struck. It stays on record, shown as struck, and counts for nothing."))
        return redirect(_home(party))
    intro = _("Only for what was entered by mistake: it stays on record, shown as struck, and counts for nothing.")
    question = Question(title, _("Strike as mistaken"), _home(party), party.case, intro, context={"party": party})
    return ask(request, form, question)


def _home(party: Party) -> str:
    return reverse("console:party", args=[party.id])


def _odd(party: Party, form: ConsentForm) -> list[str]:
    """Only what was agreed on beforehand is older than the case."""
    typed = form.cleaned_data
    return [] if typed["ground"] == "prior_agreement" else before_the_case(party.case, typed["at"])
