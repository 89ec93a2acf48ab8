"""The fixed words that the API takes; listed in its description, while the records say which one is wrong and why."""

from collections.abc import Iterable
from typing import Annotated, Any

from pydantic import Field

from songda.channels.registry import address_kinds
from songda.core.care import SAID
from songda.core.circumstances import ROWS, Kind
from songda.core.delivery.deeds import LADDER_WAYS, MANNERS, OUTCOMES, SIGNERS, WAYS
from songda.core.delivery.tasks import HandingRule
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
from songda.records.matter.parties.drafts import ADDRESS_CLASSES
from songda.records.matter.parties.mistyped import CALLED
from songda.records.matter.parties.roles import AGENT_AUTHORITIES, OFFLINE_REASONS, ROLES


def _words(*sources: Iterable[str]) -> Any:
    return Field(max_length=40, json_schema_extra={"enum": [str(word) for source in sources for word in source]})


NeedWord = Annotated[str, _words(SAID)]
RelationWord = Annotated[str, _words(Relation)]
RightWord = Annotated[str, _words(Right)]
GivenHowWord = Annotated[str, _words(GivenHow)]
IdentifiedHowWord = Annotated[str, _words(IdentifiedHow)]
AimWord = Annotated[str, _words(Aim)]
GroupWord = Annotated[str, _words(Group)]
SubjectWord = Annotated[str, _words(Subject)]
DoorOfQuestionWord = Annotated[str, _words(QuestionDoor)]
HandingWord = Annotated[str, _words(HandingRule)]
BranchWord = Annotated[str, _words(Branch)]
ProcedureWord = Annotated[str, _words(Procedure)]
StageWord = Annotated[str, _words(Stage)]
RoleWord = Annotated[str, _words(ROLES)]
PersonWord = Annotated[str, _words(RecipientKind)]
AgentAuthorityWord = Annotated[str, _words([""], AGENT_AUTHORITIES)]
AddressKindWord = Annotated[str, _words(address_kinds())]
AddressClassWord = Annotated[str, _words(ADDRESS_CLASSES)]
CalledWord = Annotated[str, _words(["", *CALLED])]
GroundWord = Annotated[str, _words(ConsentGround)]
PaperKindWord = Annotated[str, _words(PaperKind)]
SourceWord = Annotated[str, _words(["", *AddressSource])]
CircumstanceWord = Annotated[str, _words(Kind)]
BasisWord = Annotated[str, _words([""], *(row.bases for row in ROWS.values()))]
WayWord = Annotated[str, _words(LADDER_WAYS)]
DeedWayWord = Annotated[str, _words(WAYS)]
OutcomeWord = Annotated[str, _words(OUTCOMES)]
SignerWord = Annotated[str, _words([""], SIGNERS)]
MannerWord = Annotated[str, _words([""], dict.fromkeys(word for words in MANNERS.values() for word in words))]
PurposeWord = Annotated[str, _words(Purpose)]
GroundOfLookupWord = Annotated[str, _words(Ground)]
OperatorWord = Annotated[str, _words(Operator)]
OfflineWord = Annotated[str, _words(OFFLINE_REASONS)]
StageScope = Annotated[list[Annotated[str, _words(["*"], Stage)]], Field(max_length=40)]
PaperScope = Annotated[list[Annotated[str, _words(["*"], PaperKind)]], Field(max_length=40)]

OPEN = "open"  # of a service: the law has no answer yet
_STATUSES = ["", OPEN, *Status]
StatusWord = Annotated[
    str, Field(pattern="^(" + "|".join(_STATUSES) + ")$", json_schema_extra={"enum": [str(word) for word in _STATUSES]})
]
