"""Whom papers are about to go to: what the law says of each paper, what goes out first, and what comes of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _lazy

from songda.channels.registry import place_kinds
from songda.clock import now
from songda.core.care import CareLine
from songda.core.delivery.plan import FIND_OUT_DEATH, HandOver, Step
from songda.core.delivery.states import HELD_BACK
from songda.core.law.facts import Channel
from songda.records.matter.cases.models import Case
from songda.records.matter.circumstances.care import care_of_each
from songda.records.matter.papers.models import Paper
from songda.records.matter.parties.models import Address, Party
from songda.records.overview.boards.preview import (
    FirstMessage,
    PreviewRow,
    called_first,
    denied_numbers,
    first_message,
    first_steps,
    preview,
)
from songda.records.service.orders.actions import OrderDraft

Pair = tuple[UUID, UUID]  # paper, party


@dataclass(frozen=True)
class Choice:
    """What is served on whom: the chosen pairs, by recipient, in the order of the case."""

    case_id: UUID
    papers_of: tuple[tuple[Party, tuple[Paper, ...]], ...]

    @property
    def pairs(self) -> set[Pair]:
        return {(paper.id, party.id) for party, papers in self.papers_of for paper in papers}

    @property
    def papers(self) -> tuple[Paper, ...]:
        """Every paper that is chosen for somebody."""
        return tuple({paper.id: paper for _, papers in self.papers_of for paper in papers}.values())

    @property
    def parties(self) -> tuple[Party, ...]:
        return tuple(party for party, _ in self.papers_of)

    def drafts(self, key: str) -> list[OrderDraft]:
        """One order for each set of papers; the same key gives the same orders, so a second click changes nothing."""
        together: dict[tuple[UUID, ...], list[UUID]] = {}
        for party, papers in self.papers_of:
            together.setdefault(tuple(paper.id for paper in papers), []).append(party.id)
        return [
            OrderDraft(self.case_id, paper_ids, tuple(party_ids), f"{key}:{place}", HELD_BACK)
            for place, (paper_ids, party_ids) in enumerate(together.items())
        ]


def read_choice(case_id: UUID, ticks: Iterable[str], papers: Sequence[Paper], parties: Sequence[Party]) -> Choice:
    """The ticks of the form as a choice; whatever names no paper or party of this case is left out."""
    chosen = {pair for tick in ticks if (pair := read_pair(tick))}
    rows = ((party, tuple(p for p in papers if (p.id, party.id) in chosen)) for party in parties)
    return Choice(case_id, tuple((party, own) for party, own in rows if own))


def read_pair(tick: str) -> Pair | None:
    """Paper and party of a tick; None for what is none."""
    paper, _, party = tick.partition(":")
    try:
        return UUID(paper), UUID(party)
    except ValueError:
        return None


OUTLOOKS: Mapping[str, tuple[str | Promise, str]] = {
    "nothing": (_lazy("Nothing goes out"), "bad"),
    "called": (_lazy("Called first"), "open"),
    "consent": (_lazy("Only with consent"), "open"),
    "out": (_lazy("Goes out"), "good"),
}


@dataclass(frozen=True)
class Recipient:
    """One recipient on the check page: the papers with the law's answer, and the message that will be sent."""

    party: Party
    groups: tuple[tuple[PreviewRow, ...], ...]  # papers of which the law says the same, side by side
    first: FirstMessage | None
    step: Step  # that the engine takes once it is ordered
    care: tuple[CareLine, ...] = ()  # what asks for care in them, and what follows
    called_first: tuple[Address, ...] = ()  # found, not confirmed: nothing is sent there before a call
    denied: tuple[Address, ...] = ()  # numbers whose holders said: not me
    places: tuple[Address, ...] = ()  # where a letter could go as well

    @property
    def rows(self) -> list[PreviewRow]:
        """The papers, one after the other."""
        return [row for group in self.groups for row in group]

    @property
    def closed(self) -> list[PreviewRow]:
        """The papers that cannot be served on them electronically; one of them keeps the message from going out."""
        return [] if self.is_said_dead else [row for row in self.rows if not row.may_serve]

    @property
    def is_said_dead(self) -> bool:
        """Whether a carrier said that they died, and nobody has found out yet."""
        return isinstance(self.step, HandOver) and self.step.task == FIND_OUT_DEATH

    @property
    def task(self) -> str:
        """The kind of task that somebody has instead of a message; empty where one goes out."""
        return self.step.task if isinstance(self.step, HandOver) else ""

    @property
    def reason(self) -> str:
        """The word of the reason why."""
        return self.step.reason if isinstance(self.step, HandOver) else ""

    @property
    def after_consent(self) -> list[PreviewRow]:
        """The papers that open only once they have agreed."""
        return [row for row in self.rows if row.may_serve and row.electronic.needs_consent]

    @property
    def at_once(self) -> list[PreviewRow]:
        """The papers that they may open as soon as they proved who they are."""
        return [row for row in self.rows if row.may_serve and not row.electronic.needs_consent]

    @property
    def outlook(self) -> str:
        """What comes of the order for them: out at once, after consent, after a call, or nothing goes out."""
        if self.first is None:
            return "called" if self.task == "call" else "nothing"
        return "consent" if self.after_consent else "out"

    @property
    def mark(self) -> tuple[str | Promise, str]:
        """The same in a word, with its tone."""
        return OUTLOOKS[self.outlook]

    @property
    def is_plain(self) -> bool:
        """Nothing about them has to be looked at before the order."""
        return self.outlook == "out" and not (self.care or self.called_first or self.denied)

    @property
    def may_post(self) -> bool:
        """Whether the law opens the post for every one of the papers, and a place is known."""
        ways = [{m.channel for m in row.methods if m.allowed} for row in self.rows if not row.is_own_paper]
        return bool(self.places and ways and not self.is_said_dead) and all(Channel.MAIL in opened for opened in ways)

    @property
    def sends(self) -> bool:
        """Whether a message goes out to them as soon as it is ordered."""
        return self.outlook in {"consent", "out"}

    @property
    def parts(self) -> int:
        """How many parts of messages will be sent to them, where parts are counted."""
        return self.first.quote.parts if self.first and self.first.quote else 0


