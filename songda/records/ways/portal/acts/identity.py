"""Proving in the portal that one is the recipient: name and number, then a code; a few tries, then a lock."""

import hmac
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet

from songda.channels.registry import address_kinds, code_kinds, code_route_to, routes
from songda.core.delivery.states import Purpose
from songda.core.delivery.tasks import Fact
from songda.core.delivery.wording import code_text
from songda.core.identifiers.person_name import bare_name
from songda.core.identifiers.typed import plain
from songda.core.identity import LOCK_HOURS, MAX_TRIES, Assurance, is_locked
from songda.core.law.facts import AddressClass
from songda.core.refusal import Refused
from songda.core.words import Phrase
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.matter.parties.addresses import set_address_class
from songda.records.matter.parties.models import BY_CODE, OWN_CLASSES, Address
from songda.records.service.attempts.models import Attempt
from songda.records.service.attempts.outgoing import STILL_WANTED, plan_urgent_message
from songda.records.service.orders.models import Envelope
from songda.records.service.portal_acts.models import OneTimeCode
from songda.records.service.tasks.actions import TaskDraft, end_by_fact, open_tasks
from songda.records.ways.portal.acts.codes import (
    AHEAD_OF_ALL,
    USUAL,
    CodeSent,
    Shape,
    Wording,
    fits,
    send_code_to,
    sent_to,
)
from songda.records.ways.portal.acts.visits import holder_event, visitor_event

SHUT = Q(wrong_tries__gt=0) | ~Q(locked_at=None) | Q(wrong_answers__gt=0)
OPEN: dict[str, int | None] = {"wrong_tries": 0, "locked_at": None, "wrong_answers": 0, "answers_locked_at": None}
REACHABLE = ("arrived", "accepted", "unknown", "expired", "submitting")


@dataclass(frozen=True)
class Proof:
    """What came of one try."""

    ok: bool
    level: Assurance
    tries_left: int
    locked: bool


def is_envelope_locked(envelope: Envelope, now: datetime) -> bool:
    """Whether the link is locked at this moment; a lock ends by itself after a day or by a clerk."""
    return envelope.locked_at is not None and now < envelope.locked_at + timedelta(hours=LOCK_HOURS)


def are_answers_locked(envelope: Envelope, now: datetime) -> bool:
    """Whether no more answers are taken to what only the person knows; others' tries at the link do not count here."""
    return envelope.answers_locked_at is not None and now < envelope.answers_locked_at + timedelta(hours=LOCK_HOURS)


@transaction.atomic
def prove_identity(envelope: Envelope, name: str, number: str, now: datetime) -> Proof:
    """First step: name and full number. Every try is counted under a row lock, so that many at once count as many."""
    locked = lock_envelope_row(envelope, now)
    if is_envelope_locked(locked, now):
        return Proof(ok=False, level=Assurance.NONE, tries_left=0, locked=True)
    if is_the_person(locked, name, number):
        return Proof(ok=True, level=Assurance.NAME_AND_NUMBER, tries_left=MAX_TRIES - locked.wrong_tries, locked=False)
    return count_wrong_try(locked, "name_and_number", now)


@transaction.atomic
def check_code(envelope: Envelope, code: str, now: datetime, *, speaker: str = "") -> Proof:
    """Second step: the one-time code; it opens once, for ten minutes. `speaker`: who says to speak for a body."""
    locked = lock_envelope_row(envelope, now)
    if is_envelope_locked(locked, now):
        return Proof(ok=False, level=Assurance.NONE, tries_left=0, locked=True)
    newest = codes_for(locked, Purpose.CODE).order_by("-made_at", "-id").first()
    if not newest or newest.used_at or newest.expires_at <= now or not fits(newest, code):
        return count_wrong_try(locked, "code", now)
    OneTimeCode.objects.filter(id=newest.id).update(used_at=now)
    return proved_by_code(locked, newest, now, speaker=speaker)


def is_the_person(locked: Envelope, name: str, number: str) -> bool:
    """Whether these are the recipient's name and full number."""
    is_name = _same(bare_name(name), bare_name(locked.party.name))
    return _same(_plain(number), _plain(locked.party.number)) and is_name


