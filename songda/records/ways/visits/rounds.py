"""Visits are planned, gathered into rounds, taken along on a phone, and the phone is shut out when it is lost.

What a phone keeps lies there under a key of the round. The court hands it, with the round's mark and with what the
phone shows when it reports, to the person of the round alone; a second phone shuts the first one out.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from uuid import UUID
from zoneinfo import ZoneInfo

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import Count, Q, QuerySet

from songda.channels.registry import place_kinds
from songda.clock import new_id
from songda.core.access import Act, may
from songda.core.delivery.incidents import Work
from songda.core.delivery.visits import in_order_of_place
from songda.core.evidence.canonical import Json
from songda.core.language import COURT_LANGUAGE
from songda.core.refusal import Refused, WrongField
from songda.core.words import Phrase, say
from songda.records.court.staff.models import Court, User, password_mark
from songda.records.court.staff.signing_in import end_sessions, factor_marks
from songda.records.ground import vault
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.ground.incidents.stuck import may_be_tried, note_tried
from songda.records.ground.queue import CHUNK, isolate_failures
from songda.records.matter.cases.actions import Reason
from songda.records.matter.parties.models import Address
from songda.records.service.orders.due import lock_envelopes
from songda.records.service.orders.models import Envelope
from songda.records.service.orders.overtaken import left_over, may_be_overtaken
from songda.records.service.orders.queries import has_services_to_serve
from songda.records.ways.visits.models import Round, Stop

LONGEST_NOTE = 200
MOST_STOPS = 60
LONGEST_AHEAD = timedelta(days=30)
HANDED_IN_WITHIN = timedelta(days=7)  # after its end; whoever comes later signs in again
MAY_BE_TAKEN = timedelta(hours=12)  # before its day begins: the evening before
GOES = Act.PLACE_ORDER  # whoever may put a try by people on record


@dataclass(frozen=True)
class RoundDraft:
    """Who goes on which day, and to which of the planned visits."""

    person_id: UUID
    day: date
    stop_ids: tuple[UUID, ...]


@dataclass(frozen=True)
class TakenRound:
    """What the phone is handed: never stored in clear, and handed out again only to the same person."""

    round: Round
    key: str  # 32 bytes in base64
    phone: str  # what it shows when it reports
    is_over: bool  # it may hand in what it has, and is told nothing any more


@dataclass(frozen=True)
class StopDraft:
    """Which papers are taken to which place, and what whoever goes should know."""

    envelope_id: UUID
    address_id: UUID
    note: str = ""


@transaction.atomic
def plan_visits(court: Court, drafts: Sequence[StopDraft], by: str, now: datetime) -> list[Stop]:
    """Plan all of these visits, or none: Refused names the case of the first that cannot be planned, and why."""
    ids = [draft.envelope_id for draft in drafts]
    lock_envelopes(ids)
    known = Envelope.objects.filter(id__in=ids, case__court=court).select_related("case", "party").in_bulk()
    if not drafts or known.keys() != set(ids):
        raise WrongField("stops", "visits_unknown")
    return [_plan_one_of(known[draft.envelope_id], draft, by, now) for draft in drafts]


def _plan_one_of(envelope: Envelope, draft: StopDraft, by: str, now: datetime) -> Stop:
    try:
        return plan_visit(envelope, draft.address_id, draft.note, by, now)
    except Refused as refused:
        raise Refused("visit_of_several", number=envelope.case.number, why=refused) from refused


@transaction.atomic
def plan_visit(envelope: Envelope, address_id: UUID, note: str, by: str, now: datetime) -> Stop:
    """Plan a visit at this place of the recipient; one that is planned there already stays the same one.

    Raises WrongField for a place that is none of theirs, Refused where the papers were taken back.
    """
    lock_envelopes([envelope.id])
    locked = Envelope.objects.select_related("case__court", "party").get(id=envelope.id)
    if locked.recalled_at is not None:
        raise Refused("visit_papers_taken_back")
    if (why := left_over([envelope.id]).get(envelope.id)) is not None:
        raise Refused("visit_overtaken", why=Phrase(f"services.overtaken.{why}"))
    address = _place(locked, address_id)
    known = locked.stops.filter(address=address, dropped_at=None, done_at=None).first()
    if known is not None:
        return known
    stop = Stop(id=new_id(), envelope=locked, address=address, planned_at=now, planned_by=by)
    words = " ".join(note.split())[:LONGEST_NOTE]
    stop.note_sealed = vault.seal_text(f"stop.note:{stop.id}", words) if words else None
    stop.save(force_insert=True)
    data: dict[str, Json] = {"stop": str(stop.id), "envelope": str(locked.id), "address": str(address.id)}
    private = {"note": words} if words else {}
    record([NewEvent("visit.planned", f"envelope:{locked.id}", locked.case_id, now, by, data, private)], now)
    return stop


def note_of(stop: Stop) -> str:
    """What whoever goes should know."""
    return vault.open_text(f"stop.note:{stop.id}", stop.note_sealed) if stop.note_sealed else ""


@transaction.atomic
def call_off(stop: Stop, why: Reason, by: str, now: datetime) -> None:
    """Nobody goes there; what a phone still reports of it is taken all the same. Twice is one event."""
    words = why.read()
    open_ones = Stop.objects.filter(id=stop.id, dropped_at=None, done_at=None)
    if not open_ones.update(dropped_at=now):
        if Stop.objects.filter(id=stop.id, done_at__isnull=False).exists():
            raise Refused("visit_done")
        return
    record([_off(stop, words, by, now)], now)


def call_off_overtaken(now: datetime) -> int:
    """Call off what need not be visited any more: all papers count, or were taken back; how many.

    What a phone has reported waits for somebody who looks at it. A stop that cannot be judged holds no other up.
    """
    doubtful = _still_planned().filter(~has_services_to_serve() | may_be_overtaken())
    stops = list(doubtful.filter(may_be_tried(Work.CALL_OFF_STOP, now)))
    done, failed = isolate_failures(stops, partial(_call_off_stops, now=now))
    note_tried(Work.CALL_OFF_STOP, [stop.id for stop in stops], failed, now)
    return sum(done)


def _still_planned() -> QuerySet[Stop]:
    return Stop.objects.filter(dropped_at=None, done_at=None, visits=None).select_related("envelope").order_by("id")


def _call_off_stops(doubtful: Sequence[Stop], now: datetime) -> int:
    """Those of them that need not be visited, held and looked at once more."""
    lock_envelopes({stop.envelope_id for stop in doubtful})
    planned = _still_planned().filter(id__in=[stop.id for stop in doubtful])
    gone = left_over({stop.envelope_id for stop in planned})
    served = set(planned.filter(~has_services_to_serve()).values_list("id", flat=True))
    over = [stop for stop in planned if stop.id in served or stop.envelope_id in gone][:CHUNK]
    Stop.objects.filter(id__in=[stop.id for stop in over]).update(dropped_at=now)
    words = say("visits.overtaken", COURT_LANGUAGE)
    record([_off(stop, words, "engine", now) for stop in over], now)
    return len(over)


def _off(stop: Stop, words: str, by: str, now: datetime) -> NewEvent:
    data: dict[str, Json] = {"stop": str(stop.id), "envelope": str(stop.envelope_id)}
    stream = f"envelope:{stop.envelope_id}"
    return NewEvent("visit.called_off", stream, stop.envelope.case_id, now, by, data, {"reason": words})


@transaction.atomic
def make_round(court: Court, draft: RoundDraft, by: str, now: datetime) -> Round:
    """Give these visits to one person for one day, in the order of their places.

    Where that person has a round on that day, they are added to it. Raises WrongField or Refused.
    """
    person = _who_goes(court, draft.person_id)
    ends_at = _end_of(draft.day, court, now)
    stops = list(free_stops(court, now).filter(id__in=draft.stop_ids).select_for_update(of=("self",)))
    if not stops or len(stops) != len(set(draft.stop_ids)):
        raise WrongField("stops", "round_stops")
    made = Round.objects.select_for_update().filter(person=person, day=draft.day, shut_at=None, ended_at=None).first()
    is_new = made is None
    if made is None:
        made = Round(id=new_id(), court=court, person=person, day=draft.day, made_at=now, made_by=by, ends_at=ends_at)
        made.save(force_insert=True)
    elif made.ends_at <= now:
        raise Refused("round_over")
    _put_in_order(made, stops)
    ids: list[Json] = [str(stop.id) for stop in stops]
    if is_new:
        data: dict[str, Json] = {
            "person": str(person.id),
            "day": draft.day.isoformat(),
            "ends_at": ends_at.isoformat(),
            "stops": ids,
        }
        record([NewEvent("round.made", f"round:{made.id}", None, now, by, data)], now)
    else:
        record([NewEvent("round.changed", f"round:{made.id}", None, now, by, {"stops": ids})], now)
    return made


def free_stops(court: Court, now: datetime) -> QuerySet[Stop]:
    """The visits that are planned and in nobody's round, or in one that is over without a word of them."""
    over = Q(round__shut_at__isnull=False) | Q(round__ended_at__isnull=False) | Q(round__ends_at__lte=now)
    rows = Stop.objects.filter(envelope__case__court=court, dropped_at=None, done_at=None, envelope__recalled_at=None)
    return rows.filter(Q(round=None) | (over & Q(visits=None)))