def said_alike(recipients: Iterable[Recipient]) -> list[list[Recipient]]:
    """Those of whom the law says the same and the same comes, together; whoever asks for care stands alone."""
    alike: dict[object, list[Recipient]] = {}
    for one in recipients:
        said = tuple((group[0].is_own_paper, group[0].methods, group[0].electronic) for group in one.groups)
        papers = tuple(row.paper.title for row in one.rows)
        alone = one.party.id if one.care or one.denied or one.is_said_dead else None
        alike.setdefault((one.outlook, one.task, alone, papers, said), []).append(one)
    return list(alike.values())


def recipients_of(case: Case, choice: Choice) -> list[Recipient]:
    """Everybody who is chosen, each with what the law says of their papers and the message that would go out first."""
    rows = preview(case, choice.papers, choice.parties, now())
    chosen = choice.pairs
    care = care_of_each(choice.parties, now())
    steps = first_steps(case, choice.papers_of, now())
    return [
        Recipient(
            party,
            _grouped(row for row in rows if row.party.id == party.id and (row.paper.id, party.id) in chosen),
            first_message(case, party, steps[party.id]),
            steps[party.id],
            care[party.id],
            tuple(called_first(party)),
            tuple(denied_numbers(party)),
            tuple(a for a in party.addresses.all() if a.kind in place_kinds() and a.retired_at is None),
        )
        for party in choice.parties
    ]


def _grouped(rows: Iterable[PreviewRow]) -> tuple[tuple[PreviewRow, ...], ...]:
    groups: dict[object, list[PreviewRow]] = {}
    for row in rows:
        groups.setdefault((row.is_own_paper, row.methods, row.electronic), []).append(row)
    return tuple(tuple(group) for group in groups.values())
