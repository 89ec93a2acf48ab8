"""Takes envelopes that are due one step further: plans an attempt, waits, or hands over to people.

Envelopes are looked at again when something about their recipients or their case changed: consent, address, hearing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from songda.core.delivery.overtaken import Overtaken as Why
from songda.core.delivery.plan import (
    FIND_OUT_DEATH,
    EnvelopeFacts,
    HandOver,
    Overtaken,
    Served,
    Step,
    Try,
    Wait,
    next_step,
)
from songda.core.delivery.states import HEAD_START
from songda.core.delivery.tasks import Fact
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.ground.queue import CHUNK, ask, isolate_failures, isolating
from songda.records.law.facts.dossier import Dossier, load_dossiers
from songda.records.law.facts.on_record import require_told_dossiers
from songda.records.law.facts.plan_facts import has_new_address, plan_facts
from songda.records.law.planning.care import UnservedEnvelope as WithCare
from songda.records.law.planning.care import more_time, see_to_care
from songda.records.law.planning.summonses import CALLING, see_to_summonses
from songda.records.law.planning.under_way import see_to_whoever_is_gone
from songda.records.law.ways import Known, tell_overtaken, ways
from songda.records.matter.circumstances.care import stated_needs
from songda.records.service.attempts.models import Attempt
from songda.records.service.attempts.outgoing import call_off_all, call_off_unwanted
from songda.records.service.deeds.models import Deed
from songda.records.service.orders.due import (
    end_served,
    has_head_start,
    lock_envelopes,
    mark_for_law,
    mark_locked_for_law,
    mark_locked_for_step,
    wait_for_step,
)
from songda.records.service.orders.models import Envelope
from songda.records.service.tasks.actions import (
    OpenTask,
    TaskDraft,
    end_quarantine,
    end_those_of,
    open_tasks,
    open_tasks_of,
    quarantine,
    redate_tasks,
)
from songda.records.service.tasks.handing import follow_judges

UNDECIDED = "step_undecided"
REFUSALS = ("refused", "withdrawn")
Stepped = tuple[Dossier, Step]
CONFIRM = "confirm_person"
_ENDED_BY: Mapping[Why, Fact] = {
    Why.DIED: Fact.DIED,
    Why.OLD_HEARING: Fact.OLD_HEARING,
    Why.CORRECTED: Fact.CORRECTED,
}
OF_ENGINE = frozenset({"no_consent", "unread", "found_first_called"})  # why it asks for a call; others promised theirs


@isolating
def advance(now: datetime) -> int:
    """Advance the envelopes that are due, at most one chunk; gives back how many were looked at.

    An envelope whose next step cannot be decided is put in quarantine and holds no other up.
    """
    due = Envelope.objects.filter(next_step_at__lte=now, closed_at=None, recalled_at=None)
    locked = due.select_related("case__court", "party").order_by("next_step_at", "id")
    envelopes = list(locked.select_for_update(skip_locked=True, of=("self",))[:CHUNK])
    _, failed = isolate_failures(envelopes, partial(_advance, now=now))
    for envelope_id, again in quarantine(failed, UNDECIDED, now).items():
        wait_for_step([envelope_id], again)
    return len(envelopes)


def _advance(envelopes: Sequence[Envelope], now: datetime) -> None:
    needs = stated_needs(envelope.party_id for envelope in envelopes)
    known: Sequence[Known] = [
        (dossier, replace(plan_facts(dossier, now), more_time=more_time(dossier.envelope, needs, now)))
        for dossier in load_dossiers(envelopes)
    ]
    for way in ways():
        if way.waiting is not None and (own := [each for each in envelopes if getattr(each, way.noted_in)]):
            known = way.waiting(own, known, now)
    stepped = [(dossier, next_step(facts, now)) for dossier, facts in known]
    require_told_dossiers([dossier for dossier, step in stepped if not isinstance(step, Served | Wait)])
    tasks = open_tasks_of(envelope.id for envelope in envelopes)
    _end_answered(known, stepped, tasks, now)
    end_search([dossier for dossier, _ in known], tasks, now)
    _plan([(dossier, step) for dossier, step in stepped if isinstance(step, Try)], now)
    _hand_over([(dossier, step) for dossier, step in stepped if isinstance(step, HandOver)], now)
    unfinished = [each for each in stepped if not isinstance(each[1], Served | Overtaken)]
    see_to_care([_for_care(*each) for each in unfinished], needs, tasks, now)
    if over := {dossier.envelope.id: step.why for dossier, step in stepped if isinstance(step, Overtaken)}:
        tell_overtaken([dossier.envelope for dossier, _ in known if dossier.envelope.id in over], "engine", now)
        _leave(over, tasks, now)
    end_served([dossier.envelope.id for dossier, step in stepped if isinstance(step, Served)], now)
    _wait(stepped)
    changed = [dossier for dossier, _ in known if dossier.has_changed_hearing]
    calling = {d.envelope.case_id for d in changed if any(service.paper.kind in CALLING for service in d.services)}
    if calling:
        see_to_summonses(calling, now)
    end_quarantine(tasks, UNDECIDED, now)


def _leave(over: Mapping[UUID, Why], tasks: Sequence[OpenTask], now: datetime) -> None:
    """Nothing of these goes on: what waits is called off, and nobody does work for them any more."""
    call_off_all(over, now)
    for why, fact in _ENDED_BY.items():
        own = [task for task in tasks if over.get(task.envelope_id) is why]
        kept = [task for task in own if task.kind == "call" and task.reason not in OF_ENGINE and why is not Why.DIED]
        end_those_of([task for task in own if task not in kept], fact, "engine", now)


def _for_care(dossier: Dossier, step: Step) -> WithCare:
    by_people = isinstance(step, HandOver) and step.task != "call"
    return WithCare(dossier.envelope, not by_people and (isinstance(step, Try) or bool(dossier.attempts)))


def _end_answered(
    known: Sequence[tuple[Dossier, EnvelopeFacts]],
    stepped: Sequence[Stepped],
    tasks: Sequence[OpenTask],
    now: datetime,
) -> None:
    """Where the engine goes on by itself nobody looks for an address; where consent was answered nobody asks for it."""
    going = {dossier.envelope.id for dossier, step in stepped if isinstance(step, Try)}
    for fact in (Fact.ADDRESS_KNOWN, Fact.WAY_OPEN_AGAIN):
        end_those_of([task for task in tasks if task.envelope_id in going], fact, "engine", now)
    answered = {dossier.envelope.id for dossier, facts in known if facts.has_consent or facts.closed_reason in REFUSALS}
    asking = [task for task in tasks if task.envelope_id in answered and task.reason == "no_consent"]
    end_those_of(asking, Fact.CONSENT_ANSWERED, "engine", now)


def _plan(tries: Sequence[tuple[Dossier, Try]], now: datetime) -> None:
    if not tries:
        return
    attempts = Attempt.objects.bulk_create([_attempt(dossier, step, now) for dossier, step in tries])
    record([_planning_event(attempt, dossier) for attempt, (dossier, _) in zip(attempts, tries, strict=True)], now)
    open_tasks([_task(dossier, "call", "no_consent") for dossier, step in tries if step.call_due], now)
    mark_for_law([dossier.envelope.id for dossier, _ in tries if dossier.attempts], now)  # it cites a try under way
    setting_out = [dossier.envelope for dossier, _ in tries if not dossier.attempts]
    ask_to_confirm(setting_out, now)
    for channel in sorted({attempt.channel for attempt in attempts}):
        ask("attempts.send", queue=channel, channel=channel)


def _attempt(dossier: Dossier, step: Try, now: datetime) -> Attempt:
    address = next(a for a in dossier.addresses if str(a.id) == step.address_id)
    return Attempt(
        envelope=dossier.envelope,
        channel=step.channel,
        counts_as=step.counts_as,
        n=1 + sum(a.channel == step.channel for a in [*dossier.attempts, *dossier.called_off]),
        address=address,
        address_class=address.address_class,
        to_index=bytes(address.value_index),
        planned_at=now,
        send_after=now - HEAD_START if has_head_start(dossier.envelope) else now,
    )


def _planning_event(attempt: Attempt, dossier: Dossier) -> NewEvent:
    return NewEvent(
        name="attempt.planned",
        stream=f"attempt:{attempt.id}",
        case_id=dossier.envelope.case_id,
        happened_at=attempt.planned_at,
        actor="engine",
        data={
            "envelope": str(dossier.envelope.id),
            "channel": attempt.channel,
            "counts_as": attempt.counts_as,
            "address": str(attempt.address_id),
            "address_class": attempt.address_class,
            "papers": [service.paper.sha256_hex for service in dossier.services],
        },
    )


def _hand_over(steps: Sequence[tuple[Dossier, HandOver]], now: datetime) -> None:
    call_off_all([dossier.envelope.id for dossier, _ in steps], now)
    open_tasks([_task(dossier, step.task, step.reason) for dossier, step in steps if step.task != FIND_OUT_DEATH], now)
    for way in ways():
        if way.handed_over is not None and steps:
            way.handed_over(steps, now)


def _task(dossier: Dossier, kind: str, reason: str) -> TaskDraft:
    return TaskDraft(kind, reason, dossier.envelope.case, dossier.envelope)


def _wait(stepped: Sequence[Stepped]) -> None:
    """Set when each envelope is looked at again; what waits for an event is not looked at by the clock."""
    by_moment: dict[datetime | None, list[UUID]] = {}
    for dossier, step in stepped:
        until = step.until if isinstance(step, Wait) else None
        by_moment.setdefault(until, []).append(dossier.envelope.id)
    for moment, envelope_ids in by_moment.items():
        wait_for_step(envelope_ids, moment)


def ask_to_confirm(envelopes: Iterable[Envelope], now: datetime) -> None:
    """One task for each envelope that sets out in such a case; inside the caller's transaction."""
    mine = [envelope for envelope in envelopes if envelope.case.is_status_case]
    open_tasks([TaskDraft(CONFIRM, "status_case", e.case, e) for e in mine], now)


