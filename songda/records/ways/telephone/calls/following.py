"""What a call leads on to: the task that asked for it ends, and a call that did not reach them is made again.

Where nobody heard a notice call a clerk calls, at the hour that the rules name. Text messages say before a call that
the court will call, and after it what was agreed; they serve nothing.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from songda.channels.registry import routes
from songda.core.calling import DialsBefore, next_try, refusal_now
from songda.core.delivery.own_words import mark_of_message
from songda.core.delivery.routes import Route
from songda.core.delivery.states import HEAD_START, Purpose
from songda.core.delivery.tasks import Fact
from songda.core.delivery.wording import REPEATED, CallingCourt, announcement, repetition
from songda.core.evidence.canonical import Json
from songda.core.law import profile_of
from songda.core.refusal import Refused, WrongField
from songda.records.court.staff.models import Court
from songda.records.ground import vault
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.ground.vault import address_index
from songda.records.matter.parties.models import Address, Party
from songda.records.matter.parties.notify import reconsider
from songda.records.service.attempts.models import Attempt
from songda.records.service.attempts.outgoing import plan_urgent_message, send_words
from songda.records.service.calls.models import AGAIN, OUTCOMES, TO_ENTER, Call
from songda.records.service.orders.models import Envelope
from songda.records.service.tasks.actions import TaskDraft, end, end_by_fact, open_tasks
from songda.records.service.tasks.models import Task
from songda.records.service.tasks.unfinished import unfinished
from songda.records.service.telephone import exchange
from songda.records.service.telephone.dialling import JURISDICTION, calling_rules, tries_of
from songda.records.service.telephone.models import Dial
from songda.records.ways.telephone.calls.contents import has_a_number
from songda.telephony.address import read_telephone_address
from songda.telephony.contract import SeenEvent

LONGEST_WAIT = timedelta(days=60)
OF_THE_ENGINE = frozenset({"no_consent", "unread", "found_first_called", "number_found"})
ENDS_WITH_A_CALL = (Fact.CALLED, Fact.CALLED_IN_VAIN)
UNHEARD = "notice_unheard"


def check_again(outcome: str, again_at: datetime | None, now: datetime) -> None:
    """Whoever asks to be called again says when; raises WrongField."""
    if not OUTCOMES[outcome].again:
        return
    if again_at is None:
        raise WrongField("again_at", "call_again_when")
    if not now < again_at <= now + LONGEST_WAIT:
        raise WrongField("again_at", "again_too_far", longest=LONGEST_WAIT.days)


def follow(call: Call, again_at: datetime | None, by: str, now: datetime) -> None:
    """End the tasks that asked for this call; where they were not reached, open the next. The engine looks again."""
    row, party = OUTCOMES[call.outcome], call.party
    fact = Fact.CALLED if row.is_reached else Fact.CALLED_IN_VAIN
    ended = end_by_fact(fact, about(party), by, now)
    if row.to_enter:
        open_tasks([TaskDraft(row.to_enter, call.outcome, party.case, party=party)], now)
    if row.again:
        drafts = [_again(task, row.again, again_at) for task in ended] or [_first(party, row.again, again_at)]
        open_tasks([replace(draft, agreed_by=_member(by)) for draft in drafts], now)
    elif not row.is_reached:
        open_tasks([_again(task, task.reason, _named(task, now)) for task in ended if _may_be_made(task, party)], now)
    reconsider([party.id])


def unfollow(call: Call, by: str, now: datetime) -> None:
    """The call was never made: what asked for it is open again, what it asked for is not."""
    asking_tasks = Task.objects.filter(
        about(call.party), reason__in=(*AGAIN, *TO_ENTER), opened_at=call.recorded_at, closed_at=None
    )
    end(list(asking_tasks.values_list("id", flat=True)), Fact.STRUCK, by, now)
    ended = Task.objects.filter(about(call.party), ended_by__in=ENDS_WITH_A_CALL, closed_at=call.recorded_at)
    rows = list(ended.select_related("case__court", "envelope", "party"))
    open_tasks([_again(task, task.reason, _named(task, now)) for task in rows if not _is_served(task)], now)


def about(party: Party) -> Q:
    """Tasks about this person."""
    return Q(party=party) | Q(envelope__party=party)


@transaction.atomic
def note_seen(seen: SeenEvent, now: datetime) -> None:
    """Keep what was seen on the line; a notice call that has ended leads on, by all that is known of it."""
    if exchange.note_seen(seen, now):
        _lead_on(seen.ref, now)


@transaction.atomic
def note_not_begun(ref: str, why: str, now: datetime) -> None:
    """The telephone system would not begin; a notice call leads on all the same."""
    if exchange.note_not_begun(ref, why, now):
        _lead_on(ref, now)


@transaction.atomic
def announce_call(address: Address, at: datetime, by: str, now: datetime) -> Attempt:
    """Tell by text message that the court will call, from which number and when; within the hours of calling."""
    address.party.check_in_case()
    if address.retired_at is not None or address.address_class == "rejected":
        raise Refused("no_number_to_confirm")
    if _route_to(address) is None:
        raise Refused("no_text_to_landline")
    if address.address_class == "found" and address.party.case.court.calls_found_first:
        raise Refused("found_is_called_first")
    if not now < at <= now + LONGEST_WAIT:
        raise WrongField("at", "again_too_far", longest=LONGEST_WAIT.days)
    unfinished(address.party.case, now, address.party).check_not_beyond(at, "at")
    court = address.party.case.court
    zone = ZoneInfo(court.zone)
    found = refusal_now(at, profile_of(JURISDICTION).calendar, zone, calling_rules(), DialsBefore())
    if found is not None:
        raise Refused(f"dial_{found.code}", day=found.at.date(), time=found.at.strftime("%H:%M"))
    mark = mark_of_message(court.own_words.get("call_announced", ""), court.name, court.phone)
    sent = _sent(address, announcement(_calling(court), at.astimezone(zone)), now, mark)
    if sent is None:
        raise Refused("no_papers_to_call_about")
    record([_text_event("call.announced", address, now, by, attempt=sent.id, at=at.isoformat())], now)
    return sent


def repeat_call(call: Call, again_at: datetime | None, by: str, now: datetime) -> Attempt | None:
    """Repeat by text message what was agreed, to the number that was called; inside the transaction of the call.

    None where there is nothing to repeat, or nothing to repeat it with; `why_not_repeated` says which.
    """
    if call.outcome not in REPEATED or call.address is None:
        return None
    court = call.party.case.court
    when = again_at.astimezone(ZoneInfo(court.zone)) if again_at and call.outcome == "call_again" else None
    sent = _sent(call.address, repetition(_calling(court), call.outcome, vault.call_code(call.id), when), now)
    if sent is not None:
        record([_text_event("call.repeated", call.address, now, by, call=str(call.id), attempt=sent.id)], now)
    return sent


def why_not_repeated(call: Call) -> str:
    """The refusal that says why no text message repeated the call; empty where one does."""
    if call.outcome not in REPEATED:
        return "nothing_to_repeat"
    if call.address is None:
        return "no_number_to_confirm"
    if _route_to(call.address) is None:
        return "no_text_to_landline"
    return "" if _newest_order(call.address) is not None else "no_papers_to_repeat"


def _member(by: str) -> UUID | None:
    """Who of the staff this actor is; None where a program called."""
    kind, _colon, member = by.partition(":")
    return UUID(member) if kind == "staff" else None


def _again(task: Task, reason: str, due_at: datetime | None) -> TaskDraft:
    whose = task.owner_id if due_at is not None else None  # who promised the hour keeps it
    return TaskDraft(task.kind, reason, task.case, task.envelope, task.party, due_at, agreed_by=whose)


def _named(task: Task, now: datetime) -> datetime | None:
    """The hour that was agreed with them, as long as it has not come: a try before it takes nothing of it away."""
    return task.named_at if task.named_at is not None and task.named_at > now else None


def _first(party: Party, reason: str, due_at: datetime | None) -> TaskDraft:
    return TaskDraft("call", reason, party.case, party=party, due_at=due_at)


def _may_be_made(task: Task, party: Party) -> bool:
    """Whether there is anybody left to call; what the engine asked for it asks again once a number is found."""
    return task.reason not in OF_THE_ENGINE or has_a_number(party)


def _is_served(task: Task) -> bool:
    return task.envelope is not None and task.envelope.closed_at is not None and task.reason != "asked_for_help"


def _lead_on(ref: str, now: datetime) -> None:
    """Nothing follows where it was heard, or where a clerk ended it: they know. What was asked before that is over."""
    dial = Dial.objects.select_related("party__case__court", "address__party__case__court").get(id=ref)
    if not dial.is_notice or dial.ended_at is None:
        return
    draft = None if dial.was_heard or dial.was_played or dial.hang_up_at is not None else _next(dial)
    open_ones = Task.objects.filter(about(dial.party), closed_at=None)
    asked = open_ones.filter(reason__in=(UNHEARD, "unreachable"), opened_at__gte=dial.asked_at, owner=None)
    if draft is not None and draft.due_at is not None:
        asked = asked.exclude(kind=draft.kind, due_at=draft.due_at)
    elif draft is not None:
        asked = asked.exclude(kind=draft.kind)
    end(list(asked.values_list("id", flat=True)), Fact.LINE_TOLD, "engine", now)
    if draft is not None and not open_ones.filter(kind=draft.kind).exists():
        open_tasks([draft], now)


def _next(dial: Dial) -> TaskDraft:
    """A call at the next hour that was not tried yet; of an exhausted number another address."""
    case, tries = dial.party.case, tries_of(dial.address)
    if tries.is_exhausted:
        return TaskDraft("find_address", "unreachable", case, party=dial.party)
    calendar, zone = profile_of(JURISDICTION).calendar, ZoneInfo(case.court.zone)
    due_at = next_try(dial.rang_at, calendar, zone, calling_rules(), tries.missing)
    return TaskDraft("call", UNHEARD, case, party=dial.party, due_at=due_at)


def _calling(court: Court) -> CallingCourt:
    """The number that the party will see is the telephone system's; without one it is the court's own."""
    caller = read_telephone_address(settings.TELEPHONE_URL).caller if settings.TELEPHONE_URL else ""
    return CallingCourt(court.name, caller or court.phone, court.phone, court.own_words)


def _sent(address: Address, text: str, now: datetime, mark: str = "") -> Attempt | None:
    """The message, on its way; it hangs on the newest papers of the party."""
    envelope, route = _newest_order(address), _route_to(address)
    if envelope is None or route is None:
        return None
    made = Attempt(
        envelope=envelope,
        purpose=Purpose.CALL,
        channel=route.name,
        counts_as=route.counts_as,
        address=address,
        address_class=address.address_class,
        to_index=address_index(address.kind, address.value),
        wording=mark,
    )
    attempt = plan_urgent_message(made, HEAD_START, now)
    send_words(attempt, text)
    return attempt


def _newest_order(address: Address) -> Envelope | None:
    return Envelope.objects.filter(party_id=address.party_id, recalled_at=None).order_by("-placed_at", "-id").first()


def _route_to(address: Address) -> Route | None:
    """What brings a message there; nothing to a landline."""
    return next((each for each in routes() if each.reaches_kind(address.kind)), None)


def _text_event(name: str, address: Address, now: datetime, by: str, **more: Json) -> NewEvent:
    data: dict[str, Json] = {"address": str(address.id), **more}
    return NewEvent(name, f"party:{address.party_id}", address.party.case_id, now, by, data)
