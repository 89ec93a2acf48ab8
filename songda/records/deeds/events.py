"""The events of service by people: what was put on record, and what was struck."""

from datetime import datetime

from songda.core.evidence.canonical import Json
from songda.records.deeds.models import Deed, DeedStep
from songda.records.evidence.actions import NewEvent


def step_event(deed: Deed, step: DeedStep, words: str) -> NewEvent:
    """A step with its papers and the hash of its scan; names and reasons are private."""
    papers: list[Json] = [sha256.hex() for sha256 in _papers(deed)]
    data: dict[str, Json] = {
        "envelope": str(deed.envelope_id),
        "way": deed.way,
        "step": str(step.id),
        "address": str(deed.address_id) if deed.address_id else None,
        "address_class": deed.address_class,
        "began_at": deed.began_at.isoformat(),
        "kind": step.kind,
        "by": step.by or None,
        **({"manner": step.manner} if step.manner else {}),
        "papers": papers,
        "scan": bytes(step.scan_sha256).hex() if step.scan_sha256 else None,
    }
    return NewEvent(
        name="deed.recorded",
        stream=f"deed:{deed.id}",
        case_id=deed.envelope.case_id,
        happened_at=step.at,
        actor=step.recorded_by,
        data=data,
        private={"words": words} if words else {},
    )


def strike_event(deed: Deed, step: DeedStep, why: str, by: str, now: datetime) -> NewEvent:
    """A step that was entered by mistake; the reason is private."""
    return NewEvent(
        name="deed.struck",
        stream=f"deed:{deed.id}",
        case_id=deed.envelope.case_id,
        happened_at=now,
        actor=by,
        data={"envelope": str(deed.envelope_id), "step": str(step.id), "kind": step.kind},
        private={"reason": why},
    )


def _papers(deed: Deed) -> list[bytes]:
    hashes = deed.carried.order_by("service__paper_id").values_list("service__paper__sha256", flat=True)
    return [bytes(sha256) for sha256 in hashes]
