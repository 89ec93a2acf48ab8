"""A party's page with its corrections in words, its particulars on request, and the forms in which one is entered."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import pgettext_lazy

from songda.clock import now
from songda.core.access import Act, may
from songda.core.delivery.off_line import OFFLINE_REASONS, OffLine
from songda.core.identifiers import mask_id, mask_name
from songda.core.party_flags import OF_AGENTS, OF_PARTIES
from songda.records.court.staff.models import User
from songda.records.law.facts.law_facts import consents_at_stage
from songda.records.matter.cases.models import Case
from songda.records.matter.circumstances.care import care_of, stated_elsewhere
from songda.records.matter.parties.actions import PartyDraft, add_party
from songda.records.matter.parties.corrections import Change, corrections_of
from songda.records.matter.parties.doubts import doubts_about
from songda.records.matter.parties.models import Party
from songda.records.matter.parties.queries import parties_of
from songda.records.matter.parties.showing import note_showing
from songda.records.service.mandates.queries import mandates_of
from songda.records.service.tasks.off_line import mark_offline
from songda.records.service.tasks.off_line import withdraw_own_wish as take_back
from songda.records.ways.lookups.disclosure import covered
from songda.records.ways.lookups.queries import lookups_about
from songda.records.ways.portal.address_forms.forms import forms_of
from songda.records.ways.portal.personal_proofs.actions import question_for
from songda.web.console.shared import words
from songda.web.console.shared.forms import RadioChoices, Words, as_choices, carry_out, is_sure, succeeds, to_choose
from songda.web.console.shared.gate import GET_AND_POST, POST_ONLY, StaffRequest, actor, behind
from songda.web.console.shared.lookup_or_404 import the_case, the_party
from songda.web.console.shared.pages import Question, ask
from songda.web.console.shared.person import shown_circumstances, shown_endings
from songda.web.console.shared.story import Cast
from songda.web.console.shared.words import language


class PartyForm(forms.Form):
    """A person or a body in the case."""

    role = forms.ChoiceField(
        label=_lazy("Role in the case"), choices=to_choose(words.choices(words.ROLE, *words.AGENT_ROLE))
    )
    # Interpretation of the Civil Procedure Law, articles 52, 53 and 59.
    kind = forms.ChoiceField(
        label=_lazy("Kind"),
        choices=words.choices(words.KIND),
        help_text=_lazy(
            "A sole trader is a natural person: the operator whom the licence names; a trade name is entered with the "
            "operator beside it. A branch with a licence of its own is an unincorporated organisation; without one, "
            "the company is the party."
        ),
    )
    name = Words(label=pgettext_lazy("party", "Name"), max_length=120)
    number = Words(
        label=_lazy("Number of the identity document, or credit code"),
        max_length=40,
        required=False,
        help_text=_lazy("Without it the recipients cannot prove in the portal who they are."),
    )
    domicile = forms.ChoiceField(label=_lazy("Domicile"), choices=words.choices(words.DOMICILE))
    flags_asked = OF_PARTIES

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in self.flags_asked:
            self.fields[name] = forms.BooleanField(label=words.PARTY_FLAG[name], required=False)  # type: ignore[arg-type]  # a lazy text
        self.order_fields(self.field_order)

    @property
    def flags(self) -> list[forms.BoundField]:
        """What is so of them or is not."""
        return [self[name] for name in self.flags_asked]

    def draft(self) -> PartyDraft:
        """Who is to be entered."""
        return PartyDraft(**self.cleaned_data)


class RepresentativeForm(PartyForm):
    """Someone who acts for a party."""

    acts_for_id = forms.TypedChoiceField(label=_lazy("Acts for"), coerce=UUID)
    agent_authority = forms.ChoiceField(
        label=_lazy("Authority"),
        required=False,
        choices=[("", _lazy("Not applicable")), *words.choices(words.AGENT_AUTHORITY)],
        help_text=_lazy("Of an agent ad litem; special authority includes admitting and settling claims."),
    )
    flags_asked = OF_AGENTS
    field_order = ["acts_for_id", "role", "name", "number", "agent_authority", "may_not_receive", "kind", "domicile"]

    def __init__(self, *args: Any, parties: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["acts_for_id"].choices = to_choose(parties)  # type: ignore[attr-defined]  # the field is a choice
        self.fields["kind"].help_text = ""
        self.fields["role"].label = _lazy("In which capacity")
        self.fields["role"].choices = to_choose(words.choices(words.AGENT_ROLE))  # type: ignore[attr-defined]


class OfflineForm(forms.Form):
    """From now on nothing goes to this person electronically."""

    reason = forms.ChoiceField(label=_lazy("Reason"), widget=RadioChoices)

    def __init__(self, *args: Any, reasons: Collection[str], **options: Any) -> None:
        """`reasons`: those that are new of the party."""
        super().__init__(*args, **options)
        choices = [(word, label) for word, label in words.choices(words.OFFLINE) if word in reasons]
        self.fields["reason"].choices = choices  # type: ignore[attr-defined]  # the field is a choice


@behind(Act.SEE_CASES)
def party(request: StaffRequest, party_id: UUID) -> HttpResponse:
    """The party with masked number and addresses."""
    return _page(request, the_party(request, party_id), in_full=False)


@behind(Act.SEE_PERSONAL, POST_ONLY)
def show(request: StaffRequest, party_id: UUID) -> HttpResponse:
    """The same page with number and addresses in full; that they were looked at goes on record."""
    found = the_party(request, party_id)
    note_showing(found, actor(request), now())
    return _page(request, found, in_full=True)


def _page(request: StaffRequest, found: Party, *, in_full: bool) -> HttpResponse:
    addresses = list(found.addresses.order_by("retired_at", "recorded_at").prefetch_related("findings"))
    context = {
        "party": found,
        "case": found.case,
        "desk": "cases",
        "in_full": in_full,
        "now": now(),
        "addresses": addresses,
        "covered": covered(request.user, addresses),  # looked up, and not this person's to see
        "lookups": lookups_about(found),
        "mandates": mandates_of(found),
        "agreed": question_for(found),
        "care": care_of(found, now()),
        "elsewhere": stated_elsewhere(found),
        "answers": [*found.consents.select_related("given_by").order_by("-at"), *found.refusals.order_by("-at")],
        "stances": consents_at_stage(found.case, [found.id], now()),
        "calls": found.calls.select_related("caller", "address").order_by("-at"),
        "representatives": found.representatives.order_by("recorded_at", "id"),
        "envelopes": found.envelopes.order_by("-placed_at"),
        "signed_forms": forms_of(found),
        "circumstances": shown_circumstances(found, request.user, in_full=in_full),
        "corrections": shown_corrections(found, request.user, in_full=in_full),
        "endings": shown_endings(found, request.user),
        "off_line_reasons": _new_reasons(found),
    }
    return render(request, "console/parties/party.html", context)


@behind(Act.EDIT_PARTIES, GET_AND_POST)
def new_party(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Enter a party; a wrong number is refused with the part that is wrong."""
    case = the_case(request, case_id)
    form = PartyForm(request.POST or None)
    question = Question(_("Add a party"), _("Add"), _back(case), case, template="console/parties/party_form.html")
    return _enter(request, form, question)


