"""Where one comes from and goes back to: the page of the person or case, or the notice before which ways are sought."""

from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.urls import reverse

from songda.core.circumstances import Field, Kind, bases_for
from songda.records.decision.facts.dossier import NOTICE
from songda.records.delivery.orders.models import Envelope
from songda.records.matter.cases.models import Case
from songda.records.matter.circumstances.entries import Subject
from songda.records.matter.circumstances.reading import is_body
from songda.records.matter.papers.models import Paper
from songda.records.matter.parties.models import Party
from songda.records.matter.parties.queries import parties_of
from songda.web.console.shared import words
from songda.web.console.shared.gate import StaffRequest
from songda.web.console.shared.lookup_or_404 import the_envelope
from songda.web.console.shared.pages import Question, Text
from songda.web.console.shared.people import as_choices


@dataclass(frozen=True)
class Place:
    """The page about a circumstance: of whom or of what, and whence."""

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
        """What the page asks."""
        context: dict[str, object] = {"envelope": self.envelope}
        if isinstance(self.subject, Party):
            context["party"] = self.subject
        return Question(title, submit, self.back, self.case, intro, context=context, about=about)


def place_of(request: StaffRequest, subject: Subject) -> Place:
    """The place; an envelope that is named must be to that person."""
    named = _uuid(request.GET.get("envelope", ""))
    envelope = the_envelope(request, named) if named else None
    is_theirs = envelope is not None and isinstance(subject, Party) and envelope.party_id == subject.id
    return Place(subject, envelope if is_theirs else None)


def _uuid(typed: str) -> UUID | None:
    try:
        return UUID(typed)
    except ValueError:
        return None
