"""What holds of a party or of a case for a time: noted, ended, corrected, struck; one door for every kind."""

from dataclasses import replace
from typing import Annotated, Any, Self
from uuid import UUID

from django.http import HttpResponse
from pydantic import AwareDatetime, Field

from songda.clock import now
from songda.records.matter.cases.queries import case_for
from songda.records.matter.circumstances import actions
from songda.records.matter.circumstances.entries import CircumstanceDraft, draft_of, entry_of, of_case, version_of
from songda.records.matter.circumstances.models import Circumstance
from songda.web.api.once import ChangingRouter, create_once
from songda.web.api.shapes import BasisWord, CircumstanceWord, CorrectionIn, In, Lines, Moment, Out, ReasonIn, WayWord
from songda.web.api.tokens import ApiRequest, actor_of, court_of, note_case_shown, party_of

Ways = Annotated[list[WayWord], Field(max_length=10)]
Papers = Annotated[list[UUID], Field(max_length=50)]


class CircumstanceIn(In):
    """A kind and what it asks for; a field that the kind does not ask for is left out.

    `basis` is who says so (missing), how (address_withheld), why (ways_ruled_out), what it is (care) or who received
    what was sent (content_known). `words` name the place (in_custody, soldier), who said so (care) or what shows it,
    and are kept sealed. `ways` are those that cannot be used (ways_ruled_out), `papers` those that were received
    (content_known), `party_id` is who objected (jurisdiction_contested). Each is dated by `since`; the procuratorate
    only by `until`, since when it agrees to proceedings on line, left out while it does not.
    """

    kind: CircumstanceWord
    since: Moment | None = None
    until: Moment | None = None
    basis: BasisWord = ""
    words: Lines = ""
    ways: Ways = []
    papers: Papers = []
    party_id: UUID | None = None

    def draft(self) -> CircumstanceDraft:
        own = self.model_dump(exclude={"ways", "papers"})
        return CircumstanceDraft(**own, ways=tuple(self.ways), papers=tuple(self.papers))


class EndingIn(In):
    """Since when it is so no longer."""

    until: Moment


class CircumstanceCorrectionIn(CorrectionIn):
    """What was wrong about an entry; what is left out stays. With `until` null an entry that ended holds again."""

    since: Moment | None = None
    until: Moment | None = None
    basis: BasisWord | None = None
    words: Lines | None = None
    ways: Ways | None = None
    papers: Papers | None = None
    party_id: UUID | None = None

    def draft(self, entry: Circumstance) -> CircumstanceDraft:
        """The entry as it should stand."""
        sent: dict[str, Any] = self.model_dump(include=self.model_fields_set - {"reason", "version"})
        given = {name: value for name, value in sent.items() if value is not None or name == "until"}
        for name in {"ways", "papers"} & given.keys():
            given[name] = tuple(given[name])
        return replace(draft_of(entry), **given)


class CircumstanceOut(Out):
    """One entry, without its words: whom or what it is about, from when until when, and whether it was struck."""

    id: UUID
    kind: str
    case_id: UUID | None
    party_id: UUID | None
    since: AwareDatetime
    until: AwareDatetime | None
    struck_at: AwareDatetime | None
    basis: str
    ways: list[str]
    papers: list[str]
    objector_id: UUID | None
    version: str

    @classmethod
    def of(cls, entry: Circumstance) -> Self:
        noted = entry.details
        lists = {name: noted.get(name, []) for name in ("ways", "papers")}
        return cls.of_row(entry, **lists, objector_id=noted.get("party"), version=version_of(entry))


router = ChangingRouter(tags=["circumstances"])


@router.get("/cases/{uuid:case_id}/circumstances", response=list[CircumstanceOut], summary="List what was noted")
def listed(request: ApiRequest, case_id: UUID) -> list[CircumstanceOut]:
    """Everything that was noted of a case and of its parties, what was struck too, in the order of its noting."""
    case = note_case_shown(request, case_for(court_of(request), case_id))
    return [CircumstanceOut.of(entry) for entry in of_case(case)]


@router.creates("/cases/{uuid:case_id}/circumstances", CircumstanceOut, "Note what holds of a case")
def note_of_case(request: ApiRequest, case_id: UUID, body: CircumstanceIn) -> HttpResponse:
    """Notes an objection to jurisdiction, or that the procuratorate takes part; the law is asked again."""
    case, by = case_for(court_of(request), case_id), actor_of(request)
    return create_once(request, body, lambda: CircumstanceOut.of(actions.note(case, body.draft(), by, now())))


@router.creates("/parties/{uuid:party_id}/circumstances", CircumstanceOut, "Note what holds of a party")
def note_of_party(request: ApiRequest, party_id: UUID, body: CircumstanceIn) -> HttpResponse:
    """Notes custody, military service, a missing person, death, evidence of receipt, ruled-out ways …"""
    party, by = party_of(request, party_id), actor_of(request)
    return create_once(request, body, lambda: CircumstanceOut.of(actions.note(party, body.draft(), by, now())))


@router.creates("/circumstances/{uuid:circumstance_id}/ending", CircumstanceOut, "Note since when it is so no longer")
def end(request: ApiRequest, circumstance_id: UUID, body: EndingIn) -> HttpResponse:
    """Notes the end: found, released, an address given, the dismissal in force, agreed; what was done before stands."""
    entry = entry_of(court_of(request), circumstance_id)

    def act() -> CircumstanceOut:
        actions.end(entry, body.until, actor_of(request), now())
        return CircumstanceOut.of(entry)

    return create_once(request, body, act)


@router.creates("/circumstances/{uuid:circumstance_id}/correction", CircumstanceOut, "Correct what was noted")
def correct(request: ApiRequest, circumstance_id: UUID, body: CircumstanceCorrectionIn) -> HttpResponse:
    """Strikes the wrong entry and puts the right one in its place, under an id of its own; all is decided anew."""
    entry, by = entry_of(court_of(request), circumstance_id), actor_of(request)
    return create_once(
        request,
        body,
        lambda: CircumstanceOut.of(actions.correct(entry, body.draft(entry), body.why(), by, now())),
    )


@router.creates("/circumstances/{uuid:circumstance_id}/removal", CircumstanceOut, "Strike what was noted by mistake")
def strike(request: ApiRequest, circumstance_id: UUID, body: ReasonIn) -> HttpResponse:
    """Takes back what was noted by mistake; everything is decided as if it had not been noted."""
    entry = entry_of(court_of(request), circumstance_id)

    def act() -> CircumstanceOut:
        actions.strike(entry, body.why(), actor_of(request), now())
        return CircumstanceOut.of(entry)

    return create_once(request, body, act)