def _put_in_order(made: Round, added: Iterable[Stop]) -> None:
    """Every stop of the round in the order of its place."""
    stops = [*made.stops.select_related("address"), *added]
    stops = list({stop.id: stop for stop in stops}.values())
    if len(stops) > MOST_STOPS:
        raise WrongField("stops", "round_too_long", most=MOST_STOPS)
    for place, number in enumerate(in_order_of_place(stop.address.value for stop in stops)):
        stops[number].place, stops[number].round = place, made
    Stop.objects.bulk_update(stops, ["place", "round"])


def _who_goes(court: Court, person_id: UUID) -> User:
    person = User.objects.filter(id=person_id, court=court, is_active=True).first()
    if person is None or not may(person.role, GOES):
        raise WrongField("person", "round_person")
    return person


def _end_of(day: date, court: Court, now: datetime) -> datetime:
    zone = ZoneInfo(court.zone)
    today = now.astimezone(zone).date()
    if not today <= day <= today + LONGEST_AHEAD:
        raise WrongField("day", "round_day", longest=LONGEST_AHEAD.days)
    return datetime.combine(day + timedelta(days=1), time(), zone)


def _place(envelope: Envelope, address_id: UUID) -> Address:
    rows = Address.objects.filter(party_id=envelope.party_id, kind__in=place_kinds(), retired_at=None)
    found = rows.filter(id=address_id).first()
    if found is None:
        raise WrongField("address", "unknown_address")
    return found


