"""The ground of every shape: unknown fields are refused, so that a mistyped name is never silently ignored.

The fixed words are listed in the description, while the records say which one is wrong and why.
"""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Annotated, Any, Self

from ninja import Schema
from pydantic import AfterValidator, AwareDatetime, BeforeValidator, ConfigDict, Field

from songda.channels.registry import address_kinds
from songda.clock import EARLIEST, LATEST
from songda.core.care import STATED
from songda.core.circumstances import ROWS, Kind
from songda.core.delivery.deeds import LADDER_WAYS, MANNERS, OUTCOMES, SIGNERS, WAYS
from songda.core.delivery.ladder.way_rules import WayChoice
from songda.core.delivery.letters import Product
from songda.core.delivery.off_line import OFFLINE_REASONS
from songda.core.delivery.tasks import HandingRule
from songda.core.identifiers.typed import one_line, visible
from songda.core.law.decision import Status
from songda.core.law.facts import (
    AddressSource,
    Branch,
    ConsentGround,
    PaperKind,
    Procedure,
    RecipientKind,
    Stage,
)
from songda.core.lookups import Ground, Operator, Purpose
from songda.core.mandates import GivenHow, IdentifiedHow, Relation, Right
from songda.core.outreach.closed_lists import Aim, Group, QuestionDoor, Subject
from songda.records.court.staff.way_rules import ruled_ways
from songda.records.matter.cases.actions import Reason
from songda.records.matter.parties.addresses import CALLED
from songda.records.matter.parties.drafts import ADDRESS_CLASSES
from songda.records.matter.parties.roles import AGENT_AUTHORITIES, ROLES

LARGEST_BULK = 1000
WITHOUT_NUL = r"^[^\x00]*$"  # no text column takes it
Text = Annotated[str, Field(max_length=400, pattern=WITHOUT_NUL), AfterValidator(one_line)]
How = Annotated[str, Field(max_length=40, pattern=WITHOUT_NUL), AfterValidator(one_line)]
Lines = Annotated[str, Field(max_length=400, pattern=WITHOUT_NUL), AfterValidator(visible)]


def _in_utc(at: datetime) -> datetime:
    return at.astimezone(UTC)


def _written(sent: Any) -> Any:
    """Days and moments are written out: a number alone would count as seconds since 1970."""
    if isinstance(sent, str) and not _IS_NUMBER.fullmatch(sent.strip()):
        return sent
    raise ValueError("a day is written as YYYY-MM-DD, a moment as YYYY-MM-DDThh:mm+08:00")


_IS_NUMBER = re.compile(r"[+-]?[0-9.]*(e[+-]?[0-9]+)?", re.IGNORECASE)
Day = Annotated[date, BeforeValidator(_written), Field(ge=EARLIEST.date(), lt=LATEST.date())]
Moment = Annotated[
    AwareDatetime,
    BeforeValidator(_written),
    Field(ge=EARLIEST, lt=LATEST),
    AfterValidator(_in_utc),
]


