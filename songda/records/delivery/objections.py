"""What a recipient says against a service, and the judge's ruling, after which the law is asked again."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from songda.clock import new_id
from songda.core.evidence.canonical import Json
from songda.core.refusal import Refused
from songda.records import vault
from songda.records.delivery.models import Attempt, Objection
from songda.records.delivery.settle import due_again
from songda.records.delivery.tasks import TaskDraft, open_tasks
from songda.records.delivery.visits import visitor_event
from songda.records.evidence.actions import NewEvent, record
from songda.records.orders.models import Service


@transaction.atomic
def raise_objection(service: Service, ground: str, words: str, proved_at: datetime | None, now: datetime) -> Objection:
    """The proven recipient objects to how this paper reached him; a judge will rule."""
    envelope = service.envelope
    attempt = _attempt_against(service)
    if attempt is None:
        raise Refused("nothing_to_object")
    objection_id = new_id()
    objection = Objection.objects.create(
        id=objection_id,
        attempt=attempt,
        ground=ground,
        proved_at=proved_at,
        words_sealed=vault.seal_text(f"objection.words:{objection_id}", words) if words else None,
        raised_at=now,
    )
    details: dict[str, Json] = {"objection": str(objection_id), "attempt": attempt.id, "ground": ground}
    private: dict[str, Json] = {"words": words[:2000]} if words else {}
    record([visitor_event("objection.raised", envelope, now, details, private)], now)
    open_tasks([TaskDraft("rule_objection", "objection", envelope.case, envelope)], now)
    due_again([envelope.id], now)
    return objection


def _attempt_against(service: Service) -> Attempt | None:
    """The attempt that made the service count, else the last one that reached anybody."""
    attempts = Attempt.objects.filter(envelope_id=service.envelope_id, purpose="service")
    finding = getattr(service, "finding", None)
    winning = attempts.filter(id=finding.winning_attempt).first() if finding else None
    return winning or attempts.exclude(handed_at=None).order_by("-id").first()


@transaction.atomic
def rule(objection: Objection, ruling: str, by: UUID, now: datetime) -> None:
    """The judge accepts or rejects the objection; everything that hangs on the attempt is decided anew."""
    open_ones = Objection.objects.filter(id=objection.id, ruling="pending")
    if ruling not in {"accepted", "rejected"}:
        raise ValueError(ruling)
    if not open_ones.update(ruling=ruling, ruled_at=now, ruled_by=by):
        raise Refused("already_ruled")
    envelope = objection.attempt.envelope
    record(
        [
            NewEvent(
                name="objection.decided",
                stream=f"envelope:{envelope.id}",
                case_id=envelope.case_id,
                happened_at=now,
                actor=f"staff:{by}",
                data={"objection": str(objection.id), "attempt": objection.attempt_id, "ruling": ruling},
            )
        ],
        now,
    )
    due_again([envelope.id], now)


def words_of(objection: Objection) -> str:
    """What the recipient wrote, in clear."""
    return vault.open_text(f"objection.words:{objection.id}", objection.words_sealed) if objection.words_sealed else ""