def end_search(dossiers: Sequence[Dossier], tasks: Sequence[OpenTask], now: datetime) -> None:
    """Inside the caller's transaction: nobody looks for what is known, nor orders again what was ordered anew."""
    anew = {dossier.envelope.id for dossier in dossiers if dossier.is_ordered_anew}
    known = {dossier.envelope.id for dossier in dossiers if has_new_address(dossier)} | anew
    looking = [task for task in tasks if (task.kind, task.reason) == ("find_address", "not_me")]
    end_those_of([task for task in looking if task.envelope_id in known], Fact.ADDRESS_KNOWN, "engine", now)
    ordering = [task for task in tasks if task.reason == "order_anew" and task.envelope_id in anew]
    end_those_of(ordering, Fact.WAY_OPEN_AGAIN, "engine", now)


@transaction.atomic
def reconsider(party_ids: Sequence[UUID], case_ids: Sequence[UUID], now: datetime) -> int:
    """Make these envelopes due: open ones for their next step, tried ones for the law; gives back how many.

    An envelope that was never tried is not put to the law, which could only say that nothing was tried.
    """
    touched = Envelope.objects.filter(Q(party_id__in=party_ids) | Q(case_id__in=case_ids), recalled_at=None)
    lock_envelopes(touched.values_list("id", flat=True))
    open_ones = mark_locked_for_step(touched, now)
    call_off_unwanted(touched, now)
    sent = Attempt.objects.filter(envelope=OuterRef("pk"), purpose="service").exclude(state="cancelled")
    tried = Exists(sent) | Exists(Deed.objects.filter(envelope=OuterRef("pk")))
    due = open_ones + mark_locked_for_law(touched.filter(tried), now)
    follow_judges(case_ids, now)  # last: everywhere envelopes are locked before tasks
    see_to_whoever_is_gone({*touched.values_list("party_id", flat=True), *party_ids}, now)
    see_to_summonses(case_ids, now)
    redate_tasks(Q(case_id__in=case_ids), now)
    return due
