"""Entrusted courts, as the law sees them: see `law.ways`."""

from collections.abc import Collection, Iterator
from uuid import UUID

from songda.records.law.ways import Thing, Way
from songda.records.ways.entrustments.actions import call_back_overtaken
from songda.records.ways.entrustments.models import Entrustment


def _entrusted(case_ids: Collection[UUID]) -> Iterator[Thing]:
    rows = Entrustment.objects.filter(deed__envelope__case__in=case_ids, state="sent").select_related("deed")
    for one in rows.order_by("id").prefetch_related("deed__paper_rows"):
        own = frozenset(paper.service_id for paper in one.deed.paper_rows.all())
        yield Thing("entrusted", "sent", str(one.id), one.deed.envelope_id, one.sent_at, own, has_left=True)


WAY = Way(name="entrusted", under_way=_entrusted, let_go=call_back_overtaken)
