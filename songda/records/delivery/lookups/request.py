"""Somebody asks that a party be looked up: only a party of an open case, by name and identity number, once."""

from datetime import datetime

from django.db import transaction

from songda.clock import new_id
from songda.core.access import Role
from songda.core.evidence.canonical import Json
from songda.core.identifiers import is_resident_number
from songda.core.identifiers.person_name import plain_name
from songda.core.lookups.words import OPEN
from songda.core.refusal import Refused
from songda.records.court.staff.models import User
from songda.records.court.staff.queries import staff_id
from songda.records.delivery.lookups.clocks import stop_clocks
from songda.records.delivery.lookups.drafts import LookupDraft
from songda.records.delivery.lookups.events import lookup_event
from songda.records.delivery.lookups.models import Inquiry, Lookup
from songda.records.delivery.tasks.actions import TaskDraft, open_tasks
from songda.records.ground import vault
from songda.records.ground.evidence.actions import record
from songda.records.ground.vault.indexes import number_index
from songda.records.matter.cases.models import Case
from songda.records.matter.cases.row_locks import lock_case
from songda.records.matter.parties.models import Party
from songda.records.matter.parties.roles import SIDES, Side

_NO_PARTY = (Side.ACTING, Side.NONE)  # agents, witnesses, interpreters


@transaction.atomic
def request_lookup(party: Party, draft: LookupDraft, by: str, now: datetime) -> Lookup:
    """Request it; raises WrongField or Refused. Nothing is asked of anybody before another person has approved."""
    wanted = draft.read(now)
    case = lock_case(party.case_id)
    held = Party.objects.select_for_update(of=("self",), no_key=True).get(id=party.id)
    _check_subject(case, held)
    if Lookup.objects.filter(party=held, state__in=OPEN).exists():
        raise Refused("lookup_open_already")
    lookup = _row(held, wanted, by, now)
    lookup.is_of_colleague = _check_colleague(case, held, by)
    lookup.save(force_insert=True)
    Inquiry.objects.bulk_create([Inquiry(id=new_id(), lookup=lookup, operator=word) for word in wanted.operators])
    record([lookup_event("lookup.requested", lookup, by, now, _summary(lookup), {"why": wanted.why})], now)
    open_tasks([TaskDraft("approve_lookup", "lookup_requested", case, party=held)], now)
    stop_clocks(held.id, by, now)
    return lookup


def _check_subject(case: Case, party: Party) -> None:
    if case.closed_at is not None:
        raise Refused("lookup_case_closed")
    if party.removed_at is not None:
        raise Refused("lookup_party_left")
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
        purpose=wanted.purpose,
        ground=wanted.ground,
        why_sealed=vault.seal_text(f"lookup.why:{lookup_id}", wanted.why),
        operators=list(wanted.operators),
        asked_by=by,
        asked_at=now,
        valid_until=wanted.valid_until,
    )


def _summary(lookup: Lookup) -> dict[str, Json]:
    asked: list[Json] = list(lookup.operators)
    return {
        "purpose": lookup.purpose,
        "ground": lookup.ground,
        "operators": asked,
        "valid_until": lookup.valid_until.isoformat(),
        "colleague": lookup.is_of_colleague,
    }
