"""Notes what holds of a party or of a case: first the kind is chosen, then the fields of its row are asked."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from songda.clock import now
from songda.core.access import Act, may
from songda.core.circumstances import OF_A_CASE, OF_A_PARTY, ROWS, Field, HowOften, Kind, bases_for
from songda.core.delivery.deeds import LADDER_WAYS
from songda.records.law.facts.dossier import NOTICE
from songda.records.matter.cases.models import Case
from songda.records.matter.circumstances.actions import note
from songda.records.matter.circumstances.entries import CircumstanceDraft, Subject, entry_in_force, newest
from songda.records.matter.circumstances.reading import MAINLAND, is_body
from songda.records.matter.papers.models import Paper
from songda.records.matter.parties.models import Party
from songda.records.matter.parties.queries import parties_of
from songda.records.service.orders.models import Envelope
from songda.web.console.shared import words
from songda.web.console.shared.forms import (
    CorrectionReasonForm,
    Moment,
    RadioChoices,
    TickChoices,
    Words,
    as_choices,
    succeeds,
    to_choose,
)
from songda.web.console.shared.gate import GET_AND_POST, StaffRequest, actor, behind, closed_to
from songda.web.console.shared.lookup_or_404 import the_case, the_envelope, the_party
from songda.web.console.shared.pages import Question, Text, after_change, ask
from songda.web.console.shared.words import field_label, hint

Choices = Sequence[tuple[str, str | Promise]]
Offered = Mapping[Field, Choices]
_LINE = 100  # so many letters stand in one line


class CircumstanceForm(forms.Form):
    """What is to be noted of one kind."""

    def __init__(self, kind: Kind, *args: Any, offered: Offered | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.kind = kind
        for field in ROWS[kind].asks:
            self.fields[field] = _MAKERS[field](kind, (offered or {}).get(field, ()))

    def draft(self) -> CircumstanceDraft:
        """What is to be noted."""
        return CircumstanceDraft(
            self.kind, **{field: self.cleaned_data[field] for field in Field if field in self.fields}
        )


class CorrectionForm(CircumstanceForm, CorrectionReasonForm):
    """What should have been noted, its end too where it has one, and why."""

    def __init__(self, kind: Kind, *args: Any, has_ended: bool, **options: Any) -> None:
        super().__init__(kind, *args, **options)
        if has_ended:
            self.fields[Field.UNTIL] = _until(kind, ())
        self.order_fields([*ROWS[kind].asks, Field.UNTIL, "reason", "seen"])


class UntilForm(forms.Form):
    """Since when it is so no longer."""

    def __init__(self, kind: Kind, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields[Field.UNTIL] = _until(kind, ())
        self.fields[Field.UNTIL].required = True

    @property
    def moment(self) -> datetime:
        """When it ended."""
        ended: datetime = self.cleaned_data[Field.UNTIL]
        return ended


def _party(kind: Kind, parties: Choices) -> forms.Field:
    return forms.TypedChoiceField(label=field_label(Field.PARTY, kind), coerce=UUID, choices=to_choose(parties))


def _papers(kind: Kind, papers: Choices) -> forms.Field:
    return forms.TypedMultipleChoiceField(
        label=field_label(Field.PAPERS, kind), coerce=UUID, choices=papers, widget=TickChoices
    )


def _ways(kind: Kind, _offered: Choices) -> forms.Field:
    known = [(way, words.CHANNEL[way]) for way in LADDER_WAYS]
    return forms.TypedMultipleChoiceField(
        label=field_label(Field.WAYS, kind), help_text=hint(Field.WAYS, kind), choices=known, widget=TickChoices
    )


def _basis(kind: Kind, fitting: Choices) -> forms.Field:
    choices = fitting or words.bases_of(kind)
    return forms.ChoiceField(label=field_label(Field.BASIS, kind), choices=choices, widget=RadioChoices)


def _since(kind: Kind, _offered: Choices) -> forms.Field:
    return Moment(label=field_label(Field.SINCE, kind), help_text=hint(Field.SINCE, kind))


def _until(kind: Kind, _offered: Choices) -> forms.Field:
    return Moment(label=field_label(Field.UNTIL, kind), help_text=hint(Field.UNTIL, kind), required=False)


def _words(kind: Kind, _offered: Choices) -> forms.Field:
    longest = ROWS[kind].longest
    box = forms.TextInput() if longest <= _LINE else forms.Textarea(attrs={"rows": 3})
    return Words(
        label=field_label(Field.WORDS, kind), help_text=hint(Field.WORDS, kind), max_length=longest, widget=box
    )


_MAKERS: Mapping[Field, Callable[[Kind, Choices], forms.Field]] = {
    Field.PARTY: _party,
    Field.PAPERS: _papers,
    Field.WAYS: _ways,
    Field.BASIS: _basis,
    Field.SINCE: _since,
    Field.UNTIL: _until,
    Field.WORDS: _words,
}


@dataclass(frozen=True)
class NotingPage:
    """Whence one comes and goes back to: the page of the person or case, or the notice before which ways are sought."""

    subject: Subject
    envelope: Envelope | None

    @property
    def case(self) -> Case:
        """The case that it is about, or in which the person is."""
        return self.subject.case if isinstance(self.subject, Party) else self.subject

    @property
    def back(self) -> str:
        """Where one goes afterwards."""
        if self.envelope is not None:
            return f"{reverse('console:deed', args=[self.envelope.id])}?way={NOTICE}"
        return reverse("console:party" if isinstance(self.subject, Party) else "console:case", args=[self.subject.id])

    @property
    def parties(self) -> list[tuple[str, str]]:
        """Who may have done what the case is about, as a form offers them."""
        return as_choices([party for party in parties_of(self.case) if party.acts_for_id is None])

    @cached_property
    def offered(self) -> dict[Field, list[tuple[str, str]]]:
        """What may be chosen here, by the field that asks."""
        return {Field.PARTY: self.parties, Field.PAPERS: self.papers}

    def offered_of(self, kind: Kind) -> dict[Field, list[tuple[str, str]]]:
        """The same with what an entry of this kind may rest on: not every need of a person is one of a company."""
        fitting = bases_for(kind, is_body=isinstance(self.subject, Party) and is_body(self.subject))
        return {**self.offered, Field.BASIS: [(word, words.basis(kind, word)) for word in fitting if word]}

    @property
    def papers(self) -> list[tuple[str, str]]:
        """The papers that were ordered to be served on the party, as a form offers them."""
        if not isinstance(self.subject, Party):
            return []
        ordered = {"services__envelope__party": self.subject, "services__recalled_at": None, "struck_at": None}
        papers = Paper.objects.filter(**ordered).distinct().order_by("filed_at", "id")
        return [(str(paper.id), paper.title) for paper in papers]

    def question(self, title: Text, submit: Text, intro: Text, about: str = "") -> Question:
        context: dict[str, object] = {"envelope": self.envelope}
        if isinstance(self.subject, Party):
            context["party"] = self.subject
        return Question(title, submit, self.back, self.case, intro, context=context, about=about)


def noting_page(request: StaffRequest, subject: Subject) -> NotingPage:
    """The page; an envelope that is named must be to that person."""
    named = _uuid(request.GET.get("envelope", ""))
    envelope = the_envelope(request, named) if named else None
    is_theirs = envelope is not None and isinstance(subject, Party) and envelope.party_id == subject.id
    return NotingPage(subject, envelope if is_theirs else None)


def _uuid(typed: str) -> UUID | None:
    try:
        return UUID(typed)
    except ValueError:
        return None


@behind(Act.NOTE_CIRCUMSTANCES, GET_AND_POST)
def of_party(request: StaffRequest, party_id: UUID) -> HttpResponse:
    """Note what holds of a party."""
    return _note(request, the_party(request, party_id))


@behind(Act.NOTE_CIRCUMSTANCES, GET_AND_POST)
def of_case(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Note what holds of a case as a whole."""
    return _note(request, the_case(request, case_id))