@transaction.atomic
def take_along(taken: Round, person: User, now: datetime) -> TakenRound:
    """Hand the round to the phone of its person; the phone that had it before reports no more.

    After its end only what is on the phone may be handed in. Raises Refused for anybody else, for a round that was shut
    out or ended, and before the evening of the day before.
    """
    locked = Round.objects.select_for_update(of=("self",)).select_related("court", "person").get(id=taken.id)
    if locked.person_id != person.id:
        raise Refused("round_of_another")
    if locked.shut_at is not None:
        raise Refused("round_shut")
    if locked.ended_at is not None:
        raise Refused("round_ended")
    begins = datetime.combine(locked.day, time(), ZoneInfo(locked.court.zone))
    if now < begins - MAY_BE_TAKEN:
        raise Refused("round_too_early")
    is_over, phone = now >= locked.ends_at, f"{locked.id.hex}.{secrets.token_urlsafe(32)}"
    if is_over and locked.taken_at is None:
        raise Refused("round_over")
    if locked.taken_at is None:
        locked.taken_at, locked.mark = now, secrets.token_hex(8)
        locked.key_sealed = vault.seal_bytes(_key_cell(locked), secrets.token_bytes(32))
    locked.phone_hash, locked.seen_at = _shown_by(phone, locked.person), now
    locked.save(update_fields=["taken_at", "mark", "key_sealed", "phone_hash", "seen_at"])
    data: dict[str, Json] = {"mark": locked.mark, "phone": locked.phone_hash.hex()}
    record([NewEvent("round.taken", f"round:{locked.id}", None, now, f"staff:{person.id}", data)], now)
    key = vault.open_bytes(_key_cell(locked), locked.key_sealed or b"")
    return TakenRound(locked, base64.b64encode(key).decode(), phone, is_over)


def stop_of(court: Court, stop_id: UUID) -> Stop:
    """One planned visit of this court; Stop.DoesNotExist for any other."""
    rows = Stop.objects.select_related("envelope__case__court", "envelope__party", "address")
    return rows.get(id=stop_id, envelope__case__court=court)


