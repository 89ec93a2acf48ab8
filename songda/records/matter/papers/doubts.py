"""What is odd about a paper that is to be filed, by form, in bulk and over the API alike."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from songda.core.law.facts import PaperKind
from songda.records.matter.cases.models import Case, Hearing
from songda.records.matter.parties.doubts import Doubt


def doubts_about_summons(case: Case, kind: str, now: datetime) -> list[Doubt]:
    """A summons calls to a hearing: where none is to come, somebody is asked."""
    return [Doubt("no_hearing")] if without_hearing([case.id], kind, now) else []


def without_hearing(case_ids: Collection[UUID], kind: str, now: datetime) -> set[UUID]:
    """Those of the cases in which no hearing is to come to which such a paper could call; one statement."""
    if kind != PaperKind.SUMMONS:
        return set()
    to_come = Hearing.objects.filter(case_id__in=case_ids, cancelled_at=None, at__gt=now)
    return set(case_ids) - set(to_come.values_list("case_id", flat=True))
