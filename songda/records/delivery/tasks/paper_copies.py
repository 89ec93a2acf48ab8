"""What became of the paper copy that a recipient asked for.

The court must provide it where it is asked for (Civil Procedure Law, article 90), so it stands in the record of the
envelope, and the recipient reads it.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from songda.core.delivery.tasks import Fact
from songda.core.evidence.canonical import Json
from songda.core.refusal import Refused, WrongField
from songda.records.delivery.orders.models import Envelope
from songda.records.delivery.tasks.actions import end_by_fact
from songda.records.ground.evidence.actions import NewEvent, record

WAIVED = "waived"
HOW = ("handed_over", "posted", WAIVED)
LONGEST_NOTE = 200


@dataclass(frozen=True)
class Copy:
    """How and when it was provided, or that it is no longer wanted; `note` who took it, under which number it went."""

    how: str
    at: datetime
    note: str = ""


@transaction.atomic
def settle_copy(envelope: Envelope, copy: Copy, by: str, now: datetime) -> None:
    """Put on record what became of the paper copy; that ends the task. Refused where nobody asks for one."""
    if copy.how not in HOW:
        raise WrongField("how", "wrong_copy")
    if copy.how == "posted" and not copy.note.strip():
        raise WrongField("note", "copy_nowhere")
    if copy.at > now:
        raise Refused("dated_in_future")
    if not end_by_fact(Fact.COPY_SETTLED, Q(envelope=envelope), by, now):
        raise Refused("already_closed")
    name = "paper_copy.waived" if copy.how == WAIVED else "paper_copy.provided"
    data: dict[str, Json] = {"how": copy.how}
    private: dict[str, Json] = {"note": copy.note[:LONGEST_NOTE]} if copy.note else {}
    record([NewEvent(name, f"envelope:{envelope.id}", envelope.case_id, copy.at, by, data, private)], now)
