"""Visits, as the law sees them: see `law.ways`."""

from collections.abc import Collection, Iterator, Sequence
from uuid import UUID

from songda.core.delivery.ladder.person import Mover
from songda.core.law.facts import Channel
from songda.records.law.ways import Rows, Thing, Way, told_as
from songda.records.service.orders.queries import unserved_papers
from songda.records.ways.visits.models import Stop
from songda.records.ways.visits.rounds import call_off_overtaken


def _visits(case_ids: Collection[UUID]) -> Iterator[Thing]:
    rows = Stop.objects.filter(envelope__case__in=case_ids, dropped_at=None, done_at=None).select_related("round")
    papers = unserved_papers({stop.envelope_id for stop in rows})
    for one in rows.order_by("id"):
        is_out = one.round is not None and one.round.taken_at is not None
        stage = "out" if is_out else "in_round" if one.round_id else "planned"
        yield Thing("visit", stage, str(one.id), one.envelope_id, one.planned_at, papers[one.envelope_id])


def _going(envelopes: Collection[UUID]) -> Sequence[Rows]:
    planned = Stop.objects.filter(envelope__in=envelopes, dropped_at=None, done_at=None)
    return (told_as("visit", planned, "envelope_id", "planned_at"),)


WAY = Way(
    name="visit",
    under_way=_visits,
    let_go=call_off_overtaken,
    going=_going,
    counts_as=Channel.DIRECT.value,
    mover=Mover.VISIT,
)
