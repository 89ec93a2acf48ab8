"""Asks the law about envelopes whose facts changed, writes its answers, and starts what follows from them.

Where a finding that people relied on has changed, or a judge decided, the clerk is told.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.db.models import Max, Q

from songda.core.delivery.changes import FindingOutcome, Line, changed_lines, is_shaken, outcome_in_event, outcome_of
from songda.core.delivery.plan import FIND_OUT_DEATH
from songda.core.delivery.tasks import Fact
from songda.core.law import decide
from songda.core.law.facts import Person
from songda.records.ground.evidence.models import Event
from songda.records.ground.queue import CHUNK, ask, isolate_failures, isolating
from songda.records.law.facts.dossier import Dossier, load_dossiers
from songda.records.law.facts.law_facts import law_facts
from songda.records.law.facts.on_record import require_told_dossiers
from songda.records.law.facts.plan_facts import has_running_notice, is_served
from songda.records.law.planning.advance import end_search
from songda.records.law.planning.summonses import KINDS
from songda.records.law.ways import tell_overtaken
from songda.records.service.determinations.models import Determination
from songda.records.service.findings.law_version import law_version
from songda.records.service.findings.write import LawAnswer, needs_certificate, write_answers
from songda.records.service.orders.due import (
    mark_person_for_step,
    note_law_answered,
    reopen,
    wait_for_law,
    wait_for_law_until,
)
from songda.records.service.orders.models import Envelope, Service
from songda.records.service.tasks.actions import (
    OpenTask,
    TaskDraft,
    end_by_fact,
    end_quarantine,
    end_those_of,
    open_tasks,
    open_tasks_of,
    quarantine,
    redate_tasks,
)
from songda.records.service.tasks.models import Task

NOTICE_AGAIN = timedelta(hours=12)
UNDECIDED = "facts_undecided"


@isolating
def ask_law(now: datetime, ids: Sequence[UUID] | None = None) -> int:
    """Settle the envelopes whose facts changed, at most one chunk; gives back how many were looked at.

    An envelope whose facts the law cannot be asked about is put in quarantine and holds no other up.
    """
    due = Envelope.objects.filter(ask_law_at__lte=now)
    if ids is not None:
        due = due.filter(id__in=ids)
    locked = due.select_related("case__court", "party").order_by("ask_law_at", "id")
    envelopes = list(locked.select_for_update(skip_locked=True, of=("self",))[:CHUNK])
    _, failed = isolate_failures(envelopes, partial(_settle, now=now))
    for envelope_id, again in quarantine(failed, UNDECIDED, now).items():
        wait_for_law([envelope_id], again)
    return len(envelopes)


def _settle(envelopes: Sequence[Envelope], now: datetime) -> None:
    dossiers = load_dossiers(envelopes)
    answers = [ruling_of(dossier, s, now) for dossier in dossiers for s in dossier.services]
    changed = write_told(dossiers, answers, now)
    tasks = follow_up(dossiers, changed, now)
    wait_for_the_clock(answers, now)
    end_quarantine(tasks, UNDECIDED, now)


def write_told(dossiers: Sequence[Dossier], answers: Sequence[LawAnswer], now: datetime) -> list[LawAnswer]:
    """Write the answers that changed; `UntoldError` where the rows that gave one are not as the log tells."""
    new = {answer.envelope_id for answer in answers if answer.is_new}
    require_told_dossiers([dossier for dossier in dossiers if dossier.envelope.id in new])
    return write_answers(answers, now)


def ruling_of(dossier: Dossier, service: Service, now: datetime, *, is_only_law: bool = False) -> LawAnswer:
    """What the law says of a service now; `is_only_law` when no fact changed since it was asked last."""
    facts = law_facts(dossier, service, now)
    decision = decide(facts)
    return LawAnswer(
        service_id=service.id,
        envelope_id=dossier.envelope.id,
        case_id=dossier.envelope.case_id,
        decision=decision,
        before=getattr(service, "finding", None),
        law_version=law_version(),
        is_only_law=is_only_law,
        ask_again_at=min((at for at in (facts.next_moment(), decision.comes_at) if at is not None), default=None),
    )


def wait_for_the_clock(answers: Sequence[LawAnswer], now: datetime) -> None:
    """Ask again when an effect comes of itself, or when the time of a fact has come that was told too early.

    A provider's clock, or another machine's, may be a little ahead of the one that asked.
    """
    first: dict[UUID, datetime] = {}
    for answer in answers:
        if answer.ask_again_at is not None and answer.ask_again_at > now:
            known = first.setdefault(answer.envelope_id, answer.ask_again_at)
            first[answer.envelope_id] = min(known, answer.ask_again_at)
    wait_for_law_until(first)


def follow_up(dossiers: Sequence[Dossier], changed: Sequence[LawAnswer], now: datetime) -> Sequence[OpenTask]:
    """What follows for these envelopes: done, or the next step; the judge is asked, certificates are made.

    Gives the tasks that were open before.
    """
    status = {ruling.service_id: ruling.status for ruling in changed}
    ids = [dossier.envelope.id for dossier in dossiers]
    served = [dossier.envelope.id for dossier in dossiers if _all_effective(dossier, status)]
    note_law_answered(ids, served, now)
    tell_overtaken([dossier.envelope for dossier in dossiers if dossier.envelope.id in served], "engine", now)
    denied = {ruling.envelope_id for ruling in changed if ruling.decision.is_denied} | _denied_before(dossiers, changed)
    tasks = open_tasks_of(ids)
    end_search(dossiers, tasks, now)
    # Whoever is served need not be called, looked for or served otherwise: no work is done twice.
    found = {*served} - denied
    answered = [task for task in tasks if task.envelope_id in found and task.reason != "asked_for_help"]
    end_those_of(answered, Fact.SERVED, "engine", now)
    for dossier in dossiers:
        if dossier.is_said_dead and dossier.envelope.id in found and _took_it(dossier):
            mark_person_for_step(dossier.envelope.party_id, now)
            end_by_fact(Fact.SERVED, Q(party=dossier.envelope.party_id, kind=FIND_OUT_DEATH), "engine", now)
    _wait_for_notices(dossiers, set(served), now)
    ended = {*served, *(dossier.envelope.id for dossier in dossiers if dossier.envelope.recalled_at)}
    unserved = [envelope_id for envelope_id in ids if envelope_id not in ended]
    reopen(unserved, now)
    _ask_judge(dossiers, changed, tasks, now)
    notify_clerk([dossier.envelope for dossier in dossiers], changed, now)
    _keep_last_days(dossiers, changed, now)
    if any(needs_certificate(ruling) for ruling in changed):
        ask("certificates.issue", queue="certificates")
    return tasks


def _took_it(dossier: Dossier) -> bool:
    """Whether they took it themselves, and so live."""
    return bool(dossier.acts) or any(step.by == Person.RECIPIENT for each in dossier.deeds for step in each.steps)


def _keep_last_days(dossiers: Sequence[Dossier], changed: Sequence[LawAnswer], now: datetime) -> None:
    """No task about these people is due beyond a last day that runs by now, nor kept to one that no longer does."""
    moved = {ruling.envelope_id for ruling in changed}
    people = {dossier.envelope.party_id for dossier in dossiers if dossier.envelope.id in moved}
    if people:
        redate_tasks(Q(party_id__in=people) | Q(envelope__party_id__in=people), now)


def _denied_before(dossiers: Sequence[Dossier], changed: Sequence[LawAnswer]) -> set[UUID]:
    """The envelopes of which a paper was denied already, and stays so: whoever is meant must still be found."""
    anew = {ruling.service_id for ruling in changed}
    known = [s for dossier in dossiers for s in dossier.services if s.id not in anew and hasattr(s, "finding")]
    return {service.envelope_id for service in known if service.finding.is_denied}


def _wait_for_notices(dossiers: Sequence[Dossier], served: set[UUID], now: datetime) -> None:
    """The days of a public notice run out without an event: the law is asked again twice a day until they have."""
    waiting = [
        dossier.envelope.id for dossier in dossiers if dossier.envelope.id not in served and has_running_notice(dossier)
    ]
    wait_for_law(waiting, now + NOTICE_AGAIN)


def _all_effective(dossier: Dossier, changed: dict[UUID, str]) -> bool:
    if not changed:
        return is_served(dossier)
    known = {s.id: s.finding.status for s in dossier.services if hasattr(s, "finding")} | changed
    return all(known.get(service.id) == "effective" for service in dossier.services)


def _ask_judge(
    dossiers: Sequence[Dossier], changed: Sequence[LawAnswer], tasks: Sequence[OpenTask], now: datetime
) -> None:
    by_id = {dossier.envelope.id: dossier.envelope for dossier in dossiers}
    reasons = {r.envelope_id: "not_me" if r.decision.is_denied else r.status for r in changed if r.awaits_judge}
    drafts = [TaskDraft("decide_finding", why, by_id[e].case, by_id[e]) for e, why in reasons.items()]
    open_tasks(drafts, now)
    # What the recipient themselves settled in the meantime is no longer for the judge.
    awaits = {ruling.service_id: ruling.awaits_judge for ruling in changed}
    settled = {dossier.envelope.id for dossier in dossiers if changed and not _awaits_judge(dossier, awaits)}
    end_those_of([task for task in tasks if task.envelope_id in settled], Fact.FINDING_SETTLED, "engine", now)


def _awaits_judge(dossier: Dossier, changed: dict[UUID, bool]) -> bool:
    known = {s.id: s.finding.awaits_judge for s in dossier.services if hasattr(s, "finding")} | changed
    return any(known.get(service.id) for service in dossier.services)


@dataclass(frozen=True)
class Change:
    """How one service stood before and how it stands now, line by line."""

    service: Service
    at: datetime
    before: FindingOutcome
    after: FindingOutcome
    cause: str = ""

    @property
    def lines(self) -> list[Line]:
        """What it is about, how it was, how it is now."""
        return changed_lines(self.before, self.after)


def notify_clerk(envelopes: Sequence[Envelope], changed: Sequence[LawAnswer], now: datetime) -> None:
    """Inside the caller's transaction: one task for each envelope of which a clerk must learn."""
    again = [(ruling, outcome_of(ruling.before.decision)) for ruling in changed if ruling.before is not None]
    moved = [(ruling, before) for ruling, before in again if changed_lines(before, outcome_of(ruling.decision))]
    if not moved:
        return
    by_id = {envelope.id: envelope for envelope in envelopes}
    seen_to = _with_outdated_summons({by_id[ruling.envelope_id].party_id for ruling, _ in moved})
    ruled = _last_rulings({by_id[ruling.envelope_id].party_id for ruling, _ in moved})
    due = [
        by_id[ruling.envelope_id]
        for ruling, before in moved
        if is_shaken(before, outcome_of(ruling.decision)) or _is_judged(ruling, ruled, by_id)
        if not (by_id[ruling.envelope_id].party_id in seen_to and _only_guard(before, outcome_of(ruling.decision)))
    ]
    unique = {envelope.id: envelope for envelope in due}.values()
    open_tasks([TaskDraft("note_change", "finding_changed", one.case, one) for one in unique], now)


