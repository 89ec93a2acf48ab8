"""Experiments with the words of the first message: written, approved by another, ended by their own rule."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction

from songda.clock import new_id
from songda.core.access import Act
from songda.core.evidence.canonical import Json
from songda.core.identifiers.visible import one_line
from songda.core.outreach.experiments import ERROR, LONGEST, POWER, WINDOW, Plan, Verdict, conclude, is_due
from songda.core.outreach.wording import FEWEST, MOST, Parts, check_texts, own_text, sample_of
from songda.core.refusal import Refused, WrongField
from songda.records.court.staff.models import Court
from songda.records.court.staff.office import check_office
from songda.records.delivery.outreach.models import Arm, Experiment
from songda.records.delivery.outreach.outcomes import Tally, tally
from songda.records.ground.evidence.actions import NewEvent, record

NAMES = "ABCD"
LONGEST_NAME = 80


@dataclass(frozen=True)
class ExperimentDraft:
    """Texts to be compared, the share that shows who they are today, the share worth finding, for how many weeks."""

    name: str
    texts: Sequence[str]
    usual_percent: int
    wanted_percent: int
    weeks: int


def plan_of(draft: ExperimentDraft) -> Plan:
    """What it takes; WrongField where there is nothing to be found."""
    if not 0 < draft.usual_percent < draft.wanted_percent < 100:
        raise WrongField("wanted_percent", "wording_shares")
    if not FEWEST <= len(draft.texts) <= MOST:
        raise WrongField("texts", "wording_count", fewest=FEWEST, most=MOST)
    return Plan(len(draft.texts), draft.usual_percent / 100, draft.wanted_percent / 100)


@transaction.atomic
def draft_experiment(
    court: Court, draft: ExperimentDraft, count_parts: Callable[[str], int], by: str, now: datetime
) -> Experiment:
    """Write it down for approval; raises WrongField for texts that differ in law, or take more parts."""
    check_office(by, Act.RUN_OUTREACH, court)
    plan, name = plan_of(draft), one_line(draft.name)
    if not 0 < len(name) <= LONGEST_NAME:
        raise WrongField("name", "wording_name", longest=LONGEST_NAME)
    if not timedelta(0) < timedelta(weeks=draft.weeks) <= LONGEST:
        raise WrongField("weeks", "wording_weeks", longest=LONGEST.days // 7)
    own_parts = count_parts(sample_of(own_text(), court.name))
    check_texts(draft.texts, Parts(own_parts, count_parts, court.name))
    experiment = Experiment.objects.create(
        id=new_id(),
        court=court,
        name=name,
        usual_percent=draft.usual_percent,
        wanted_percent=draft.wanted_percent,
        arms_count=plan.arms,
        needed=plan.needed,
        drafted_at=now,
        drafted_by=by,
        ends_at=now + timedelta(weeks=draft.weeks),
    )
    arms = [Arm(id=new_id(), experiment=experiment, name=NAMES[i], text=text) for i, text in enumerate(draft.texts)]
    Arm.objects.bulk_create(arms)
    record([_event("experiment.drafted", experiment, by, now, _fixed(experiment, arms))], now)
    return experiment


@transaction.atomic
def begin_experiment(experiment: Experiment, by: str, now: datetime) -> None:
    """Another person approves, and it begins; Refused while another one runs, since both change the same text."""
    held = _held(experiment, Act.APPROVE_WORDING, by)
    if held.begun_at is not None:
        raise Refused("experiment_begun_already")
    if held.drafted_by == by:
        raise Refused("experiment_by_another")
    if not settings.WORDING_SECRET:
        raise Refused("experiment_without_secret")
    weeks = held.ends_at - held.drafted_at
    held.begun_at, held.begun_by, held.ends_at = now, by, now + weeks
    try:
        with transaction.atomic():
            held.save(update_fields=["begun_at", "begun_by", "ends_at"])
    except IntegrityError:
        raise Refused("experiment_runs_already") from None
    record([_event("experiment.begun", held, by, now, {"ends_at": held.ends_at.isoformat()})], now)


@transaction.atomic
def stop_experiment(experiment: Experiment, by: str, now: datetime) -> None:
    """Whoever may put texts up may stop it at any time; then nothing is concluded. Twice is one event."""
    held = _held(experiment, Act.RUN_OUTREACH, by)
    if held.ended_at is None:
        _end(held, tally(held, now), by, now, was_stopped=True)


@transaction.atomic
def end_experiment(experiment: Experiment, by: str, now: datetime) -> None:
    """Take the one look; Refused before every text has its people and before the time is over."""
    held = _held(experiment, Act.RUN_OUTREACH, by)
    if held.ended_at is not None or held.begun_at is None:
        raise Refused("experiment_not_running")
    counted = tally(held, now)
    if not is_due(held.plan, [arm.share.of for arm in counted.arms], held.ends_at, now):
        raise Refused("experiment_too_early", needed=held.needed, fewest=counted.fewest)
    _end(held, counted, by, now, was_stopped=False)


def _end(held: Experiment, counted: Tally, by: str, now: datetime, *, was_stopped: bool) -> None:
    conclusion = conclude(held.plan, counted.arms, was_stopped=was_stopped)
    held.ended_at, held.verdict, held.winner = now, conclusion.verdict.value, conclusion.winner
    held.save(update_fields=["ended_at", "verdict", "winner"])
    told: dict[str, Json] = {
        "verdict": held.verdict,
        "winner": held.winner,
        "arms": {arm.name: [arm.share.hits, arm.share.of] for arm in counted.arms},
    }
    name = "experiment.stopped" if conclusion.verdict is Verdict.STOPPED else "experiment.ended"
    record([_event(name, held, by, now, told)], now)


def experiment_of(court: Court, experiment_id: UUID) -> Experiment:
    """One of this court; Experiment.DoesNotExist for any other."""
    return Experiment.objects.prefetch_related("arms").get(id=experiment_id, court=court)


def _held(experiment: Experiment, act: Act, by: str) -> Experiment:
    """The row, locked, for somebody whose office has this act; Refused for anybody else."""
    check_office(by, act, experiment.court_id)
    return Experiment.objects.select_for_update(of=("self",)).get(id=experiment.id)


def _fixed(experiment: Experiment, arms: Sequence[Arm]) -> dict[str, Json]:
    """Everything that may not be changed afterwards."""
    return {
        "name": experiment.name,
        "texts": {arm.name: arm.text for arm in arms},
        "usual_percent": experiment.usual_percent,
        "wanted_percent": experiment.wanted_percent,
        "needed": experiment.needed,
        "outcome": "identity.proved",
        "within_hours": int(WINDOW.total_seconds() // 3600),
        "error_percent": round(ERROR * 100),
        "power_percent": round(POWER * 100),
    }


def _event(name: str, experiment: Experiment, by: str, now: datetime, data: dict[str, Json]) -> NewEvent:
    return NewEvent(name, f"experiment:{experiment.id}", None, now, by, {"court": str(experiment.court_id), **data})
