"""What can be done to certificates: make those that are due, stamp those that wait, look again after a correction."""

from datetime import datetime

from django.db import transaction

from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.ground.queue import ask
from songda.records.proof.certificates.draft import ask_for_statement, is_unstated, make_statements_due, review
from songda.records.proof.certificates.issue import is_due, issue_due
from songda.records.proof.certificates.stamp import count_unstamped, look_again, stamp_due
from songda.records.service.orders.models import Envelope

__all__ = [
    "ask_for_english_page",
    "ask_for_statement",
    "count_unstamped",
    "is_due",
    "is_unstated",
    "issue_due",
    "look_again",
    "make_statements_due",
    "review",
    "stamp_due",
]


@transaction.atomic
def ask_for_english_page(envelope: Envelope, by: str, now: datetime) -> bool:
    """Have a translation set behind the certificates of this sending, made or not yet; False: it is asked already."""
    asked = Envelope.objects.filter(id=envelope.id, has_english_page=False).update(has_english_page=True)
    if asked:
        record([NewEvent("english_page.asked", f"envelope:{envelope.id}", envelope.case_id, now, by, {})], now)
        ask("certificates.review", queue="certificates", party_ids=[str(envelope.party_id)])
    return bool(asked)
