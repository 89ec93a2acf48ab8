"""To whom new tasks fall: the judge, the clerk of the case, or whom the court's rule names; never to who is away.

The rule is chosen by whoever runs the court.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Count

from songda.core.access import Act, Role, may, may_approve_lookup
from songda.core.delivery.tasks import ROWS, HandingRule, Owner, least_loaded, next_in_turn, who_is_there
from songda.core.refusal import WrongField
from songda.records.court.staff.models import Court, User
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.matter.cases.models import Case
from songda.records.service.tasks.models import CourtHanding, Substitution, Task

POOL = frozenset({Role.CLERK.value, Role.SERVICE_OFFICER.value})  # among whom a rule gives out
DOES_TASKS = tuple(role.value for role in Role if may(role.value, Act.CLOSE_TASK))


@dataclass(frozen=True)
class UnassignedTask:
    """A new task without an owner: of which case, of which kind, in which court; `agreed_by` who promised it."""

    case: Case
    kind: str
    court: Court
    agreed_by: UUID | None = None


def owners(tasks: Sequence[UnassignedTask], now: datetime) -> list[UUID | None]:
    """Whose each of these tasks is to be, in their order; None: nobody's yet. Inside the caller's transaction."""
    courts = {task.court.id: task.court for task in tasks}
    desks = {court_id: _desk(court, tasks, now) for court_id, court in courts.items()}
    return [desks[task.court.id].owner(task) for task in tasks]


def away(people: Iterable[UUID], now: datetime) -> dict[UUID, UUID]:
    """Who of these, or of those who stand in for them, is away now, and who stands in; two statements at most."""
    running = Substitution.objects.filter(ended_at=None, since__lte=now, until__gt=now)
    people = list(people)
    if not people or not running.filter(person__in=people).exists():
        return {}
    return dict(running.order_by("since", "id").values_list("person_id", "stand_in_id"))


@dataclass
class _Desk:
    """What is known of one court while tasks are given out."""

    rule: HandingRule
    handing: CourtHanding | None
    active: Mapping[UUID, str]  # who does tasks, and in which office
    pool: list[UUID]
    stands_in: dict[UUID, UUID]
    load: Counter[UUID] = field(default_factory=Counter)

    def owner(self, task: UnassignedTask) -> UUID | None:
        """A judge's task is their own, there or not: nobody else may decide it."""
        case = task.case
        if task.agreed_by is not None:
            return self._there(task.agreed_by) or self._there(case.registered_by_id) or self._by_rule(case)
        match ROWS[task.kind].owner:
            case Owner.JUDGE:
                return case.judge_id if case.judge_id in self.active else None
            case Owner.APPROVER:
                return self._approver(case)  # else any supervisor takes it on
            case Owner.CLERK:
                return self._there(case.registered_by_id) or self._by_rule(case)
            case Owner.ANYBODY:
                return self._by_rule(case)

    def _approver(self, case: Case) -> UUID | None:
        """The judge, or who stands in for them where that is a supervisor: nobody else may approve it."""
        there = self._there(case.judge_id)
        return there if there and may_approve_lookup(self.active[there], there, case.judge_id) else None

    def _by_rule(self, case: Case) -> UUID | None:
        match self.rule:
            case HandingRule.NOBODY:
                return None
            case HandingRule.CASE_CLERK:
                return self._there(case.registered_by_id)
            case HandingRule.ROUND_ROBIN:
                return self._next()
            case HandingRule.LEAST_LOAD:
                return self._lightest()

    def _there(self, person: UUID | None) -> UUID | None:
        there = who_is_there(person, self.stands_in) if person in self.active and person else None
        return there if there in self.active else None

    def _present(self) -> list[UUID]:
        return [one for one in self.pool if one not in self.stands_in]

    def _next(self) -> UUID | None:
        chosen = next_in_turn(self._present(), self.handing.last_id if self.handing else None)
        if chosen and self.handing:
            self.handing.last_id = chosen
            self.handing.save(update_fields=["last"])
        return chosen

    def _lightest(self) -> UUID | None:
        chosen = least_loaded(self._present(), self.load)
        if chosen:
            self.load[chosen] += 1
        return chosen


def _desk(court: Court, tasks: Sequence[UnassignedTask], now: datetime) -> _Desk:
    """The rule's row is held where its order matters, so that two workers do not give the same turn twice."""
    handing = CourtHanding.objects.filter(court=court).first()
    rule = HandingRule(handing.rule) if handing else HandingRule.NOBODY
    if rule in {HandingRule.ROUND_ROBIN, HandingRule.LEAST_LOAD}:
        handing = CourtHanding.objects.select_for_update().get(court=court)
    kinds = {ROWS[task.kind].owner for task in tasks if task.court.id == court.id}
    is_promised = any(task.agreed_by for task in tasks if task.court.id == court.id)
    if kinds == {Owner.ANYBODY} and rule is HandingRule.NOBODY and not is_promised:
        return _Desk(rule, handing, {}, [], {})
    staff = dict(User.objects.filter(court=court, is_active=True, role__in=DOES_TASKS).values_list("id", "role"))
    pool = sorted(one for one, role in staff.items() if role in POOL)
    desk = _Desk(rule, handing, staff, pool, away(staff, now))
    if rule is HandingRule.LEAST_LOAD:
        loads = Task.objects.filter(owner__in=pool, closed_at=None).values_list("owner").annotate(Count("id"))
        desk.load = Counter(dict(loads.order_by()))
    return desk


def rule_of(court: Court) -> HandingRule:
    """The rule of the court; nobody's until somebody takes them, where none was chosen."""
    row = CourtHanding.objects.filter(court=court).first()
    return HandingRule(row.rule) if row else HandingRule.NOBODY


@transaction.atomic
def set_rule(court: Court, rule: str, by: str, now: datetime) -> HandingRule:
    """Choose the rule; it counts for tasks that open from now on. WrongField for a word that is none."""
    if rule not in tuple(HandingRule):
        raise WrongField("rule", "no_such_handing_rule")
    Court.objects.select_for_update().get(id=court.id)
    before = rule_of(court)
    if before == rule:
        return before
    CourtHanding.objects.update_or_create(court=court, defaults={"rule": rule})
    details = {"before": before.value, "rule": rule}
    record([NewEvent("handing.ruled", f"court:{court.id}", None, now, by, details)], now)
    return HandingRule(rule)
