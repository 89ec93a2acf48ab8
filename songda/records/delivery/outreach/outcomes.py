"""What became of the people of an experiment, out of the evidence log alone: who showed who they are, in time."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from songda.core.outreach.experiments import WINDOW
from songda.core.outreach.experiments import Arm as CountedArm
from songda.core.outreach.intervals import Share
from songda.records.delivery.outreach.models import Assignment, Experiment
from songda.records.ground.evidence.models import Event

SHOWN = "identity.proved"
_AT_ONCE = 5_000


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
