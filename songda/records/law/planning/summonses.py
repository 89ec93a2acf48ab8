"""Sees to whoever holds a summons for a hearing that was moved, cancelled or given another room since it was ordered.

For each of them a task, and a text message that the arrangement has changed; it names no time. What the new time is
they learn from a new summons, or from the clerk. All of it once for each change, whoever looks how often.
"""

import logging
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from songda.channels.registry import route_of
from songda.core.delivery.states import Purpose, State
from songda.core.delivery.tasks import OF_HEARINGS, Fact
from songda.core.evidence.canonical import Json
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.ground.evidence.models import Event
from songda.records.ground.evidence.premises import UntoldError, require_told, told_of
from songda.records.ground.queue import ask
from songda.records.matter.cases.models import Hearing
from songda.records.matter.parties.models import Party
from songda.records.service.attempts.models import Attempt
from songda.records.service.attempts.outgoing import STILL_WANTED
from songda.records.service.orders.models import Service
from songda.records.service.orders.summoned import (
    CHANGED,
    HearingChange,
    Summoned,
    hearings_with_past,
    with_first_order,
)
from songda.records.service.tasks.actions import TaskDraft, end_by_fact, open_tasks
from songda.records.service.tasks.terms import due_at, office_hours

log = logging.getLogger(__name__)
EVENT = "summons.outdated"
_OF_HEARINGS = ("hearing.set", "hearing.moved", "hearing.cancelled")
CALLING = ("summons", "hearing_notice")  # papers that call somebody to a hearing
WORK: Mapping[HearingChange, tuple[str, str]] = {  # the kind of task, and its reason
    HearingChange.MOVED: ("summon_anew", "hearing_moved"),
    HearingChange.CANCELLED: ("tell_of_hearing", "hearing_cancelled"),
    HearingChange.OTHER_ROOM: ("tell_of_hearing", "hearing_room"),
}
KINDS = sorted(OF_HEARINGS)


@dataclass(frozen=True)
class OutdatedSummons:
    """Somebody whose newest summons for a hearing names another time or room than the hearing has now."""

    party: Party  # whom the summons was ordered for, or for whom they acted
    service: Service
    summoned: Summoned
    since: datetime

    @property
    def mark(self) -> tuple[UUID, str, str]:
        """One change, of one hearing, for one person."""
        return self.party.id, str(self.summoned.hearing.id), self.since.isoformat()

    def is_pressing(self, now: datetime) -> bool:
        """Nobody is told of a hearing that is over, nor that one did not take place that would be over anyhow."""
        is_cancelled = self.summoned.change is HearingChange.CANCELLED
        return now < (self.summoned.named_at if is_cancelled else self.summoned.hearing.at)


def outdated_in(case_ids: Collection[UUID]) -> list[OutdatedSummons]:
    """Everybody in these cases who has to be told, in the order of their summonses; few statements for any number."""
    changed = list(Hearing.objects.filter(CHANGED, case_id__in=case_ids))
    cases = _as_told(changed) if changed else set()
    if not cases:
        return []
    known, orders = hearings_with_past(cases), _orders(cases)
    found: dict[tuple[UUID, UUID], OutdatedSummons] = {}
    for service in orders:
        summoned = known.called_to(service.envelope.case_id, service.first_ordered_at)
        if service.paper.kind == "summons" and summoned is not None:
            _weigh(service, summoned, found)
    last_summoned = _last_summoned(orders)
    return [one for one in found.values() if not _is_informed(one, last_summoned)]


def _as_told(hearings: Sequence[Hearing]) -> set[UUID]:
    """The cases of which these hearings stand so in the log; nobody is told of what no event tells of."""
    told = told_of({f"case:{one.case_id}" for one in hearings}, _OF_HEARINGS).hearings
    strange = set[UUID]()
    for one in hearings:
        try:
            require_told(one, told.get(str(one.id)))
        except UntoldError as wrong:
            log.error("nobody is told of a hearing: %s", wrong)  # noqa: TRY400 - the words say it all
            strange.add(one.case_id)
    return {one.case_id for one in hearings} - strange


def _weigh(service: Service, summoned: Summoned, found: dict[tuple[UUID, UUID], OutdatedSummons]) -> None:
    """Of several summonses of a person for one hearing the newest counts; one that was taken back tells of nothing."""
    key, since, recalled = (_person(service).id, summoned.hearing.id), summoned.changed_at, service.recalled_at
    if since is not None and (recalled is None or recalled > since):
        found[key] = OutdatedSummons(_person(service), service, summoned, since)
    elif since is None and recalled is None:
        found.pop(key, None)


def _orders(case_ids: Collection[UUID]) -> list[Service]:
    rows = Service.objects.filter(envelope__case_id__in=case_ids, paper__kind__in=CALLING)
    rows = rows.select_related("paper", "envelope__case__court", "envelope__party__acts_for")
    return with_first_order(rows.order_by("envelope__placed_at", "id"))


def _person(service: Service) -> Party:
    """Whom it concerns; the party themselves where who acted for them acts no more."""
    party = service.envelope.party
    return party.acts_for if party.removed_at is not None and party.acts_for is not None else party


def _last_summoned(orders: Iterable[Service]) -> dict[UUID, datetime]:
    """When each person was last sent a paper that calls to a hearing and that nobody had been sent before."""
    return {
        party: service.envelope.placed_at
        for service in orders
        if service.first_ordered_at == service.envelope.placed_at and service.recalled_at is None
        for party in (service.envelope.party_id, service.envelope.party.acts_for_id)
        if party is not None
    }


