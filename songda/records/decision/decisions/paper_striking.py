"""Strikes a paper that was filed by mistake: it stays on record with its bytes, and is served on nobody."""

from datetime import datetime

from django.db import transaction

from songda.core.evidence.canonical import Json
from songda.core.refusal import Refused
from songda.records.delivery.orders.models import Service
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.matter.cases.reason import Reason
from songda.records.matter.cases.row_locks import lock_case
from songda.records.matter.papers.models import Paper


@transaction.atomic
def strike_paper(paper: Paper, why: Reason, by: str, now: datetime) -> None:
    """Strike it; raises WrongField without a reason, Refused where it was struck already or is ordered to be served.

    What was ordered is taken back first, and what was served a judge has to find not to count: striking undoes nothing.
    A paper that it replaced may be replaced by another one.
    """
    words = why.read()
    lock_case(paper.case_id)
    held = Paper.objects.select_for_update(of=("self",)).get(id=paper.id)
    if held.struck_at is not None:
        raise Refused("struck_already")
    if Service.objects.filter(paper=held, recalled_at=None).exists():
        raise Refused("paper_was_ordered", title=held.title)
    facts: dict[str, Json] = {"replaces": str(held.replaces_id) if held.replaces_id else None}
    held.struck_at, held.replaces = now, None
    held.save(update_fields=["struck_at", "replaces"])
    record([NewEvent("paper.struck", f"paper:{held.id}", held.case_id, now, by, facts, {"reason": words})], now)
