"""Takes a share of the questions that are due, for one worker: claimed and counted before the first byte goes out."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F

from songda.core.lookups.quota import allowance
from songda.core.lookups.words import Purpose, State, Step
from songda.records.delivery.lookups.events import inquiry_event
from songda.records.delivery.lookups.ledger import enter, lock_quota, spent
from songda.records.delivery.lookups.models import Inquiry
from songda.records.ground.evidence.actions import record
from songda.registries import contract

DEAD_AFTER = timedelta(minutes=3)  # longer than any line is waited for


@dataclass(frozen=True)
class Share:
    """Questions that this worker alone may ask, and what goes over the line for each."""

    worker: str
    asked: tuple[contract.Inquiry, ...]

    @property
    def ids(self) -> list[UUID]:
        """The ids of the questions."""
        return [one.id for one in self.asked]


def claim_share(worker: str, now: datetime) -> Share | None:
    """The next share of whichever purpose may have one now; None when nothing may go out."""
    for purpose in Purpose:
        if share := _claim(purpose.value, worker, now):
            return share
    return None


@transaction.atomic
def _claim(purpose: str, worker: str, now: datetime) -> Share | None:
    """Nobody leaves a case between this look and the claim: a question of a closed case is not among them."""
    due = Inquiry.objects.filter(
        step=Step.DUE.value,
        send_after__lte=now,
        lookup__purpose=purpose,
        lookup__state=State.APPROVED.value,
        lookup__valid_until__gt=now,
    ).exclude(lookup__case__closed_at__isnull=False)
    due = due.exclude(lookup__party__removed_at__isnull=False)
    if not due.exists():
        return None
    room = allowance(spent(lock_quota(purpose, now), now), now)
    rows = due.select_related("lookup__case", "lookup__party").order_by("send_after", "id")
    taken = list(rows.select_for_update(skip_locked=True, of=("self",))[:room])
    if not taken:
        return None
    for one in taken:
        one.times_asked += 1
    Inquiry.objects.filter(id__in=[one.id for one in taken]).update(
        step=Step.ASKING.value, claimed_at=now, claimed_by=worker, times_asked=F("times_asked") + 1
    )
    enter(taken, purpose, now)
    record([inquiry_event("inquiry.sent", one, now, time=one.times_asked) for one in taken], now)
    return Share(worker, tuple(_question(one) for one in taken))


def _question(one: Inquiry) -> contract.Inquiry:
    lookup, party = one.lookup, one.lookup.party
    return contract.Inquiry(one.id, one.operator, lookup.purpose, lookup.case.number, party.name, party.number)


def free_dead_claims(now: datetime) -> int:
    """Questions of a worker that died are asked again; under the same id that is the same question."""
    dead = Inquiry.objects.filter(step=Step.ASKING.value, claimed_at__lt=now - DEAD_AFTER)
    return dead.update(step=Step.DUE.value, send_after=now, claimed_by="")
