"""Experiments with the words of the first message: written, approved by another, ended by their own rule.

What became of their people is counted out of the evidence log alone: who showed who they are, in time.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import OuterRef, QuerySet, Subquery

from songda.clock import new_id
from songda.core.access import Act
from songda.core.delivery.wording import MessageFacts
from songda.core.evidence.canonical import Json
from songda.core.identifiers.typed import one_line
from songda.core.outreach.effects import Share
from songda.core.outreach.experiments import ERROR, LONGEST, POWER, WINDOW, Plan, Verdict, arm_of, conclude, is_due
from songda.core.outreach.experiments import Arm as CountedArm
from songda.core.outreach.wording import FEWEST, MOST, Parts, check_texts, fill, own_text, sample_of
from songda.core.refusal import Refused, WrongField
from songda.records.court.staff.models import Court
from songda.records.court.staff.office import check_office
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.ground.evidence.models import Event
from songda.records.matter.parties.models import Party
from songda.records.service.outreach.models import Arm, Assignment, Experiment

NAMES = "ABCD"
LONGEST_NAME = 80
SHOWN = "identity.proved"
_AT_ONCE = 5_000


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
    own_parts = count_parts(sample_of(own_text(court.own_words), court.name))
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
    locked = _locked(experiment, Act.APPROVE_WORDING, by)
    if locked.begun_at is not None:
        raise Refused("experiment_begun_already")
    if locked.drafted_by == by:
        raise Refused("experiment_by_another")
    if not settings.WORDING_SECRET:
        raise Refused("experiment_without_secret")
    weeks = locked.ends_at - locked.drafted_at
    locked.begun_at, locked.begun_by, locked.ends_at = now, by, now + weeks
    try:
        with transaction.atomic():
            locked.save(update_fields=["begun_at", "begun_by", "ends_at"])
    except IntegrityError:
        raise Refused("experiment_runs_already") from None
    record([_event("experiment.begun", locked, by, now, {"ends_at": locked.ends_at.isoformat()})], now)


@transaction.atomic
def stop_experiment(experiment: Experiment, by: str, now: datetime) -> None:
    """Whoever may put texts up may stop it at any time; then nothing is concluded. Twice is one event."""
    locked = _locked(experiment, Act.RUN_OUTREACH, by)
    if locked.ended_at is None:
        _end(locked, tally(locked, now), by, now, was_stopped=True)


@transaction.atomic
def end_experiment(experiment: Experiment, by: str, now: datetime) -> None:
    """Take the one look; Refused before every text has its people and before the time is over."""
    locked = _locked(experiment, Act.RUN_OUTREACH, by)
    if locked.ended_at is not None or locked.begun_at is None:
        raise Refused("experiment_not_running")
    counted = tally(locked, now)
    if not is_due(locked.plan, [arm.share.of for arm in counted.arms], locked.ends_at, now):
        raise Refused("experiment_too_early", needed=locked.needed, fewest=counted.fewest)
    _end(locked, counted, by, now, was_stopped=False)


@dataclass(frozen=True)
class Tally:
    """Of each text those whose time is over with those who came; `waiting` are people whose time still runs."""

    arms: tuple[CountedArm, ...]
    waiting: int

    @property
    def fewest(self) -> int:
        """People of the text that has had the fewest."""
        return min(arm.share.of for arm in self.arms)


def tally(experiment: Experiment, now: datetime) -> Tally:
    """The counts at this moment; nobody sees the shares before the one look."""
    people: Counter[str] = Counter()
    came: Counter[str] = Counter()
    rows = Assignment.objects.filter(experiment=experiment)
    over = rows.filter(sent_at__lte=now - WINDOW).values_list("arm__name", "envelope_id", "sent_at").order_by("id")
    batch: list[tuple[str, str, datetime]] = []
    for name, envelope_id, sent_at in over.iterator(_AT_ONCE):
        batch.append((name, f"envelope:{envelope_id}", sent_at))
        if len(batch) == _AT_ONCE:
            _count(batch, people, came)
            batch = []
    _count(batch, people, came)
    names = experiment.arms.values_list("name", flat=True)
    arms = tuple(CountedArm(name, Share(came[name], people[name])) for name in names)
    return Tally(arms, rows.count() - people.total())


def _count(batch: list[tuple[str, str, datetime]], people: Counter[str], came: Counter[str]) -> None:
    streams = [stream for _, stream, _ in batch]
    proofs = Event.objects.on_record().filter(stream__in=streams, name=SHOWN).values_list("stream", "happened_at")
    first: dict[str, datetime] = {}
    for stream, at in proofs:
        first[stream] = min(at, first.get(stream, at))
    for name, stream, sent_at in batch:
        people[name] += 1
        came[name] += stream in first and sent_at <= first[stream] <= sent_at + WINDOW


def _end(locked: Experiment, counted: Tally, by: str, now: datetime, *, was_stopped: bool) -> None:
    conclusion = conclude(locked.plan, counted.arms, was_stopped=was_stopped)
    locked.ended_at, locked.verdict, locked.winner = now, conclusion.verdict.value, conclusion.winner
    locked.save(update_fields=["ended_at", "verdict", "winner"])
    data: dict[str, Json] = {
        "verdict": locked.verdict,
        "winner": locked.winner,
        "arms": {arm.name: [arm.share.hits, arm.share.of] for arm in counted.arms},
    }
    name = "experiment.stopped" if conclusion.verdict is Verdict.STOPPED else "experiment.ended"
    record([_event(name, locked, by, now, data)], now)


def experiment_of(court: Court, experiment_id: UUID) -> Experiment:
    """One of this court; Experiment.DoesNotExist for any other."""
    return Experiment.objects.prefetch_related("arms").get(id=experiment_id, court=court)


def _locked(experiment: Experiment, act: Act, by: str) -> Experiment:
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


# Gives first messages their text while an experiment runs; where none runs this is never asked.
#
# Every person has one text for the whole experiment, by a keyed hash. A second case of theirs gets the same words and
# is not counted again.


@dataclass(frozen=True)
class FirstMessage:
    """The first message to somebody: try, envelope, the person as a keyed hash, the experiment of their court."""

    attempt_number: int
    envelope_id: UUID
    person: bytes
    experiment_id: UUID


def running_in(court: str, at: datetime) -> Subquery:
    """The id of what runs in the court of the outer row named by `court`; part of a statement that is made anyway."""
    return Subquery(_running(at).filter(court=OuterRef(court)).values("id")[:1])


@dataclass(frozen=True)
class Comparison:
    """What a court compares just now, for who wants to show the words that would go out."""

    experiment_id: UUID
    arms: tuple[Arm, ...]


def compared_in(court: Court, at: datetime) -> Comparison | None:
    """The comparison that runs in this court; None where none does."""
    running = _running(at).filter(court=court).prefetch_related("arms").first()
    return Comparison(running.id, tuple(running.arms.all())) if running else None


def text_for(compared: Comparison, party: Party, facts: MessageFacts) -> str:
    """The words that this person would get."""
    return text_of(choose(compared.arms, compared.experiment_id, person_of(party)), facts)


def person_of(party: Party) -> bytes:
    """Who they are in any case of theirs, as a keyed hash; where no number is known, who they are in this one."""
    return bytes(party.number_index) if party.number_index else party.id.bytes


def _running(at: datetime) -> QuerySet[Experiment]:
    return Experiment.objects.filter(begun_at__isnull=False, ended_at=None, ends_at__gt=at)


def arms_of(experiments: Sequence[UUID]) -> Mapping[UUID, list[Arm]]:
    """The texts of each experiment in their order."""
    found: dict[UUID, list[Arm]] = {experiment: [] for experiment in experiments}
    for arm in Arm.objects.filter(experiment__in=found).order_by("name"):
        found[arm.experiment_id].append(arm)
    return found


def choose(arms: Sequence[Arm], experiment_id: UUID, person: bytes) -> Arm:
    """The text of this person."""
    return arms[arm_of(settings.WORDING_SECRET.encode(), experiment_id, person, len(arms))]


def assign(messages: Sequence[FirstMessage], now: datetime) -> Mapping[int, Arm]:
    """The text of each message by the number of its try; who is counted already stays counted once."""
    arms = arms_of(list({message.experiment_id for message in messages}))
    chosen = {m.attempt_number: choose(arms[m.experiment_id], m.experiment_id, m.person) for m in messages}
    rows = [
        Assignment(
            experiment_id=message.experiment_id,
            arm=chosen[message.attempt_number],
            person=message.person,
            envelope_id=message.envelope_id,
            attempt_number=message.attempt_number,
            sent_at=now,
        )
        for message in messages
    ]
    Assignment.objects.bulk_create(rows, ignore_conflicts=True)
    return chosen


def text_of(arm: Arm, facts: MessageFacts) -> str:
    """The words of this text for this message."""
    return fill(arm.text, facts)
