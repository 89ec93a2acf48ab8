"""What the law asks about a case: noted under a lock, told in one event, and every service is put to the law again."""

from datetime import datetime

from songda.records.cases.models import Case
from songda.records.evidence.actions import NewEvent, record
from songda.records.queue import ask


def hold(case: Case) -> Case:
    """The case as it stands, held until the transaction ends."""
    return Case.objects.select_related("court").select_for_update(of=("self",)).get(id=case.id)


def tell(event: NewEvent, now: datetime) -> None:
    """One event; every service of the case is put to the law again, and the clerk is told what changed."""
    record([event], now)
    ask("planning.reconsider", case_ids=[str(event.case_id)])
