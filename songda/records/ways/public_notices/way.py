"""Public notices, as the law sees them: see `law.ways`."""

from collections.abc import Collection, Iterator
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from songda.core.delivery.tasks import Fact
from songda.records.law.ways import STOP_NOTICE, Thing, Way
from songda.records.service.tasks.actions import TaskDraft, open_tasks
from songda.records.service.tasks.models import Task
from songda.records.ways.public_notices.actions import remove_overtaken_drafts
from songda.records.ways.public_notices.models import PublicNotice


def _notices(case_ids: Collection[UUID]) -> Iterator[Thing]:
    rows = PublicNotice.objects.filter(envelope__case__in=case_ids, removed_at=None, ended_at=None)
    for one in rows.order_by("id").prefetch_related("paper_rows"):
        own = frozenset(paper.service_id for paper in one.paper_rows.all())
        stage, since = ("standing", one.published_at) if one.published_at else ("draft", one.drafted_at)
        yield Thing("notice", stage, str(one.id), one.envelope_id, since, own, one.published_at is not None)


def _ask_about_notices(party_ids: Collection[UUID], dead: Collection[UUID], now: datetime) -> None:
    gone = Q(envelope__party__in=dead) | Q(envelope__party__in=party_ids, envelope__party__removed_at__isnull=False)
    standing = PublicNotice.objects.filter(gone, published_at__isnull=False, removed_at=None, ended_at=None)
    asked = Task.objects.filter(kind=STOP_NOTICE, envelope=OuterRef("envelope")).exclude(ended_by=Fact.STRUCK)
    rows = standing.filter(~Exists(asked)).select_related("envelope__case__court").order_by("id")
    open_tasks([TaskDraft(STOP_NOTICE, "notice_of_gone", one.envelope.case, one.envelope) for one in rows], now)


WAY = Way(name="notice", under_way=_notices, let_go=remove_overtaken_drafts, gone=_ask_about_notices)
