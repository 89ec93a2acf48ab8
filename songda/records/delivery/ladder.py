"""What was tried to reach a recipient, when and with what outcome: what a public notice is reasoned with."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from songda.core.law import Ladder, ladder
from songda.core.law.facts import Channel
from songda.records import vault
from songda.records.delivery.facts import law_facts
from songda.records.delivery.load import EnvelopeRows, load
from songda.records.delivery.models import Attempt
from songda.records.orders.models import Envelope
from songda.records.papers.models import Paper
from songda.records.parties.models import Address, Call, Party


@dataclass(frozen=True)
class TriedStep:
    """One line: when, by which way, to which address, with what outcome, and the words that were noted."""

    at: datetime
    way: str
    address: Address | None
    outcome: str
    by: str = ""
    words: str = ""


@dataclass(frozen=True)
class PaperLadder:
    """What the law says of a notice of this paper, as the file stands."""

    paper: Paper
    ladder: Ladder


@dataclass(frozen=True)
class Tried:
    """All that was tried, oldest first, and where the law stands for each paper."""

    party: Party
    steps: tuple[TriedStep, ...]
    papers: tuple[PaperLadder, ...]

    @property
    def has_ground(self) -> bool:
        """Whether a notice of every paper would have a ground."""
        return bool(self.papers) and all(each.ladder.has_ground for each in self.papers)

    @property
    def untried(self) -> tuple[Channel, ...]:
        """The ways that are open for some paper and were not tried in vain, each once."""
        return tuple(dict.fromkeys(way for each in self.papers for way in each.ladder.untried))


def tried(envelope: Envelope, now: datetime) -> Tried:
    """Everything on record for this envelope, in a fixed number of statements."""
    (row,) = load([envelope])
    told = ((service.paper, ladder(law_facts(row, service, now))) for service in row.services)
    steps = sorted([*_sent(row.attempts), *_handed(row), *_calls(envelope)], key=lambda step: step.at)
    papers = tuple(PaperLadder(paper, stands) for paper, stands in told if stands is not None)
    return Tried(envelope.party, tuple(steps), papers)


def _sent(attempts: Sequence[Attempt]) -> Iterator[TriedStep]:
    """Messages of the engine, each with the state that it is in."""
    addresses = Address.objects.in_bulk([attempt.address_id for attempt in attempts if attempt.address_id])
    for attempt in attempts:
        at = attempt.handed_at or attempt.planned_at
        address = addresses.get(attempt.address_id) if attempt.address_id else None
        yield TriedStep(at, attempt.channel, address, attempt.state)


def _handed(row: EnvelopeRows) -> Iterator[TriedStep]:
    addresses = Address.objects.in_bulk([attempt.address_id for attempt in row.handed if attempt.address_id])
    for attempt in row.handed:
        address = addresses.get(attempt.address_id) if attempt.address_id else None
        for step in attempt.steps.all():
            sealed = step.words_sealed
            words = vault.open_text(f"step.words:{step.id}", sealed) if sealed else ""
            yield TriedStep(step.at, attempt.channel, address, step.kind, step.by, words)


def _calls(envelope: Envelope) -> Iterator[TriedStep]:
    calls = Call.objects.filter(party_id=envelope.party_id).select_related("address").order_by("at", "id")
    for call in calls:
        yield TriedStep(call.at, "phone", call.address, call.outcome)