@behind(Act.EDIT_PARTIES, GET_AND_POST)
def new_representative(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Enter someone who acts for a party."""
    case = the_case(request, case_id)
    represented = [party for party in parties_of(case) if party.acts_for_id is None]
    form = RepresentativeForm(request.POST or None, parties=as_choices(represented))
    question = Question(
        _("Add a representative"),
        _("Add"),
        _back(case),
        case,
        intro=_("Serving the party or the agent is enough; a designated receiver receives in the party's place."),
    )
    return _enter(request, form, question)


def _enter(request: StaffRequest, form: PartyForm, question: Question) -> HttpResponse:
    case = question.case
    assert case is not None  # noqa: S101 - both callers give it
    odd = [one.sentence(language()) for one in doubts_about(case, form.draft())] if form.is_valid() else []
    is_kept = form.is_valid() and is_sure(form, odd)
    if is_kept and (entered := carry_out(form, lambda: add_party(case, form.draft(), actor(request), now()))):
        messages.success(request, _("Entered. Next: how can this person be reached?"))
        return redirect("console:party", entered.id)
    return ask(request, form, question)


def _back(case: Case) -> str:
    return reverse("console:parties", args=[case.id])


@behind(Act.EDIT_PARTIES, GET_AND_POST)
def offline(request: StaffRequest, party_id: UUID) -> HttpResponse:
    """Mark the party to be served off line, until a judge lifts it."""
    found = the_party(request, party_id)
    form: forms.Form = OfflineForm(request.POST or None, reasons=_new_reasons(found))
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        if succeeds(form, lambda: mark_offline(found, reason, actor(request), now())):
            messages.success(request, _("From now on papers go to this party by other ways only."))
            return redirect("console:party", found.id)
    question = Question(
        _("Serve off line only"),
        _("Mark as served off line"),
        reverse("console:party", args=[found.id]),
        found.case,
        intro=_("Until a judge lifts it, nothing is sent electronically to this party. Open services become tasks."),
        context={"party": found},
    )
    return ask(request, form, question)


def _new_reasons(party: Party) -> list[str]:
    """Why they may be marked to be served off line, beside what is noted of them already."""
    off_line = OffLine.of(party)
    return [reason for reason in OFFLINE_REASONS if off_line.marked(reason, party.recorded_at) != off_line]


@behind(Act.RECORD_CONSENT, GET_AND_POST)
def withdraw_own_wish(request: StaffRequest, party_id: UUID) -> HttpResponse:
    """Note that the party no longer wishes to be served on paper only."""
    found = the_party(request, party_id)
    form = forms.Form(request.POST if request.method == "POST" else None)
    if form.is_valid() and succeeds(form, lambda: take_back(found, actor(request), now())):
        messages.success(request, _("Noted. They may be asked again whether they agree to electronic service."))
        return redirect("console:party", found.id)
    question = Question(
        _("They take their wish back"),
        _("Record"),
        reverse("console:party", args=[found.id]),
        found.case,
        intro=_("In all their cases at this court. It is no consent: without that nothing is served electronically."),
        context={"party": found},
    )
    return ask(request, form, question)


# The fields of a party that hold a word of a list, each with its table.
TABLE_OF = {"role": "role", "kind": "kind", "domicile": "domicile", "agent_authority": "agent_authority"}


@dataclass(frozen=True)
class Line:
    """One changed field as the page shows it."""

    name: str
    before: str
    after: str


@dataclass(frozen=True)
class ReaderRights:
    """What the reader may see: names or only masks, numbers in full or masked; and the case's people by their id."""

    people: Mapping[str, Party]
    sees_names: bool
    in_full: bool = False


def lines(made: Iterable[Change], sight: ReaderRights) -> list[Line]:
    """The changes as lines of a table: what each field is called, what stood there, and what stands there now."""
    return [
        Line(
            words.word(change.field, "party_field"),
            _value(change.field, change.before, sight),
            _value(change.field, change.after, sight),
        )
        for change in made
    ]


@dataclass(frozen=True)
class ShownCorrection:
    """One correction in words."""

    at: datetime
    who: str
    reason: str
    lines: tuple[Line, ...]


def shown_corrections(party: Party, viewer: User, *, in_full: bool) -> list[ShownCorrection]:
    """The corrections of a party, newest first; the reason, which may name people, only for those who see names."""
    made = corrections_of(party)
    if not made:
        return []
    cast, sees_names = Cast(party.case, viewer), may(viewer.role, Act.SEE_PERSONAL)
    sight = ReaderRights({str(other.id): other for other in party.case.parties.all()}, sees_names, in_full)
    return [
        ShownCorrection(one.at, cast.who(one.actor), one.reason if sees_names else "", tuple(lines(one.changes, sight)))
        for one in made
    ]


def _value(field: str, value: object, sight: ReaderRights) -> str:
    if value in ("", None):
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return _text(field, str(value), sight)


def _text(field: str, text: str, sight: ReaderRights) -> str:
    match field:
        case "name":
            return text if sight.sees_names else mask_name(text)
        case "number":
            return text if sight.in_full else mask_id(text)
        case "acts_for_id":
            party = sight.people.get(text)
            return _text("name", party.name, sight) if party else text
        case _:
            return words.word(text, TABLE_OF[field]) if field in TABLE_OF else text
