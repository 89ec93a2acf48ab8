"""Keeps what a judge decided and why: only the judge of the case, only on what they had before them, and only once."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from songda.clock import new_id
from songda.core.access import may_judge
from songda.core.evidence.canonical import Json
from songda.core.refusal import Refused, WrongField
from songda.records.court.staff.models import User
from songda.records.court.staff.office import as_they_are
from songda.records.ground import vault
from songda.records.ground.evidence.actions import NewEvent
from songda.records.matter.cases.actions import lock_case
from songda.records.matter.cases.models import Case
from songda.records.matter.parties.models import Party
from songda.records.service.determinations.models import Determination

LONGEST_REASON = 4000


@dataclass(frozen=True)
class Verdict:
    """What the judge says and why; `seen` is the mark of what they had before them (None: not asked)."""

    by: User
    outcome: str
    reason: str
    seen: str | None = None


@dataclass(frozen=True)
class Subject:
    """What is decided on: `keys` find it among determinations, `basis` changes whenever the question does."""

    party: Party
    kind: str
    keys: Mapping[str, object]
    basis: str = ""
    more: Mapping[str, object] = field(default_factory=dict)

    def determinations(self) -> QuerySet[Determination]:
        """What was decided on it, the newest first."""
        rows = Determination.objects.filter(kind=self.kind, party=self.party, **self.keys)
        return rows.select_related("by", "service__paper").order_by("-at", "-id")

    def mark(self) -> str:
        """A mark of how the question stands now; it goes along with the judge's form."""
        newest = self.determinations().first()
        return f"{newest.id if newest else ''}@{self.basis}"


def judges_in(user: User, case: Case) -> bool:
    """Whether they may decide in this case; a judge who has left the court holds no other up."""
    entered = case.judge
    stays = entered is not None and entered.is_active and entered.role == "judge"
    return user.court_id == case.court_id and may_judge(user.role, user.id, case.judge_id if stays else None)


def keep_determination(subject: Subject, verdict: Verdict, now: datetime) -> Determination | None:
    """Inside the caller's transaction: write it down; None where the same judge said the very same a moment ago.

    Raises Refused where another judge is entered, or where something changed since the judge looked.
    """
    case = lock_case(subject.party.case_id)
    if not judges_in(as_they_are(verdict.by), case):
        raise Refused("not_your_case")
    reason = _reason(verdict)
    newest = subject.determinations().first()
    if verdict.seen is not None and verdict.seen != f"{newest.id if newest else ''}@{subject.basis}":
        if newest is not None and _is_the_same(newest, verdict, reason):
            return None
        raise Refused("decided_meanwhile")
    return _write_row(case, subject, verdict, now)


def _reason(verdict: Verdict) -> str:
    reason = verdict.reason.strip()
    if not reason or len(reason) > LONGEST_REASON:
        raise WrongField("reason", "determination.reason", longest=LONGEST_REASON)
    return reason


def _is_the_same(newest: Determination, verdict: Verdict, reason: str) -> bool:
    """A second click, not a second judge."""
    same = newest.by_id == verdict.by.id and newest.outcome == verdict.outcome
    return same and reason_of(newest) == reason and str(verdict.seen).partition("@")[0] != str(newest.id)


def _write_row(case: Case, subject: Subject, verdict: Verdict, now: datetime) -> Determination:
    key = new_id()
    return Determination.objects.create(
        id=key,
        case=case,
        party=subject.party,
        kind=subject.kind,
        outcome=verdict.outcome,
        reason_sealed=vault.seal_text(_cell(key), verdict.reason.strip()),
        at=now,
        by=verdict.by,
        **subject.keys,
        **subject.more,
    )


def reason_of(determination: Determination) -> str:
    """The judge's own words, in clear; for the staff of the court, never for logs. Empty once they were erased."""
    if not determination.reason_sealed:
        return ""
    return vault.open_text(_cell(determination.id), determination.reason_sealed)


def _cell(key: UUID) -> str:
    return f"determination.reason:{key}"


@dataclass
class Together:
    """Determinations that were made at one go, with one reason: those of several papers."""

    first: Determination
    papers: list[str]


def together(rows: Iterable[Determination]) -> list[Together]:
    """The same determinations, those of one go told as one; they come with by, and service with paper."""
    groups: dict[tuple[object, ...], Together] = {}
    for row in rows:
        group = groups.setdefault((row.kind, row.outcome, row.at, row.by_id, row.party_id), Together(row, []))
        if row.service is not None:
            group.papers.append(row.service.paper.title)
    return list(groups.values())


def determination_event(name: str, stream: str, made: Determination, data: Mapping[str, Json]) -> NewEvent:
    """The event of a determination: ids and codes in the open, of the judge's reason its hash, which is sealed too.

    The words themselves stay with the court: whoever is handed the proof of a service reads no reason in it.
    """
    return NewEvent(
        name=name,
        stream=stream,
        case_id=made.case_id,
        happened_at=made.at,
        actor=f"staff:{made.by_id}",
        data={"determination": str(made.id), "outcome": made.outcome, **data},
        private={"reason_sha256": hashlib.sha256(reason_of(made).encode()).hexdigest()},
    )
