"""The ladder before a public notice, tier by tier, and every try at a recipient in words.

It tells what the notice is reasoned with and what the file must show: of each try when, by which way, where, with what
outcome, who made it, and for which order.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, prefetch_related_objects

from songda.core.law import Ladder, LadderStanding, Tier
from songda.core.law.facts import Channel
from songda.records.ground import vault
from songda.records.law.facts.dossier import Dossier
from songda.records.law.facts.law_facts import APPROVED
from songda.records.law.notice_ground import ladders
from songda.records.matter.circumstances.models import Circumstance
from songda.records.matter.papers.models import Paper
from songda.records.matter.parties.models import Address, Party
from songda.records.service.calls.models import Call
from songda.records.service.deeds.models import Deed, DeedStep
from songda.records.service.determinations.models import Determination
from songda.records.service.orders.models import Envelope

# A tier stands as its worst paper stands: the ways may differ from paper to paper.
_WORST_FIRST = ("open", "tried", "ruled_out", "closed")
ENGINE = "engine"


@dataclass(frozen=True)
class PaperLadder:
    """What the law says of a notice of this paper, as the file stands."""

    paper: Paper
    ladder: Ladder


@dataclass(frozen=True)
class TierName:
    """What a tier is called, in the words of the law."""

    ladder: Ladder
    tier: Tier

    def sentence(self, language: str) -> str:
        return self.ladder.name_of(self.tier, language)


@dataclass(frozen=True)
class TriedStep:
    """One line: when, by which way, to which address, with what outcome, and the words that were noted.

    `by` is who signed, `who` who made or recorded the try, `other` the order that it was made for, if it is another.
    `stream` and `key` lead to its event.
    """

    at: datetime
    way: str
    address: Address | None
    outcome: str
    by: str = ""
    words: str = ""
    who: str = ENGINE
    other: Envelope | None = None
    stream: str = ""  # of the log, in which it is told
    key: str = ""  # by which its own event is found there; empty: the first


def steps_of(dossier: Dossier) -> list[TriedStep]:
    """Everything on record of this person at this stage, oldest first, in a fixed number of statements."""
    dossiers = [dossier, *dossier.others_of_person]
    addresses = _addresses(dossiers)
    steps = [step for each in dossiers for step in _of_envelope(each, dossier.envelope, addresses)]
    return sorted([*steps, *_calls(dossier.envelope)], key=lambda step: step.at)


def _addresses(dossiers: Iterable[Dossier]) -> dict[object, Address]:
    tried = {attempt.address_id for dossier in dossiers for attempt in dossier.attempts}
    gone_to = {each.deed.address_id for dossier in dossiers for each in dossier.deeds if each.deed.address_id}
    return dict(Address.objects.in_bulk(tried | gone_to))


def _of_envelope(dossier: Dossier, own: Envelope, addresses: dict[object, Address]) -> Iterator[TriedStep]:
    other = None if dossier.envelope.id == own.id else dossier.envelope
    for attempt in dossier.attempts:
        at = attempt.submitted_at or attempt.planned_at
        address, stream = addresses.get(attempt.address_id), f"attempt:{attempt.id}"
        yield TriedStep(at, attempt.channel, address, attempt.state, other=other, stream=stream)
    yield from _by_people([each.deed for each in dossier.deeds], other, addresses)


def _by_people(deeds: Sequence[Deed], other: Envelope | None, addresses: dict[object, Address]) -> Iterator[TriedStep]:
    prefetch_related_objects(deeds, Prefetch("steps", DeedStep.objects.filter(struck_at=None).order_by("at", "id")))
    for deed in deeds:
        address = addresses.get(deed.address_id)
        for step in deed.steps.all():
            sealed = step.words_sealed
            words = vault.open_text(f"step.words:{step.id}", sealed) if sealed else ""
            source = (step.by, words, step.recorded_by, other, f"deed:{deed.id}", str(step.id))
            yield TriedStep(step.at, deed.way, address, step.kind, *source)


def _calls(envelope: Envelope) -> Iterator[TriedStep]:
    calls = (
        Call.objects.filter(party_id=envelope.party_id, struck_at=None).select_related("address").order_by("at", "id")
    )
    for call in calls:
        source = ("", call.note, f"staff:{call.caller_id}", None, f"party:{call.party_id}", str(call.id))
        yield TriedStep(call.at, "phone", call.address, call.outcome, *source)


@dataclass(frozen=True)
class TierView:
    """One tier for all papers: open, tried (in vain), ruled_out or closed, and what is on record of its ways."""

    name: str
    words: TierName
    ways: tuple[Channel, ...]
    state: str
    steps: tuple[TriedStep, ...]
    notes: tuple[Circumstance, ...]
    open: tuple[Channel, ...]
    is_approved: bool  # a judge found that its ways cannot serve the recipient


@dataclass(frozen=True)
class TriesSoFar:
    """All that was tried, oldest first, and where the law stands for each paper."""

    party: Party
    steps: tuple[TriedStep, ...]
    papers: tuple[PaperLadder, ...]
    tiers: tuple[TierView, ...]
    notes: tuple[Circumstance, ...]
    approval: Determination | None  # what a judge said last of this notice

    @property
    def has_ground(self) -> bool:
        """Whether a notice of every paper would have a ground."""
        return bool(self.papers) and all(each.ladder.has_ground for each in self.papers)

    @property
    def untried(self) -> tuple[Channel, ...]:
        """The ways that are open for some paper and were not tried in vain, each once."""
        return tuple(dict.fromkeys(way for each in self.papers for way in each.ladder.untried))

    @property
    def is_begun(self) -> bool:
        """Whether the judge can be asked: something was tried for every paper, and not everything."""
        standings = {each.ladder.standing for each in self.papers}
        return LadderStanding.INCOMPLETE in standings and LadderStanding.NONE not in standings

    @property
    def is_closed(self) -> bool:
        """Whether the law knows no public notice of these papers."""
        return bool(self.papers) and not any(each.ladder.is_open for each in self.papers)


def tries_in(dossier: Dossier, now: datetime) -> TriesSoFar:
    """The same of rows that were read already."""
    papers = tuple(PaperLadder(service.paper, ladder) for service, ladder in ladders(dossier, now))
    steps = tuple(steps_of(dossier))
    tiers = tuple(_views([each.ladder for each in papers], dossier, steps))
    return TriesSoFar(dossier.envelope.party, steps, papers, tiers, tuple(dossier.ruled_out), dossier.approval)


def _views(each_ladder: Sequence[Ladder], dossier: Dossier, steps: Sequence[TriedStep]) -> Iterable[TierView]:
    for same in zip(*(each.tiers for each in each_ladder), strict=True):
        ways = same[0].ways
        states = {_state(tier) for tier in same}
        yield TierView(
            name=same[0].name,
            words=TierName(each_ladder[0], same[0]),
            ways=ways,
            state=next(state for state in _WORST_FIRST if state in states),
            steps=tuple(step for step in steps if step.way in ways),
            notes=tuple(note for note in dossier.ruled_out if set(note.details["ways"]) & set(ways)),
            open=tuple(way for way in ways if any(way in tier.open for tier in same)),
            is_approved=_is_approved(dossier.approval, ways),
        )


def _state(tier: Tier) -> str:
    if tier.tried:
        return "tried"
    if tier.open:
        return "open"
    return "ruled_out" if tier.ruled_out else "closed"


def _is_approved(approval: Determination | None, ways: Iterable[Channel]) -> bool:
    if approval is None or approval.outcome != APPROVED:
        return False
    return bool(set((approval.shown_to_judge or {}).get("ways", ())) & {way.value for way in ways})
