"""A recipient names another address: a code goes there, and only when they type it does the address count as theirs.

No code can go to a place: what they say of it themselves, proved to be the recipient, counts at once.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from songda.channels.registry import code_kinds, code_route_to
from songda.core.delivery.wording import address_code_text
from songda.core.evidence.canonical import Json
from songda.core.identifiers.postal import PostalAddress
from songda.core.identity import CODES_PER_HOUR, MAX_TRIES, Assurance
from songda.core.refusal import Refused
from songda.records.ground.evidence.actions import record
from songda.records.matter.parties.drafts import one_of
from songda.records.matter.parties.models import Address, Party
from songda.records.matter.parties.offered import (
    accept_address,
    address_offered_by,
    provide_place,
    use_in_all_cases,
    use_in_this_case_only,
)
from songda.records.service.attempts.models import Attempt
from songda.records.service.attempts.outgoing import plan_urgent_message
from songda.records.service.orders.models import Envelope
from songda.records.service.portal_acts.models import OneTimeCode
from songda.records.service.tasks.actions import TaskDraft, open_tasks
from songda.records.ways.portal.acts.codes import (
    AHEAD_OF_ALL,
    ENDS_ALONE,
    CodeSent,
    count_wrong_code,
    fits,
    send_code_to,
    use_up,
)
from songda.records.ways.portal.acts.identity import Proof, lock_envelope_row
from songda.records.ways.portal.acts.visits import visitor_event

PURPOSE = "address"


@transaction.atomic
def offer_address(envelope: Envelope, kind: str, value: str, now: datetime) -> CodeSent:
    """Send a code to an address that the proven recipient names.

    Raises WrongField, or Refused: too many codes in an hour (counted over all their papers, since each goes to somebody
    who may be a stranger), theirs already, an opponent's.
    """
    locked = lock_envelope_row(envelope, now)
    _refuse_too_many(locked, now)
    one_of("kind", kind, code_kinds())
    address = address_offered_by(locked.party, kind, value, now)
    attempt = _attempt(locked, address, now)
    sent = send_code_to(attempt, address_code_text, now, ENDS_ALONE)
    data: dict[str, Json] = {"address": str(address.id), "kind": address.kind, "attempt": attempt.id}
    record([visitor_event("address.offered", locked, now, data, {"value": address.value})], now)
    return sent


def waiting_offer(envelope: Envelope, now: datetime) -> Address | None:
    """The address to which a code that is still good was sent last."""
    newest = _codes(envelope).first()
    return newest.attempt.address if newest and _is_good(newest, now) else None


@transaction.atomic
def confirm_address(envelope: Envelope, code: str, now: datetime) -> tuple[Proof, Address | None]:
    """The code decides; after a few wrong ones it is worth nothing. Wrong ones here do not lock the link itself.

    Raises Refused when the address became an opponent's, or their own, in the meantime.
    """
    locked = lock_envelope_row(envelope, now)
    newest = _codes(locked).first()
    if newest is None or not _is_good(newest, now):
        return Proof(ok=False, level=Assurance.NONE, tries_left=0, locked=True), None
    if not fits(newest, code):
        left = count_wrong_code(newest, locked, now)
        return Proof(ok=False, level=Assurance.NONE, tries_left=left, locked=left <= 0), None
    use_up(newest, locked, now)
    address = newest.attempt.address
    accept_address(address, f"recipient:{locked.party_id}", now)
    notify_clerk(locked.party, now)
    return Proof(ok=True, level=Assurance.NUMBER_AND_CODE, tries_left=MAX_TRIES, locked=False), address


@transaction.atomic
def give_place(envelope: Envelope, place: PostalAddress, level: Assurance, now: datetime) -> Address:
    """The proven recipient tells where letters reach them; raises WrongField, or Refused (theirs already)."""
    _require_proof(level)
    locked = lock_envelope_row(envelope, now)
    address = provide_place(locked.party, place, f"recipient:{locked.party_id}", now)
    data: dict[str, Json] = {"address": str(address.id), "kind": address.kind, "assurance": int(level)}
    record([visitor_event("place.given", locked, now, data, {"value": address.value})], now)
    notify_clerk(locked.party, now)
    return address


@transaction.atomic
def use_everywhere(envelope: Envelope, address: Address, level: Assurance, now: datetime) -> None:
    """The address that they proved to be theirs is used in all their cases at the court; each clerk is told."""
    _require_proof(level)
    extend_address(address, f"recipient:{envelope.party_id}", now)


@transaction.atomic
def extend_address(address: Address, by: str, now: datetime) -> None:
    """As they wish, wherever they said so, it is used in all their cases; raises Refused where it is not their own."""
    for party in use_in_all_cases(address, by, now):
        notify_clerk(party, now)


def use_here_only(envelope: Envelope, address: Address, level: Assurance, now: datetime) -> None:
    """Later cases do not get it any more."""
    _require_proof(level)
    use_in_this_case_only(address, f"recipient:{envelope.party_id}", now)


def _require_proof(level: Assurance) -> None:
    if level < Assurance.NUMBER_AND_CODE:
        raise PermissionError("identity not proved")


def notify_clerk(party: Party, now: datetime) -> None:
    """The clerk of the case has to learn that this person named another address; inside the caller's transaction."""
    open_tasks([TaskDraft("note_change", "address_named", party.case, party=party)], now)


def own_address_of(envelope: Envelope) -> Address | None:
    """The address that the recipient proved last to be theirs, by a code that was sent there."""
    proved = _codes(envelope).exclude(used_at=None).order_by("-used_at").first()
    return proved.attempt.address if proved else None


def _codes(envelope: Envelope) -> QuerySet[OneTimeCode]:
    rows = OneTimeCode.objects.filter(envelope=envelope, attempt__purpose=PURPOSE)
    return rows.select_related("attempt__address__party__case__court").order_by("-made_at", "-id")


def _is_good(code: OneTimeCode, now: datetime) -> bool:
    return code.used_at is None and code.expires_at > now and code.tries < MAX_TRIES


def _refuse_too_many(locked: Envelope, now: datetime) -> None:
    phone = locked.case.court.phone
    sent = OneTimeCode.objects.filter(
        envelope__party_id=locked.party_id, attempt__purpose=PURPOSE, made_at__gt=now - timedelta(hours=1)
    )
    if sent.count() >= CODES_PER_HOUR:
        raise Refused("too_many_codes", phone=phone)


def _attempt(locked: Envelope, address: Address, now: datetime) -> Attempt:
    route = code_route_to(address.kind)
    made = Attempt(
        envelope=locked,
        purpose=PURPOSE,
        channel=route.name,
        counts_as=route.counts_as,
        address=address,
        address_class=address.address_class,
        to_index=bytes(address.value_index),
    )
    return plan_urgent_message(made, AHEAD_OF_ALL, now)
