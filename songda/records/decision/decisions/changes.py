"""Tells the clerk when a finding that people relied on has changed, or when a judge decided."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Max

from songda.core.delivery.changes import FindingStand, Line, changed_lines, is_shaken, stand_in_event, stand_of
from songda.records.decision.determinations.models import Determination
from songda.records.decision.planning.summonses import KINDS
from songda.records.delivery.findings.write import LawAnswer
from songda.records.delivery.orders.models import Envelope, Service
from songda.records.delivery.tasks.actions import TaskDraft, open_tasks
from songda.records.delivery.tasks.models import Task
from songda.records.ground.evidence.models import Event


@dataclass(frozen=True)
class Change:
    """How one service stood before and how it stands now, line by line."""

    service: Service
    at: datetime
    before: FindingStand
    after: FindingStand
    cause: str = ""

    @property
    def lines(self) -> list[Line]:
        """What it is about, how it was, how it is now."""
        return changed_lines(self.before, self.after)


def tell_clerk(envelopes: Sequence[Envelope], changed: Sequence[LawAnswer], now: datetime) -> None:
    """Inside the caller's transaction: one task for each envelope of which a clerk must learn."""
    again = [(ruling, stand_of(ruling.before.decision)) for ruling in changed if ruling.before is not None]
    moved = [(ruling, before) for ruling, before in again if changed_lines(before, stand_of(ruling.decision))]
    if not moved:
        return
    by_id = {envelope.id: envelope for envelope in envelopes}
    seen_to = _with_outdated_summons({by_id[ruling.envelope_id].party_id for ruling, _ in moved})
    ruled = _last_rulings({by_id[ruling.envelope_id].party_id for ruling, _ in moved})
    due = [
        by_id[ruling.envelope_id]
        for ruling, before in moved
        if is_shaken(before, stand_of(ruling.decision)) or _is_judged(ruling, ruled, by_id)
        if not (by_id[ruling.envelope_id].party_id in seen_to and _only_guard(before, stand_of(ruling.decision)))
    ]
    unique = {envelope.id: envelope for envelope in due}.values()
    open_tasks([TaskDraft("note_change", "finding_changed", one.case, one) for one in unique], now)


def _with_outdated_summons(party_ids: set[UUID]) -> set[UUID]:
    """Whose hearing changed: a task asks for a new summons, or to tell them, and says the same as the guard."""
    return set(
        Task.objects.filter(party_id__in=party_ids, kind__in=KINDS, closed_at=None).values_list("party", flat=True)
    )


def _only_guard(before: FindingStand, after: FindingStand) -> bool:
    return {name for name in after if before.get(name) != after[name]} <= {"safe"}


def _last_rulings(party_ids: set[UUID]) -> dict[UUID, datetime]:
    """When a judge last decided anything about these parties."""
    rows = Determination.objects.filter(party_id__in=party_ids).exclude(kind="guard")
    return dict(rows.values_list("party_id").annotate(newest=Max("at")))


def _is_judged(ruling: LawAnswer, ruled: dict[UUID, datetime], by_id: dict[UUID, Envelope]) -> bool:
    """Whether a judge decided something since the finding that stood before."""
    at = ruled.get(by_id[ruling.envelope_id].party_id)
    return at is not None and ruling.before is not None and at >= ruling.before.decided_at


def changes_of(task: Task) -> list[Change]:
    """What changed in the envelope of a task while it was open: the first stand of each service, and the last one."""
    if task.envelope_id is None:
        return []
    services = Service.objects.filter(envelope_id=task.envelope_id, recalled_at=None).select_related("paper", "finding")
    by_stream = {f"service:{service.id}": service for service in services.order_by("paper__filed_at", "id")}
    events = Event.objects.on_record().filter(stream__in=by_stream, recorded_at__gte=task.opened_at).order_by("number")
    if task.closed_at is not None:
        events = events.filter(recorded_at__lte=task.closed_at)
    found: dict[str, Change] = {}
    for event in events:
        if was := event.data.get("was"):
            first = found[event.stream].before if event.stream in found else was
            found[event.stream] = Change(by_stream[event.stream], event.recorded_at, first, stand_in_event(event.data))
    return [found[stream] for stream in by_stream if stream in found and found[stream].lines]
