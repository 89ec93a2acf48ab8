"""Writes down what the law says of services: the finding of this moment, and an event whenever it changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db import transaction

from songda.core.delivery.changes import stand_of
from songda.records.evidence.actions import NewEvent, record
from songda.records.findings.models import Finding

SERVED = "effective"
ELECTRONIC = frozenset({"arrival", "receipt_completed", "receipt_presumed", "deemed"})  # grounds
_EVENT_OF = {
    "effective": "service.effective",
    "presumed": "service.presumed",
    "awaiting_judge": "service.referred",
    "not_effective": "service.failed",
    "not_allowed": "service.disallowed",
}


@dataclass(frozen=True)
class LawAnswer:
    """What the law says of one service, beside the finding that stood before (None: the first time)."""

    service_id: UUID
    envelope_id: UUID
    case_id: UUID
    answer: dict[str, object]  # exactly what `songda explain` prints
    answer_en: dict[str, object]  # the same, told in English
    before: Finding | None
    law_version: str  # of the rules that gave the answer
    is_only_law: bool = False  # no fact changed since; if the answer differs, the rules differ

    @property
    def status(self) -> str:
        """The status word of the answer."""
        return str(self.answer["status"])

    @cached_property
    def is_new(self) -> bool:
        """Whether anything that people rely on differs from what stood before.

        Where no fact changed, rules that say the same in other words change nothing.
        """
        if self.before is None:
            return True
        if self.is_only_law:
            return bool(substance(self.before.decision) != substance(self.answer))
        return bool(self.before.decision != self.answer)

    @property
    def is_stale(self) -> bool:
        """Whether the finding names other rules, or other words for them, though the answer is the same."""
        before = self.before
        return before is not None and not self.is_new and before.law_version != self.law_version

    @property
    def is_reworded(self) -> bool:
        """Whether the same answer is told in other words, in either language."""
        before = self.before
        told = before is not None and (before.decision, before.decision_en) != (self.answer, self.answer_en)
        return told and not self.is_new


def substance(answer: Mapping[str, Any]) -> dict[str, object]:
    """An answer without its words: what it says, by which rules, but not in which sentences."""
    guard = answer["default_judgment"]
    bare = {
        "reasons": None,
        "rules": [rule["id"] for rule in answer["rules"]],
        "periods": [{**period, "cite": None} for period in answer["periods"]],
        "default_judgment": guard and guard["safe"],
    }
    return {**answer, **bare}


def write_answers(rulings: Sequence[LawAnswer], now: datetime) -> list[LawAnswer]:
    """Write the changed findings and their events in one transaction; gives back the rulings that changed.

    A finding that stays as it is only notes by which rules it was last confirmed, and in which words.
    """
    changed = [ruling for ruling in rulings if ruling.is_new]
    stale = [ruling for ruling in rulings if ruling.is_stale]
    if changed:
        with transaction.atomic():
            _write(changed, [f.name for f in Finding._meta.concrete_fields if f.name != "service"], now)
            record([_event(ruling, now) for ruling in changed], now)
    if stale:
        _refresh(stale, now)
    return changed


def _refresh(stale: Sequence[LawAnswer], now: datetime) -> None:
    reworded = [ruling for ruling in stale if ruling.is_reworded]
    if reworded:
        _write(reworded, ["decision", "decision_en", "law_version"], now)
    same = [ruling.service_id for ruling in stale if not ruling.is_reworded]
    if same:
        Finding.objects.filter(pk__in=same).update(law_version=stale[0].law_version)


def _write(rulings: Sequence[LawAnswer], columns: Sequence[str], now: datetime) -> None:
    """These columns of the findings, in one statement."""
    Finding.objects.bulk_create(
        [_finding(ruling, now) for ruling in rulings],
        update_conflicts=True,
        unique_fields=["service"],
        update_fields=columns,
    )


def _finding(ruling: LawAnswer, now: datetime) -> Finding:
    answer = ruling.answer
    attempt = answer.get("winning_attempt")
    return Finding(
        service_id=ruling.service_id,
        status=ruling.status,
        effective_at=_moment(answer.get("effective_at")),
        effective_on=_day(answer.get("effective_on")),
        ground=str(answer["ground"]) if answer["ground"] else None,
        is_rebuttable=bool(answer.get("rebuttable")),
        winning_attempt=str(attempt) if attempt is not None else None,
        decision=answer,
        decision_en=ruling.answer_en,
        law_version=ruling.law_version,
        decided_at=now,
        certificate_due_at=now if needs_certificate(ruling) else None,
    )


def needs_certificate(ruling: LawAnswer) -> bool:
    """Whether there is something to certify: an electronic service that counts, or one that counted until now.

    What people served by other means is proved by its own return of service (Civil Procedure Law, article 87).
    """
    before = ruling.before
    counted = before is not None and before.status == SERVED and before.ground in ELECTRONIC
    return counted or (ruling.status == SERVED and ruling.answer["ground"] in ELECTRONIC)


def _moment(text: object) -> datetime | None:
    return datetime.fromisoformat(str(text)) if text else None


def _day(text: object) -> date | None:
    return date.fromisoformat(str(text)) if text else None


def _event(ruling: LawAnswer, now: datetime) -> NewEvent:
    answer = ruling.answer
    return NewEvent(
        name=_EVENT_OF[ruling.status] if ruling.before is None else _renamed(ruling),
        stream=f"service:{ruling.service_id}",
        case_id=ruling.case_id,
        happened_at=_moment(answer.get("effective_at")) or now,
        actor="engine",
        data={
            "status": ruling.status,
            "before": ruling.before.status if ruling.before else None,
            "was": stand_of(ruling.before.decision) if ruling.before else None,
            "safe": stand_of(answer)["safe"],
            "effective_on": answer.get("effective_on"),  # type: ignore[dict-item]
            "effective_at": answer.get("effective_at"),  # type: ignore[dict-item]
            "ground": answer.get("ground"),  # type: ignore[dict-item]
            "winning_attempt": answer.get("winning_attempt"),  # type: ignore[dict-item]
            "rules": answer.get("rules"),  # type: ignore[dict-item]
            "periods": answer.get("periods"),  # type: ignore[dict-item]
            "law_version": ruling.law_version,
            "cause": "rules" if ruling.is_only_law else "facts",
        },
    )


def _renamed(ruling: LawAnswer) -> str:
    """A first success is told by its own name; any other change, and one of the rules alone, is a re-decision."""
    assert ruling.before is not None  # noqa: S101 - the caller asks only when there was one
    if ruling.is_only_law:
        return "service.redecided"
    was_open = ruling.before.status in {"not_effective", "awaiting_judge"}
    return _EVENT_OF[ruling.status] if was_open else "service.redecided"
