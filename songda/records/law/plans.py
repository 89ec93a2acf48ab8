"""The plan of each person, from rows: which ways go, which comes next, why, until when."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from songda.channels.registry import place_kinds
from songda.core.delivery.deeds import WAYS
from songda.core.delivery.ladder.person import (
    PEOPLE_IN_ORDER,
    Going,
    Mover,
    PersonFacts,
    PersonPlan,
    PlanState,
    WayAnswer,
    Work,
    mover_of,
    plan_of,
)
from songda.core.delivery.ladder.way_rules import NOTICE, WayRules
from songda.core.delivery.plan import FIND_OUT_DEATH, Wait, next_step
from songda.core.delivery.states import IN_FLIGHT, State
from songda.core.delivery.tasks import CARRYING_CLOSED, LEADS_ON, OF_HEARINGS
from songda.core.law import LadderStanding, open_methods
from songda.core.law.facts import Channel
from songda.records.court.staff.way_rules import way_rules_of_each
from songda.records.law.facts.dossier import (
    DeedOnRecord,
    Dossier,
    load_current_dossiers_for_notices,
    load_dossiers_for_notices,
)
from songda.records.law.facts.law_facts import case_facts, paper_facts
from songda.records.law.facts.plan_facts import plan_facts
from songda.records.law.notice_ground import ladders
from songda.records.law.ways import LOST, told_as, ways
from songda.records.service.findings.models import FOR_THE_JUDGE, Finding
from songda.records.service.orders.models import Envelope
from songda.records.service.tasks.models import Task

_WORST_FIRST = (LadderStanding.NONE, LadderStanding.INCOMPLETE, LadderStanding.EXHAUSTED, LadderStanding.MISSING)
NO_COSTS: Mapping[str, int] = {}
_WITH_JUDGE = "judge"


@dataclass(frozen=True)
class _PlanInputs:
    """What else plans need, read once for all of them."""

    rules: Mapping[UUID, WayRules]  # by court
    with_judge: frozenset[UUID]  # envelopes whose notice lies before the judge
    planned: Mapping[UUID, Sequence[Going]]  # by envelope: letters and visits that have not gone yet
    lost: frozenset[UUID]  # tries whose letter the carrier lost: nothing is waited for
    work: Sequence[Task]  # open tasks that lead on, the most urgent first

    def work_for(self, envelope: Envelope) -> Work | None:
        """The most urgent task that leads on: of the envelope, or of the person where they ask for more.

        One whose time stands still waits for another: the other one is told where it is a task of this envelope too.
        """
        kinds = (LEADS_ON if envelope.closed_at is None else CARRYING_CLOSED) | OF_HEARINGS
        about = [task for task in self.work if task.kind in kinds and _is_about(task, envelope)]
        if not about:
            return None
        first = sorted(about, key=lambda task: (task.kind != FIND_OUT_DEATH, task.stands_still_since is not None))
        task = first[0]  # while nobody knows whether they live, all else waits
        by = None if task.stands_still_since else task.due_at.astimezone(ZoneInfo(envelope.case.court.zone)).date()
        return Work(task.kind, by, str(task.owner) if task.owner else "")


def plans_of(
    envelopes: Sequence[Envelope], now: datetime, costs: Mapping[str, int] = NO_COSTS
) -> dict[UUID, PersonPlan]:
    """The plan of the recipient of each of these envelopes, in a fixed number of statements. It writes nothing."""
    return _plans(load_dossiers_for_notices(envelopes), now, costs)


def plans_of_people(
    parties: Iterable[UUID], now: datetime, costs: Mapping[str, int] = NO_COSTS
) -> dict[UUID, tuple[UUID, PersonPlan]]:
    """By party the envelope that is told of them, and its plan; likewise.

    It is the newest of which something is still to be served; where nothing is, the newest one that counts.
    """
    dossiers = load_current_dossiers_for_notices(set(parties))
    plans = _plans(dossiers, now, costs)
    found: dict[UUID, tuple[UUID, PersonPlan]] = {}
    for envelope in (dossier.envelope for dossier in dossiers):  # the newest last
        plan, known = plans[envelope.id], found.get(envelope.party_id)
        if known is None or _presses(plan) >= _presses(known[1]):
            found[envelope.party_id] = envelope.id, plan
    return found


def _presses(plan: PersonPlan) -> int:
    if not plan.is_over:
        return 3
    return 2 if plan.work is not None else int(plan.state is PlanState.SERVED)


def _plans(dossiers: Sequence[Dossier], now: datetime, costs: Mapping[str, int]) -> dict[UUID, PersonPlan]:
    inputs = _read_inputs(dossiers)
    return {each.envelope.id: plan_of(_person_facts(each, inputs, now, costs)) for each in dossiers}


def _read_inputs(dossiers: Sequence[Dossier]) -> _PlanInputs:
    ids = [dossier.envelope.id for dossier in dossiers]
    courts = sorted({dossier.envelope.case.court_id for dossier in dossiers})
    with_judge = Task.objects.filter(envelope__in=ids, kind="decide_notice", closed_at=None)
    told = [rows for way in ways() if way.going is not None for rows in way.going(ids)]
    rows = told_as(_WITH_JUDGE, with_judge, "envelope_id", "opened_at").union(*told, all=True)
    found: dict[str, list[tuple[UUID, datetime]]] = defaultdict(list)
    for word, envelope, at in rows:
        found[word].append((envelope, at))
    planned: dict[UUID, list[Going]] = defaultdict(list)
    for way in ways():
        for envelope, at in found[way.name]:
            planned[envelope].append(Going(way.counts_as, at, None, way.mover))
    lost_tries = frozenset(deed for deed, _at in found[LOST])
    judged = frozenset(envelope for envelope, _at in found[_WITH_JUDGE])
    return _PlanInputs(way_rules_of_each(courts), judged, planned, lost_tries, _work(dossiers))


def _work(dossiers: Sequence[Dossier]) -> list[Task]:
    cases = {dossier.envelope.case_id for dossier in dossiers}
    rows = Task.objects.filter(case__in=cases, closed_at=None, kind__in=LEADS_ON | OF_HEARINGS)
    return list(rows.select_related("owner").order_by("due_at", "id"))


def _is_about(task: Task, envelope: Envelope) -> bool:
    if task.envelope_id is not None:
        return task.envelope_id == envelope.id
    return task.party_id in {envelope.party_id, envelope.party.acts_for_id}


def _person_facts(dossier: Dossier, inputs: _PlanInputs, now: datetime, costs: Mapping[str, int]) -> PersonFacts:
    """What the plan of this recipient depends on."""
    facts = plan_facts(dossier, now)
    step = next_step(facts, now)
    if isinstance(step, Wait) and facts.deeds_until == step.until:
        step = next_step(replace(facts, deeds_until=None), now)  # what the engine would do beside what people do
    each_ladder = [ladder for _service, ladder in ladders(dossier, now)]
    going = [*_going(dossier, step, inputs.lost), *inputs.planned.get(dossier.envelope.id, ())]
    zone = ZoneInfo(dossier.envelope.case.court.zone)
    return PersonFacts(
        step=step,
        going=tuple(_local(each, zone) for each in sorted(going, key=lambda each: (each.since, each.way))),
        in_vain=frozenset(way.value for each in each_ladder for way in each.tried) | _failed(dossier.deeds),
        answers=tuple(_answers(dossier, now)),
        standing=min((each.standing for each in each_ladder), key=_WORST_FIRST.index, default=None),
        untried=tuple(dict.fromkeys(way.value for each in each_ladder for way in each.untried)),
        is_judge_asked=dossier.envelope.id in inputs.with_judge,
        awaits_judge=any(finding.status in FOR_THE_JUDGE for finding in _findings(dossier)),
        rules=inputs.rules[dossier.envelope.case.court_id],
        paper_kinds=tuple(service.paper.kind for service in dossier.services),
        costs=costs,
        served_by=_served_by(dossier),
        has_place=any(each.kind in place_kinds() and each.address_class != "rejected" for each in dossier.addresses),
        work=inputs.work_for(dossier.envelope),
    )


def _local(going: Going, zone: ZoneInfo) -> Going:
    until = going.until.astimezone(zone) if going.until else None
    return replace(going, since=going.since.astimezone(zone), until=until)


def _going(dossier: Dossier, step: object, lost: Collection[UUID]) -> Iterator[Going]:
    """What went out and is still to be heard of; what is printed or planned and has not gone yet; a running notice."""
    for attempt in dossier.attempts:
        if attempt.state in IN_FLIGHT:
            yield Going(attempt.channel, attempt.planned_at, attempt.expires_at, Mover.REPORT)
        elif attempt.state == State.ARRIVED and attempt.arrived_at and isinstance(step, Wait):
            yield Going(attempt.channel, attempt.arrived_at, step.until, Mover.READING)
    for each in dossier.deeds:
        if each.is_under_way and each.deed.id not in lost:
            deed, until = each.deed, max(step.at for step in each.steps) + WAYS[each.deed.way].patience
            yield Going(deed.way, deed.began_at, _end_of(dossier, each, until), mover_of(deed.way))


def _end_of(dossier: Dossier, each: DeedOnRecord, until: datetime) -> datetime:
    """Of a notice the end that the law tells; of what others serve their term; else until somebody looks again."""
    if each.due_on is not None:
        return min(until, datetime.combine(each.due_on, time(23, 59), ZoneInfo(dossier.envelope.case.court.zone)))
    if each.deed.way != NOTICE:
        return until
    ends = [finding.decision.comes_at for finding in _findings(dossier)]
    return max((end for end in ends if end is not None), default=until)


def _failed(deeds: Iterable[DeedOnRecord]) -> frozenset[str]:
    return frozenset(each.deed.way for each in deeds if each.kinds & {"failed", "returned"})


def _answers(dossier: Dossier, now: datetime) -> Iterator[WayAnswer]:
    """Of each way of people what the law says for all papers: closed where it is for one of them."""
    zone = ZoneInfo(dossier.envelope.case.court.zone)
    case = case_facts(dossier.envelope.case, dossier.party.circumstances)
    channels = [Channel(way) for way in (*PEOPLE_IN_ORDER, NOTICE)]
    found: dict[str, WayAnswer] = {}
    for service in dossier.services:
        methods = open_methods(
            case, paper_facts(service.paper), dossier.party.recipient, at=now.astimezone(zone), channels=channels
        )
        for method in methods:
            known = found.get(method.channel.value)
            if known is None or known.is_open:
                found[method.channel.value] = WayAnswer(method.channel.value, method.allowed, method.rule)
    yield from found.values()


def _served_by(dossier: Dossier) -> str:
    """The way of the newest effect."""
    ways = {str(attempt.id): attempt.channel for attempt in dossier.attempts}
    ways |= {str(each.deed.id): each.deed.way for each in dossier.deeds}
    done = [(finding.effective_at, finding) for finding in _findings(dossier) if finding.effective_at is not None]
    newest = max(done, key=lambda each: each[0], default=None)
    return ways.get(newest[1].winning_attempt or "", "") if newest else ""


def _findings(dossier: Dossier) -> list[Finding]:
    return [service.finding for service in dossier.services if getattr(service, "finding", None) is not None]