def _is_informed(one: OutdatedSummons, last_summoned: Mapping[UUID, datetime]) -> bool:
    """A new summons tells of everything; of a move nothing else does. A new paper ordered since is one."""
    return one.summoned.change is not HearingChange.MOVED and last_summoned.get(one.party.id, one.since) > one.since


@transaction.atomic
def see_to_summonses(case_ids: Collection[UUID], now: datetime) -> None:
    """Open what is to be done for each change that nobody has seen to yet, and end what is done by now."""
    hearings = Hearing.objects.filter(CHANGED, case_id__in=case_ids)
    if not list(hearings.order_by("id").select_for_update().values_list("id", flat=True)):
        return
    outdated = outdated_in(case_ids)
    fresh = _unseen([one for one in outdated if one.is_pressing(now)])
    _end_done(case_ids, outdated, fresh, now)
    open_tasks([_task(one, now) for one in fresh], now)
    sent = _send(fresh, now)
    record([_event(one, sent.get(one.mark), now) for one in fresh], now)


def _unseen(outdated: Sequence[OutdatedSummons]) -> list[OutdatedSummons]:
    """Of each person those changes that no event tells of yet."""
    streams = {f"party:{one.party.id}" for one in outdated}
    events = Event.objects.on_record().filter(stream__in=streams, name=EVENT).values_list("stream", "data")
    seen = {(stream, data["hearing"], data["since"]) for stream, data in events}
    return [one for one in outdated if (f"party:{one.party.id}", *one.mark[1:]) not in seen]


def _end_done(
    case_ids: Collection[UUID], outdated: Sequence[OutdatedSummons], fresh: Sequence[OutdatedSummons], now: datetime
) -> None:
    """A new summons ends what waited for it; another change of the hearing puts other work in its place."""
    of_cases = Q(case_id__in=case_ids, kind__in=KINDS)
    waiting = {(one.party.id, WORK[one.summoned.change][0]) for one in outdated}
    renewed = [one.party.id for one in fresh]
    end_by_fact(Fact.HEARING_CHANGED, of_cases & Q(party_id__in=renewed), "engine", now)
    for kind in KINDS:
        waiting_parties = [party for party, of_kind in waiting if of_kind == kind]
        end_by_fact(Fact.SUMMONED, of_cases & Q(kind=kind) & ~Q(party_id__in=waiting_parties), "engine", now)


def _task(one: OutdatedSummons, now: datetime) -> TaskDraft:
    """Due in its own time, but before the hour at which they would come in vain; as any task before the hearing."""
    kind, reason = WORK[one.summoned.change]
    case, in_vain = one.service.envelope.case, one.summoned.named_at
    is_sooner = now < in_vain <= due_at(kind, case.court, now)
    named = office_hours(case.court.zone).last_close_before(in_vain, now) if is_sooner else None
    return TaskDraft(kind, reason, case, party=one.party, due_at=named)


def _send(fresh: Sequence[OutdatedSummons], now: datetime) -> dict[tuple[UUID, str, str], int]:
    """A message to where the summons went, one for each person; gives its number by the mark of the change."""
    last = last_messages([one.service.envelope_id for one in fresh])
    reached = {one.party.id: one for one in fresh if one.service.envelope_id in last}
    counted = _counted([one.service.envelope_id for one in reached.values()])
    attempts = [
        further_message(before, Purpose.HEARING, counted.get((envelope_id, before.channel), 0) + 1, now)
        for envelope_id in (one.service.envelope_id for one in reached.values())
        if (before := last[envelope_id])
    ]
    made = {attempt.envelope_id: attempt for attempt in Attempt.objects.bulk_create(attempts)}
    ask_senders(made.values())
    return {one.mark: made[one.service.envelope_id].id for one in reached.values()}


def further_message(before: Attempt, purpose: Purpose, n: int, now: datetime) -> Attempt:
    """A message of another purpose, the n-th of it, to where this one went."""
    return Attempt(
        envelope_id=before.envelope_id,
        purpose=purpose,
        channel=before.channel,
        counts_as=before.counts_as,
        n=n,
        address_id=before.address_id,
        address_class=before.address.address_class,
        to_index=bytes(before.to_index),
        planned_at=now,
        send_after=now,
    )


def ask_senders(made: Iterable[Attempt]) -> None:
    """Have these handed over soon."""
    for channel in sorted({attempt.channel for attempt in made}):
        ask("attempts.send", queue=channel, channel=channel)


def last_messages(envelope_ids: Collection[UUID]) -> dict[UUID, Attempt]:
    """By envelope, where its newest message went that may still be written to."""
    gone = (State.ACCEPTED, State.ARRIVED, State.EXPIRED, State.UNKNOWN)
    rows = Attempt.objects.filter(STILL_WANTED, envelope_id__in=envelope_ids, purpose=Purpose.SERVICE, state__in=gone)
    return {a.envelope_id: a for a in rows.select_related("address").order_by("id") if route_of(a.channel)}


def _counted(envelope_ids: Collection[UUID]) -> dict[tuple[UUID, str], int]:
    rows = Attempt.objects.filter(envelope_id__in=envelope_ids, purpose=Purpose.HEARING).order_by("n")
    return {(envelope, channel): n for envelope, channel, n in rows.values_list("envelope_id", "channel", "n")}


def _event(one: OutdatedSummons, attempt: int | None, now: datetime) -> NewEvent:
    data: dict[str, Json] = {
        "hearing": str(one.summoned.hearing.id),
        "service": str(one.service.id),
        "became": one.summoned.change.value,
        "since": one.since.isoformat(),
        "attempt": attempt,
    }
    return NewEvent(EVENT, f"party:{one.party.id}", one.party.case_id, now, "engine", data)
