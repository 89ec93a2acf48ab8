"""How cases are registered, one or many; and the lock and the reason that whatever changes a case later needs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from songda.clock import new_id
from songda.core.identifiers import CaseNumber, IdentifierError, read_case_number
from songda.core.law.facts import Branch, Procedure, Stage
from songda.core.refusal import Refused, WrongField
from songda.core.status_causes import is_about_status
from songda.core.words import Phrase
from songda.records.court.staff.models import Court, User
from songda.records.court.staff.queries import staff_id
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.matter.cases.models import Case

LONGEST_REASON, LONGEST_CAUSE = 200, 120
_WORDS: dict[str, frozenset[str]] = {
    "branch": frozenset(Branch),
    "procedure": frozenset(Procedure),
    "stage": frozenset(Stage),
}


@dataclass(frozen=True)
class Reason:
    """Why, and which version of the record was looked at (empty: whichever stands)."""

    words: str
    seen: str = ""

    def read(self) -> str:
        """The words; WrongField when there are none or too many."""
        words = " ".join(self.words.split())
        if words and len(words) <= LONGEST_REASON:
            return words
        raise WrongField("reason", "wrong_reason", longest=LONGEST_REASON)


def lock_case(case_id: UUID) -> Case:
    """Inside the caller's transaction: the case with its judge, its row locked: judges decide one after the other."""
    return Case.objects.select_for_update(of=("self",), no_key=True).select_related("judge").get(id=case_id)


@dataclass(frozen=True)
class CaseDraft:
    """A case as it is to be registered; `number` as typed, the other words as the law knows them.

    `is_status_case`: whether it is about somebody's personal status; None: as the cause says. That a case is none whose
    cause is one of status needs `status_reason`.
    """

    number: str
    branch: str = "civil"
    procedure: str = "ordinary"
    stage: str = "first_instance"
    is_status_case: bool | None = None
    cause: str = ""
    judge_id: UUID | None = None
    status_reason: str = ""


def register_case(court: Court, draft: CaseDraft, by: str, now: datetime) -> Case:
    """Register one case; raises WrongField or Refused (number of another court, registered already)."""
    answer = register_cases(court, [draft], by, now)[0]
    if isinstance(answer, Refused):
        raise answer
    return answer


@transaction.atomic
def register_cases(court: Court, drafts: Sequence[CaseDraft], by: str, now: datetime) -> list[Case | Refused]:
    """Register many in a fixed number of statements; one answer each, in the same order."""
    answers = case_rows(court, drafts, by, now)
    written = insert_cases([answer for answer in answers if isinstance(answer, Case)])
    record([registration_event(case, by) for case in written.values()], now)
    return [answer if isinstance(answer, Refused) else case_or_refusal(answer, written) for answer in answers]


def case_rows(court: Court, drafts: Sequence[CaseDraft], by: str, now: datetime) -> list[Case | Refused]:
    """The rows of the drafts, checked, not yet written; a draft that is wrong gives its refusal."""
    judges = _judges(court, drafts)
    return [_case_or_refusal(court, draft, judges, (by, now)) for draft in drafts]


def insert_cases(cases: Sequence[Case]) -> dict[UUID, Case]:
    """Write the cases whose numbers are new, also when two clerks race; gives those that were really written."""
    new = {case.number: case for case in reversed(cases)}  # of two with one number the first one stands
    if not new:
        return {}
    Case.objects.bulk_create(new.values(), ignore_conflicts=True)
    written = set(Case.objects.filter(id__in=[case.id for case in new.values()]).values_list("id", flat=True))
    return {case.id: case for case in cases if case.id in written}


def case_or_refusal(case: Case, written: Mapping[UUID, Case]) -> Case | Refused:
    """The case if it was written, else the refusal that says that its number is taken."""
    return case if case.id in written else Refused("case_exists", number=case.number)


def _judges(court: Court, drafts: Sequence[CaseDraft]) -> set[UUID]:
    wanted = {draft.judge_id for draft in drafts if draft.judge_id}
    if not wanted:
        return set()
    return set(User.objects.filter(court=court, role="judge", id__in=wanted).values_list("id", flat=True))


def _case_or_refusal(court: Court, draft: CaseDraft, judges: set[UUID], seal: tuple[str, datetime]) -> Case | Refused:
    by, now = seal
    try:
        number = read_number(draft.number, court.code, now.astimezone(ZoneInfo(court.zone)).date())
        for field in ("branch", "procedure", "stage"):
            check_word(field, getattr(draft, field))
        _check_cause_and_judge(draft, judges)
        is_status_case = _status_of(draft)
    except Refused as refusal:
        return refusal
    case = Case(
        id=new_id(),
        court=court,
        number=str(number),
        number_as_typed=draft.number.strip()[:80],
        branch=draft.branch,
        procedure=draft.procedure,
        stage=draft.stage,
        is_status_case=is_status_case,
        cause=draft.cause.strip(),
        registered_at=now,
        registered_by_id=staff_id(by),
        judge_id=draft.judge_id,
    )
    case.status_reason = "" if is_status_case else draft.status_reason.strip()
    return case


def _status_of(draft: CaseDraft) -> bool:
    """The tick follows from the cause; whoever takes it away says why, since less proof is asked for then."""
    follows = is_about_status(draft.cause)
    if draft.is_status_case is None:
        return follows
    if follows and not draft.is_status_case and not draft.status_reason.strip():
        raise WrongField("status_reason", "case.status_reason")
    return draft.is_status_case


def _check_cause_and_judge(draft: CaseDraft, judges: set[UUID]) -> None:
    if len(draft.cause.strip()) > LONGEST_CAUSE:
        raise WrongField("cause", "case.cause")
    if len(draft.status_reason) > LONGEST_REASON:
        raise WrongField("status_reason", "case.status_reason")
    if draft.judge_id and draft.judge_id not in judges:
        raise WrongField("judge_id", "case.judge")


def registration_event(case: Case, by: str) -> NewEvent:
    """The event of a case's registration."""
    return NewEvent(
        name="case.registered",
        stream=f"case:{case.id}",
        case_id=case.id,
        happened_at=case.registered_at,
        actor=by,
        data={
            "court": str(case.court_id),
            "number": case.number,
            "branch": case.branch,
            "procedure": case.procedure,
            "stage": case.stage,
            "is_status_case": case.is_status_case,
            "cause": case.cause,
            "judge": str(case.judge_id) if case.judge_id else None,
        },
        private={"status_reason": case.status_reason} if case.status_reason else {},
    )


def read_number(typed: str, court_code: str, today: date) -> CaseNumber:
    """The case number; WrongField names the part that is wrong, Refused a number of another court."""
    try:
        number = read_case_number(typed, today)
    except IdentifierError as error:
        raise WrongField("number", error.code, why=error, part=error.part) from error
    if number.court_code != court_code:
        raise Refused("case_of_other_court", number=str(number), theirs=number.court_code, own=court_code)
    return number


def check_word(field: str, word: str) -> None:
    """Branch, procedure and stage are words that the law knows; WrongField lists them."""
    allowed = _WORDS[field]
    if word not in allowed:
        choice = ", ".join(sorted(allowed))
        raise WrongField(field, f"case.{field}", why=Phrase("fields.not_a_choice", {"word": word, "choice": choice}))
