"""What holds of a party or of a case for a time, as it comes in and goes out: one shape for every kind."""

from dataclasses import replace
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import AwareDatetime, Field

from songda.records.matter.circumstances.entries import CircumstanceDraft, draft_of, version_of
from songda.records.matter.circumstances.models import Circumstance
from songda.web.api.shapes.base import In, Lines, Moment, Out
from songda.web.api.shapes.corrections import CorrectionIn
from songda.web.api.shapes.words import BasisWord, CircumstanceWord, WayWord

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
        """For the records."""
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
        """From its row."""
        own = {name: getattr(entry, name) for name in cls.model_fields if hasattr(entry, name)}
        noted = entry.details
        lists = {name: noted.get(name, []) for name in ("ways", "papers")}
        return cls(**own, **lists, objector_id=noted.get("party"), version=version_of(entry))
