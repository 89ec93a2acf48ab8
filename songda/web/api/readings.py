"""Puts on record whose personal data an answer gave to another system; once for the same within ten minutes."""

from songda.clock import now
from songda.core.evidence.readings import Door
from songda.records.matter.cases.models import Case
from songda.records.matter.parties.models import Party
from songda.records.matter.parties.showing import Subject, note_page
from songda.web.api.tokens import ApiRequest, actor_of, court_of


def gives_case(request: ApiRequest, case: Case) -> Case:
    """The answer tells of everybody in this case."""
    note_page(court_of(request).id, [Subject(case.id)], Door.API, actor_of(request), now())
    return case


def gives_party(request: ApiRequest, party: Party) -> Party:
    """The answer tells of this person."""
    note_page(court_of(request).id, [Subject(party.case_id, party.id)], Door.API, actor_of(request), now())
    return party