def round_of(court: Court, round_id: UUID) -> Round:
    """One round of this court; Round.DoesNotExist for any other."""
    return Round.objects.select_related("court", "person").get(id=round_id, court=court)


def rounds_on(court: Court, day: date) -> QuerySet[Round]:
    """The rounds of a day, each with who goes."""
    return Round.objects.filter(court=court, day=day).select_related("person").order_by("person__display_name", "id")


def rounds_of(person: User, now: datetime) -> list[Round]:
    """Their rounds that are to be made or handed in, the nearest first: of `all` stops, `left` are to be gone to."""
    left = Count("stops", filter=Q(stops__dropped_at=None, stops__done_at=None))
    rows = Round.objects.filter(person=person, shut_at=None, ended_at=None, ends_at__gt=now - HANDED_IN_WITHIN)
    counted = rows.annotate(left=left, all=Count("stops", filter=Q(stops__dropped_at=None)))
    return [one for one in counted.order_by("day", "id") if one.left or one.ends_at > now]


def round_of_phone(phone: str, now: datetime) -> Round | None:
    """The round on the phone that shows this, with its person and court; None for a phone that lets nobody in any more.

    It lets in until a week after the round, under the password, the second factors and the office that its person had
    when they took it along, and until they sign out. Then they sign in and take the round along again: what the phone
    keeps is not lost.
    """
    round_id, _, secret = phone.partition(".")
    try:
        rows = Round.objects.select_related("court", "person__court").filter(id=UUID(hex=round_id))
    except ValueError:
        return None
    lasting = rows.filter(shut_at=None, ended_at=None, person__is_active=True, ends_at__gt=now - HANDED_IN_WITHIN)
    found = lasting.exclude(phone_hash=None).first() if secret else None
    if found is None or not hmac.compare_digest(bytes(found.phone_hash or b""), _shown_by(phone, found.person)):
        return None
    return found


def _shown_by(phone: str, person: User) -> bytes:
    factors = factor_marks(Authenticator.objects.filter(user=person))
    return hashlib.sha256(" ".join([phone, password_mark(person), person.role, *factors]).encode()).digest()


@transaction.atomic
def release_phones(person: User | None, by: str, now: datetime) -> None:
    """Whoever signs out, or everybody, is signed out on the phone with their round too, until they take it again."""
    open_ones = Round.objects.filter(shut_at=None, ended_at=None).exclude(phone_hash=None)
    if person is not None:
        open_ones = open_ones.filter(person=person)
    for row in open_ones.select_for_update(of=("self",)):
        row.phone_hash = None
        row.save(update_fields=["phone_hash"])
        record([NewEvent("round.released", f"round:{row.id}", None, now, by, {})], now)


def note_seen(seen: Round, now: datetime) -> None:
    """The phone reported; kept to the minute."""
    if seen.seen_at is None or now - seen.seen_at >= timedelta(minutes=1):
        Round.objects.filter(id=seen.id).update(seen_at=now)


@transaction.atomic
def shut_out(lost: Round, why: Reason, by: str, now: datetime) -> None:
    """The phone is lost: it gets and hands in nothing any more, and its person is signed out everywhere.

    Its key is gone: what it had not handed in stays unreadable on it. Twice is one event.
    """
    words = why.read()
    gone = {"shut_at": now, "phone_hash": None, "key_sealed": None}
    if not Round.objects.filter(id=lost.id, shut_at=None, ended_at=None).update(**gone):
        return
    end_sessions(lost.person)
    release_phones(lost.person, by, now)
    record([NewEvent("round.shut", f"round:{lost.id}", None, now, by, {}, {"reason": words})], now)


@transaction.atomic
def end_round(done: Round, by: str, now: datetime) -> None:
    """The phone has handed everything in and has deleted what it kept. Twice is one event."""
    gone = {"ended_at": now, "phone_hash": None, "key_sealed": None}
    if Round.objects.filter(id=done.id, shut_at=None, ended_at=None, taken_at__isnull=False).update(**gone):
        record([NewEvent("round.ended", f"round:{done.id}", None, now, by, {})], now)


def has_round_on_phone(user_id: UUID) -> bool:
    """Whether a phone of theirs may hold what was not handed in yet."""
    return Round.objects.filter(person=user_id, shut_at=None, ended_at=None, taken_at__isnull=False).exists()


def _key_cell(of: Round) -> str:
    return f"round.key:{of.id}"