def _with_outdated_summons(party_ids: set[UUID]) -> set[UUID]:
    """Whose hearing changed: a task asks for a new summons, or to tell them, and says the same as the guard."""
    return set(
        Task.objects.filter(party_id__in=party_ids, kind__in=KINDS, closed_at=None).values_list("party", flat=True)
    )


def _only_guard(before: FindingOutcome, after: FindingOutcome) -> bool:
    return {name for name in after if before.get(name) != after[name]} <= {"safe"}


def _last_rulings(party_ids: set[UUID]) -> dict[UUID, datetime]:
    """When a judge last decided anything about these parties."""
    rows = Determination.objects.filter(party_id__in=party_ids).exclude(kind="guard")
    return dict(rows.values_list("party_id").annotate(newest=Max("at")))


def _is_judged(ruling: LawAnswer, ruled: dict[UUID, datetime], by_id: dict[UUID, Envelope]) -> bool:
    """Whether a judge decided something since the finding that stood before."""
    at = ruled.get(by_id[ruling.envelope_id].party_id)
    return at is not None and ruling.before is not None and at >= ruling.before.decided_at


def changes_of(task: Task) -> list[Change]:
    """What changed in the envelope of a task while it was open: the first stand of each service, and the last one."""
    if task.envelope_id is None:
        return []
    services = Service.objects.filter(envelope_id=task.envelope_id, recalled_at=None).select_related("paper", "finding")
    by_stream = {f"service:{service.id}": service for service in services.order_by("paper__filed_at", "id")}
    events = Event.objects.on_record().filter(stream__in=by_stream, recorded_at__gte=task.opened_at).order_by("number")
    if task.closed_at is not None:
        events = events.filter(recorded_at__lte=task.closed_at)
    found: dict[str, Change] = {}
    for event in events:
        if was := event.data.get("was"):
            first = found[event.stream].before if event.stream in found else was
            found[event.stream] = Change(
                by_stream[event.stream], event.recorded_at, first, outcome_in_event(event.data)
            )
    return [found[stream] for stream in by_stream if stream in found and found[stream].lines]