class In(Schema):
    """Something that comes in."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class Out(Schema):
    """Something that goes out."""

    @classmethod
    def of_row(cls, row: object, **said: object) -> Self:
        """What stands in a row under the names of the fields; `said` are those that do not."""
        return cls(**{name: said[name] if name in said else getattr(row, name) for name in cls.model_fields})


class RowOut(Out):
    """What goes out of a row just as it stands there: each field has the name of its column."""

    @classmethod
    def of(cls, row: object) -> Self:
        return cls.of_row(row)


class ProblemOut(Out):
    """A refusal (RFC 9457), its sentence in both languages, and the place in the request that it is about.

    `detail` is the sentence in the language of the header Accept-Language; `code` is what programs go by.
    """

    type: str
    title: str
    status: int
    code: str
    detail: str = ""
    sentence_zh: str
    sentence_en: str
    path: str = ""
    part: str = ""
    errors: list["FieldProblemOut"] = []


class FieldProblemOut(Out):
    """One field that has not the right form."""

    path: str
    sentence_zh: str
    sentence_en: str


def fixed_words(*sources: Iterable[str]) -> Any:
    """The words that a field takes, as the description lists them."""
    return Field(max_length=40, json_schema_extra={"enum": [str(word) for source in sources for word in source]})


NeedWord = Annotated[str, fixed_words(STATED)]
RelationWord = Annotated[str, fixed_words(Relation)]
RightWord = Annotated[str, fixed_words(Right)]
GivenHowWord = Annotated[str, fixed_words(GivenHow)]
IdentifiedHowWord = Annotated[str, fixed_words(IdentifiedHow)]
AimWord = Annotated[str, fixed_words(Aim)]
GroupWord = Annotated[str, fixed_words(Group)]
SubjectWord = Annotated[str, fixed_words(Subject)]
DoorOfQuestionWord = Annotated[str, fixed_words(QuestionDoor)]
HandingWord = Annotated[str, fixed_words(HandingRule)]
BranchWord = Annotated[str, fixed_words(Branch)]
ProcedureWord = Annotated[str, fixed_words(Procedure)]
StageWord = Annotated[str, fixed_words(Stage)]
RoleWord = Annotated[str, fixed_words(ROLES)]
PersonWord = Annotated[str, fixed_words(RecipientKind)]
AgentAuthorityWord = Annotated[str, fixed_words([""], AGENT_AUTHORITIES)]
AddressKindWord = Annotated[str, fixed_words(address_kinds())]
AddressClassWord = Annotated[str, fixed_words(ADDRESS_CLASSES)]
CalledWord = Annotated[str, fixed_words(["", *CALLED])]
GroundWord = Annotated[str, fixed_words(ConsentGround)]
PaperKindWord = Annotated[str, fixed_words(PaperKind)]
SourceWord = Annotated[str, fixed_words(["", *AddressSource])]
CircumstanceWord = Annotated[str, fixed_words(Kind)]
BasisWord = Annotated[str, fixed_words([""], *(row.bases for row in ROWS.values()))]
AnyPaperKindWord = Annotated[str, fixed_words([""], PaperKind)]
RuledWayWord = Annotated[str, fixed_words(ruled_ways())]
WayChoiceWord = Annotated[str, fixed_words(WayChoice)]
WayWord = Annotated[str, fixed_words(LADDER_WAYS)]
ProductWord = Annotated[str, fixed_words(Product)]
DeedWayWord = Annotated[str, fixed_words(WAYS)]
OutcomeWord = Annotated[str, fixed_words(OUTCOMES)]
SignerWord = Annotated[str, fixed_words([""], SIGNERS)]
MannerWord = Annotated[str, fixed_words([""], dict.fromkeys(word for words in MANNERS.values() for word in words))]
PurposeWord = Annotated[str, fixed_words(Purpose)]
GroundOfLookupWord = Annotated[str, fixed_words(Ground)]
OperatorWord = Annotated[str, fixed_words(Operator)]
OfflineWord = Annotated[str, fixed_words(OFFLINE_REASONS)]
StageScope = Annotated[list[Annotated[str, fixed_words(["*"], Stage)]], Field(max_length=40)]
PaperScope = Annotated[list[Annotated[str, fixed_words(["*"], PaperKind)]], Field(max_length=40)]

OPEN = "open"  # of a service: the law has no answer yet
_STATUSES = ["", OPEN, *Status]
StatusWord = Annotated[
    str, Field(pattern="^(" + "|".join(_STATUSES) + ")$", json_schema_extra={"enum": [str(word) for word in _STATUSES]})
]


Why = Lines
Version = Annotated[str, Field(max_length=64, pattern=WITHOUT_NUL)]


class ReasonIn(In):
    """Why something ends."""

    reason: Why

    def why(self) -> Reason:
        return Reason(self.reason)


class CorrectionIn(In):
    """Why something is corrected; with the `version` that was read, a change made meanwhile is not overwritten."""

    reason: Why
    version: Version = ""

    def why(self) -> Reason:
        return Reason(self.reason, self.version)