def _note(request: StaffRequest, subject: Subject) -> HttpResponse:
    page, wanted = noting_page(request, subject), request.GET.get("kind", "")
    if wanted not in _kinds(subject) or not _can_be_answered(page, Kind(wanted)):
        return _choose(request, page)
    kind = Kind(wanted)
    if closed := closed_to(request, ROWS[kind].act):
        return closed
    form = CircumstanceForm(kind, request.POST or None, offered=page.offered_of(kind), initial=_initial(request, kind))
    if form.is_valid() and succeeds(form, lambda: note(subject, form.draft(), actor(request), now())):
        messages.success(request, _("Noted. What hangs on it is looked at again."))
        return redirect(after_change(request, page.case, page.back))
    title = words.CIRCUMSTANCE[kind]
    return ask(request, form, page.question(title, _("Record"), words.FOLLOWS[kind]))


def _choose(request: StaffRequest, page: NotingPage) -> HttpResponse:
    """The kinds that this visitor may note here now, each with what follows from it."""
    prefetch_related_objects([page.subject], "circumstances")  # asked for each kind
    open_ones = [kind for kind in _kinds(page.subject) if _is_open(page.subject, kind)]
    offered = [kind for kind in open_ones if _can_be_answered(page, kind)]
    context = {
        "case": page.case,
        "desk": "cases",
        "kinds": [kind for kind in offered if may(request.user.role, ROWS[kind].act)],
        "question": page.question(_("Note a circumstance"), "", ""),
        "party": page.subject if isinstance(page.subject, Party) else None,
    }
    return render(request, "console/circumstances/choose.html", context)


def _can_be_answered(page: NotingPage, kind: Kind) -> bool:
    """Whether there is something to choose in every field that offers a choice of what is on file."""
    return all(page.offered.get(field, True) for field in ROWS[kind].asks)


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
        case HowOften.SEVERAL:
            return True
        case HowOften.ONE_AT_A_TIME:
            return entry_in_force(subject, kind) is None
        case HowOften.ONLY_ONCE:
            return newest(subject, kind) is None


def _initial(request: StaffRequest, kind: Kind) -> dict[str, object]:
    """What stands in the form at first: ways that the page before named, and this moment where it fits mostly."""
    since = timezone.localtime(now()) if ROWS[kind].is_of_today else None
    return {Field.WAYS: request.GET.getlist("way"), Field.SINCE: since}