def proved_by_code(locked: Envelope, sent: OneTimeCode, now: datetime, *, speaker: str = "") -> Proof:
    """Name, number and code were right: the link is open; inside the caller's transaction, the envelope held."""
    Envelope.objects.filter(id=locked.id).update(wrong_tries=0, locked_at=None)
    end_by_fact(Fact.LINK_OPEN, Q(envelope=locked), "engine", now)
    level = Assurance.NUMBER_AND_CODE
    private = {"speaker": speaker[:60]} if speaker else {}
    record([visitor_event("identity.proved", locked, now, {"assurance": int(level)}, private)], now)
    _know_by_code(sent.attempt.address, locked, now)
    return Proof(ok=True, level=level, tries_left=MAX_TRIES, locked=False)


def _know_by_code(address: Address, locked: Envelope, now: datetime) -> None:
    """Whoever read the code there has proved who they are: an address of which nothing was known is theirs by that.

    It was found, not provided nor confirmed (OLR 31(2)): that they say themselves.
    """
    if address.address_class == AddressClass.UNKNOWN and address.retired_at is None:
        with suppress(Refused):  # somebody else's too, or barred: then it stays what it was
            set_address_class(address, AddressClass.FOUND, BY_CODE, f"recipient:{locked.party_id}", now)


@transaction.atomic
def send_code(envelope: Envelope, now: datetime) -> CodeSent:
    """Send a code to where the last message went, or where one may go instead; raises Refused, also for too many."""
    locked = lock_envelope_row(envelope, now)
    if is_envelope_locked(locked, now):
        raise Refused("locked", phone=locked.case.court.phone)
    return send_where_the_message_went(locked, Purpose.CODE, code_text, now)


def code_on_its_way(envelope: Envelope, now: datetime) -> CodeSent | None:
    """The newest code, if it is still good: others who hold the link may have asked for it, and for all of an hour."""
    newest = codes_for(envelope, Purpose.CODE).select_related("attempt__address").order_by("-made_at", "-id").first()
    is_good = newest is not None and newest.used_at is None and newest.expires_at > now
    return sent_to(newest) if newest is not None and is_good else None


def send_where_the_message_went(
    locked: Envelope, purpose: Purpose, wording: Wording, now: datetime, shape: Shape = USUAL
) -> CodeSent:
    """A code for this purpose to where the last message arrived; inside the caller's transaction, the envelope held."""
    phone = locked.case.court.phone
    if codes_for(locked, purpose).filter(made_at__gt=now - timedelta(hours=1)).count() >= shape.an_hour:
        raise Refused("too_many_codes", phone=phone)
    codes_go = [route.name for route in routes() if route.may_carry_code]
    reached = Attempt.objects.filter(
        STILL_WANTED, envelope=locked, purpose="service", state__in=REACHABLE, channel__in=codes_go
    )
    last = reached.select_related("address").order_by("-id").first() or _to_own_address(locked, purpose)
    if last is None:
        raise _no_code(locked, purpose)
    return send_code_to(_code_attempt(locked, last, purpose, now), wording, now, shape)


def _no_code(locked: Envelope, purpose: Purpose) -> Refused:
    """Why no code goes out; who got the message in an account of theirs says there that they are not the recipient."""
    reached = Attempt.objects.filter(STILL_WANTED, envelope=locked, purpose="service", state__in=REACHABLE)
    last = reached.select_related("address").order_by("-id").first()
    known = address_kinds().get(last.address.kind) if last else None
    if last is not None and purpose == Purpose.HOLDER and known is not None and known.is_connected:
        return Refused("deny_there", channel=Phrase(f"routes.channel.{last.channel}"), phone=locked.case.court.phone)
    return Refused("no_message_sent", phone=locked.case.court.phone)


def _to_own_address(locked: Envelope, purpose: Purpose) -> Attempt | None:
    """Of somebody reached only where no code may go: the like of a message to a number or mailbox of theirs, unsaved.

    It proves who they are. That an address is not theirs nobody can say of another one than the message went to.
    """
    if purpose != Purpose.CODE or not Attempt.objects.filter(
        STILL_WANTED, envelope=locked, purpose="service", state__in=REACHABLE
    ):
        return None
    kinds = code_kinds()
    known = Address.objects.filter(
        party=locked.party, kind__in=kinds, retired_at=None, address_class__in=(*OWN_CLASSES, AddressClass.FOUND)
    )
    fit = [address for address in known.order_by("-class_since", "id") if not address.is_disowned]
    best = min(fit, key=lambda a: (a.address_class not in OWN_CLASSES, kinds.index(a.kind)), default=None)
    if best is None:
        return None
    route = code_route_to(best.kind)
    return Attempt(
        channel=route.name,
        counts_as=route.counts_as,
        address=best,
        address_class=best.address_class,
        to_index=bytes(best.value_index),
    )


