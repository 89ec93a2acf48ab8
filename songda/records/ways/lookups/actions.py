"""Look-ups are requested, approved or declined by another person, and taken back while nobody has answered.

A look-up is of a party of an open case, by name and identity number, once.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from songda.clock import new_id
from songda.core.access import Role, may_approve_lookup
from songda.core.evidence.canonical import Json
from songda.core.identifiers import is_resident_number
from songda.core.identifiers.person_name import plain_name
from songda.core.lookups import OPEN, Ground, Operator, Purpose, State, Step
from songda.core.refusal import Refused, WrongField
from songda.records.court.staff.models import User
from songda.records.court.staff.office import as_they_are
from songda.records.court.staff.queries import people_behind, staff_id
from songda.records.ground import vault
from songda.records.ground.evidence.actions import record
from songda.records.ground.queue import ask
from songda.records.ground.vault import name_index, number_index
from songda.records.matter.cases.actions import Reason, lock_case
from songda.records.matter.cases.models import Case
from songda.records.matter.parties.drafts import one_of
from songda.records.matter.parties.models import Party
from songda.records.matter.parties.roles import SIDES, Side
from songda.records.service.orders.overtaken import the_dead
from songda.records.service.tasks.actions import TaskDraft, open_tasks
from songda.records.ways.lookups.course import (
    close_inquiries,
    end_approval,
    is_of_same_person,
    lookup_event,
    start_clocks,
    stop_clocks,
)
from songda.records.ways.lookups.models import Inquiry, Lookup

_NO_PARTY = (Side.ACTING, Side.NONE)  # agents, witnesses, interpreters


SHORTEST_WHY, LONGEST_WHY = 10, 400
LONGEST_VALIDITY = timedelta(days=30)
EVERY_OPERATOR = tuple(operator.value for operator in Operator)


@dataclass(frozen=True)
class LookupDraft:
    """A look-up as requested: what for, on which ground, why other ways do not suffice, whom to ask, until when."""

    purpose: str
    ground: str
    why: str
    valid_until: datetime
    operators: tuple[str, ...] = EVERY_OPERATOR

    def read(self, now: datetime) -> "LookupDraft":
        """The draft as it is kept; WrongField for the first thing that is wrong."""
        for wrong in self.wrongs(now):
            raise wrong
        listed = tuple(word for word in EVERY_OPERATOR if word in self.operators)
        return LookupDraft(self.purpose, self.ground, " ".join(self.why.split()), self.valid_until, listed)

    def wrongs(self, now: datetime) -> Iterator[WrongField]:
        """All that is wrong with it."""
        for field, said, allowed in (
            ("purpose", (self.purpose,), set(Purpose)),
            ("ground", (self.ground,), set(Ground)),
            ("operators", self.operators, EVERY_OPERATOR),
        ):
            for word in said:
                try:
                    one_of(field, word, allowed)
                except WrongField as wrong:
                    yield wrong
        if not self.operators:
            yield WrongField("operators", "choose_one")
        if not SHORTEST_WHY <= len(" ".join(self.why.split())) <= LONGEST_WHY:
            yield WrongField("why", "lookup_why", least=SHORTEST_WHY, most=LONGEST_WHY)
        if not now < self.valid_until <= now + LONGEST_VALIDITY:
            yield WrongField("valid_until", "lookup_valid_until", days=LONGEST_VALIDITY.days)


@transaction.atomic
def request_lookup(party: Party, draft: LookupDraft, by: str, now: datetime) -> Lookup:
    """Request a look-up; nobody is asked before another person has approved. Raises WrongField or Refused."""
    wanted = draft.read(now)
    case = lock_case(party.case_id)
    locked = Party.objects.select_for_update(of=("self",), no_key=True).get(id=party.id)
    _check_subject(case, locked)
    if Lookup.objects.filter(party=locked, state__in=OPEN).exists():
        raise Refused("lookup_open_already")
    lookup = _row(locked, wanted, by, now)
    lookup.is_of_colleague = _check_colleague(case, locked, by)
    lookup.save(force_insert=True)
    Inquiry.objects.bulk_create([Inquiry(id=new_id(), lookup=lookup, operator=word) for word in wanted.operators])
    record([lookup_event("lookup.requested", lookup, by, now, _summary(lookup), {"why": wanted.why})], now)
    open_tasks([TaskDraft("approve_lookup", "lookup_requested", case, party=locked)], now)
    stop_clocks(locked.id, by, now)
    return lookup


def _check_subject(case: Case, party: Party) -> None:
    if case.closed_at is not None:
        raise Refused("lookup_case_closed")
    if party.removed_at is not None:
        raise Refused("lookup_party_left")
    if the_dead([party.id]):
        raise Refused("recipient_died")
    if SIDES[party.role] in _NO_PARTY:
        raise Refused("lookup_only_of_parties")
    if party.kind != "natural_person" or not is_resident_number(party.number):
        raise Refused("lookup_needs_number")


def _check_colleague(case: Case, party: Party, by: str) -> bool:
    """Whoever is called like somebody of the court is looked up by a supervisor, not by a colleague."""
    name = plain_name(party.name)
    staff = User.objects.filter(court=case.court_id, is_active=True).values_list("display_name", flat=True)
    if name not in {plain_name(one) for one in staff}:
        return False
    asker = staff_id(by)
    if asker is None or not User.objects.filter(id=asker, role=Role.SUPERVISOR.value).exists():
        raise Refused("lookup_of_colleague")
    return True


def _row(party: Party, wanted: LookupDraft, by: str, now: datetime) -> Lookup:
    lookup_id = new_id()
    return Lookup(
        id=lookup_id,
        case_id=party.case_id,
        party=party,
        subject_index=number_index(party.number),
        name_index=name_index(party.name),
        purpose=wanted.purpose,
        ground=wanted.ground,
        why_sealed=vault.seal_text(f"lookup.why:{lookup_id}", wanted.why),
        operators=list(wanted.operators),
        asked_by=by,
        asked_at=now,
        valid_until=wanted.valid_until,
    )


def _summary(lookup: Lookup) -> dict[str, Json]:
    listed: list[Json] = list(lookup.operators)
    return {
        "purpose": lookup.purpose,
        "ground": lookup.ground,
        "operators": listed,
        "valid_until": lookup.valid_until.isoformat(),
        "colleague": lookup.is_of_colleague,
    }


@transaction.atomic
def approve(lookup: Lookup, user: User, now: datetime) -> None:
    """Approve it: the operators are asked at once.

    Refused for the asker, without the office, too late, or where the party is somebody else than whom it was requested
    for.
    """
    locked = _waiting(lookup, user, now)
    if not is_of_same_person(locked):
        raise Refused("lookup_person_corrected")
    _check_subject(locked.case, locked.party)
    _decide(locked, State.APPROVED, user, now)
    locked.inquiries.update(step=Step.DUE.value, send_after=now)
    end_approval(locked, f"staff:{user.id}", now)
    record([lookup_event("lookup.approved", locked, f"staff:{user.id}", now)], now)
    ask("lookups.ask")
    lookup.refresh_from_db()


@transaction.atomic
def decline(lookup: Lookup, reason: Reason, user: User, now: datetime) -> None:
    """Decline it, with a reason; nobody is asked."""
    words = reason.read()
    locked = _waiting(lookup, user, now)
    close_inquiries(locked, now)
    _decide(locked, State.DECLINED, user, now)
    record([lookup_event("lookup.declined", locked, f"staff:{user.id}", now, {}, {"reason": words})], now)
    end_approval(locked, f"staff:{user.id}", now)
    start_clocks([locked.party_id], f"staff:{user.id}", now)
    lookup.refresh_from_db()


@transaction.atomic
def withdraw(lookup: Lookup, reason: Reason, by: str, now: datetime) -> None:
    """Take it back; answers that come later are not kept."""
    words = reason.read()
    locked = _locked(lookup.id)
    if locked.state not in OPEN:
        raise Refused("lookup_over_already")
    close_inquiries(locked, now)
    locked.state, locked.over_at = State.WITHDRAWN.value, now
    locked.save(update_fields=["state", "over_at"])
    record([lookup_event("lookup.withdrawn", locked, by, now, {}, {"reason": words})], now)
    end_approval(locked, by, now)
    start_clocks([locked.party_id], by, now)
    lookup.refresh_from_db()


def _waiting(lookup: Lookup, user: User, now: datetime) -> Lookup:
    locked = _locked(lookup.id)
    if f"staff:{user.id}" in people_behind(locked.asked_by):
        raise Refused("lookup_own_request" if staff_id(locked.asked_by) else "lookup_own_system")
    role = as_they_are(user).role
    if locked.case.court_id != user.court_id or not may_approve_lookup(role, user.id, locked.case.judge_id):
        raise Refused("lookup_not_yours_to_approve")
    if locked.state != State.WAITING:
        raise Refused("lookup_decided_already")
    if locked.valid_until <= now:
        raise Refused("lookup_expired")
    return locked


def _locked(lookup_id: UUID) -> Lookup:
    """The request with its case, the case locked first, as everywhere."""
    case_id = Lookup.objects.values_list("case_id", flat=True).get(id=lookup_id)
    lock_case(case_id)
    rows = Lookup.objects.select_related("case", "party").select_for_update(of=("self",))
    return rows.get(id=lookup_id)


def _decide(locked: Lookup, state: State, user: User, now: datetime) -> None:
    locked.state, locked.decided_by, locked.decided_at = state.value, f"staff:{user.id}", now
    locked.over_at = now if state is State.DECLINED else None
    locked.save(update_fields=["state", "decided_by", "decided_at", "over_at"])
