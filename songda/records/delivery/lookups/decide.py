"""Another person approves or declines a request; whoever asked may take it back while nobody has answered."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from songda.core.access import may_approve_lookup
from songda.core.lookups.words import OPEN, State, Step
from songda.core.refusal import Refused
from songda.records.court.staff.models import User
from songda.records.delivery.lookups.clocks import start_clocks
from songda.records.delivery.lookups.ending import close_inquiries, end_approval
from songda.records.delivery.lookups.events import lookup_event
from songda.records.delivery.lookups.models import Lookup
from songda.records.ground.evidence.actions import record
from songda.records.ground.queue import ask
from songda.records.matter.cases.reason import Reason
from songda.records.matter.cases.row_locks import lock_case


@transaction.atomic
def approve(lookup: Lookup, user: User, now: datetime) -> None:
    """Approve it: the operators are asked at once. Refused for the asker, without the office, or too late."""
    held = _waiting(lookup, user, now)
    case, party = held.case, held.party
    if case.closed_at is not None:
        raise Refused("lookup_case_closed")
    if party.removed_at is not None:
        raise Refused("lookup_party_left")
    _decide(held, State.APPROVED, user, now)
    held.inquiries.update(step=Step.DUE.value, send_after=now)
    end_approval(held, f"staff:{user.id}", now)
    record([lookup_event("lookup.approved", held, f"staff:{user.id}", now)], now)
    ask("lookups.ask")
    lookup.refresh_from_db()


@transaction.atomic
def decline(lookup: Lookup, reason: Reason, user: User, now: datetime) -> None:
    """Decline it, with a reason; nobody is asked."""
    words = reason.read()
    held = _waiting(lookup, user, now)
    close_inquiries(held, now)
    _decide(held, State.DECLINED, user, now)
    record([lookup_event("lookup.declined", held, f"staff:{user.id}", now, {}, {"reason": words})], now)
    end_approval(held, f"staff:{user.id}", now)
    start_clocks([held.party_id], f"staff:{user.id}", now)
    lookup.refresh_from_db()


@transaction.atomic
def withdraw(lookup: Lookup, reason: Reason, by: str, now: datetime) -> None:
    """Take it back; answers that come later are not kept."""
    words = reason.read()
    held = _held(lookup.id)
    if held.state not in OPEN:
        raise Refused("lookup_over_already")
    close_inquiries(held, now)
    held.state, held.over_at = State.WITHDRAWN.value, now
    held.save(update_fields=["state", "over_at"])
    record([lookup_event("lookup.withdrawn", held, by, now, {}, {"reason": words})], now)
    end_approval(held, by, now)
    start_clocks([held.party_id], by, now)
    lookup.refresh_from_db()


def _waiting(lookup: Lookup, user: User, now: datetime) -> Lookup:
    held = _held(lookup.id)
    if held.asked_by == f"staff:{user.id}":
        raise Refused("lookup_own_request")
    if held.case.court_id != user.court_id or not may_approve_lookup(user.role, user.id, held.case.judge_id):
        raise Refused("lookup_not_yours_to_approve")
    if held.state != State.WAITING:
        raise Refused("lookup_decided_already")
    if held.valid_until <= now:
        raise Refused("lookup_expired")
    return held


def _held(lookup_id: UUID) -> Lookup:
    """The request with its case, the case locked first, as everywhere."""
    case_id = Lookup.objects.values_list("case_id", flat=True).get(id=lookup_id)
    lock_case(case_id)
    rows = Lookup.objects.select_related("case", "party").select_for_update(of=("self",))
    return rows.get(id=lookup_id)


def _decide(held: Lookup, state: State, user: User, now: datetime) -> None:
    held.state, held.decided_by, held.decided_at = state.value, f"staff:{user.id}", now
    held.over_at = now if state is State.DECLINED else None
    held.save(update_fields=["state", "decided_by", "decided_at", "over_at"])