def codes_for(envelope: Envelope, purpose: Purpose) -> QuerySet[OneTimeCode]:
    """The codes of one purpose: what proves who somebody is, proves nothing else, and the other way round."""
    return OneTimeCode.objects.filter(envelope=envelope, attempt__purpose=purpose).select_related("attempt")


def _code_attempt(envelope: Envelope, last: Attempt, purpose: Purpose, now: datetime) -> Attempt:
    made = Attempt(
        envelope=envelope,
        purpose=purpose,
        channel=last.channel,
        counts_as=last.counts_as,
        address=last.address,
        address_class=last.address_class,
        to_index=bytes(last.to_index),
    )
    return plan_urgent_message(made, AHEAD_OF_ALL, now)


@transaction.atomic
def unlock(envelope: Envelope, by: str, now: datetime) -> None:
    """A member of staff who checked the person opens the link again; one that is open stays as it is."""
    if not Envelope.objects.filter(SHUT, id=envelope.id).update(**OPEN):
        return
    end_by_fact(Fact.LINK_OPEN, Q(envelope=envelope), by, now)
    event = visitor_event("portal.unlocked", envelope, now, {}, {})
    record([NewEvent(**{**vars(event), "actor": by})], now)


def lock_envelope_row(envelope: Envelope, now: datetime) -> Envelope:
    """The envelope, row-locked; old locks that have run out are lifted."""
    rows = Envelope.objects.select_related("party", "case__court").select_for_update(of=("self",))
    locked = rows.get(id=envelope.id)
    over: dict[str, int | None] = {}
    if locked.locked_at and not is_envelope_locked(locked, now):
        over |= {"wrong_tries": 0, "locked_at": None}
    if locked.answers_locked_at and not are_answers_locked(locked, now):
        over |= {"wrong_answers": 0, "answers_locked_at": None}
    if over:
        vars(locked).update(over)
        Envelope.objects.filter(id=locked.id).update(**over)
        record([holder_event("portal.unlocked", locked, now, {"ground": "time"}, {})], now)
    return locked


def count_wrong_try(envelope: Envelope, step: str, now: datetime) -> Proof:
    """One more wrong try, which may lock the link; inside the caller's transaction, the envelope held."""
    tries = envelope.wrong_tries + 1
    locks = is_locked(tries)
    Envelope.objects.filter(id=envelope.id).update(wrong_tries=F("wrong_tries") + 1, locked_at=now if locks else None)
    return _count_wrong(envelope, step, tries, now)


def count_wrong_answer(envelope: Envelope, step: str, now: datetime) -> Proof:
    """The same of one who has read the code, which may end their answers; the link stays open to them."""
    tries = envelope.wrong_answers + 1
    ended = now if is_locked(tries) else None
    Envelope.objects.filter(id=envelope.id).update(wrong_answers=F("wrong_answers") + 1, answers_locked_at=ended)
    return _count_wrong(envelope, step, tries, now)


def _count_wrong(envelope: Envelope, step: str, tries: int, now: datetime) -> Proof:
    locks = is_locked(tries)
    events = [holder_event("identity.failed", envelope, now, {"step": step, "tries": tries}, {})]
    if locks:
        events.append(holder_event("portal.locked", envelope, now, {"tries": tries}, {}))
        open_tasks([TaskDraft("unlock", "too_many_tries", envelope.case, envelope)], now)
    record(events, now)
    return Proof(ok=False, level=Assurance.NONE, tries_left=max(0, MAX_TRIES - tries), locked=locks)


def _same(given: str, known: str) -> bool:
    return bool(known) and hmac.compare_digest(given.encode(), known.encode())


def _plain(text: str) -> str:
    """Full-width digits, blanks, dashes and small letters make no difference."""
    return plain(text).upper()
