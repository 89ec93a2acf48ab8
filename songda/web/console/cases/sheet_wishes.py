"""What a sheet asks for still: which papers can be ordered for whom, and what cannot, pair by pair, and why.

It is asked anew each time: what stands in the way of one person now takes nothing from anybody else, and is over once
it is mended.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from operator import attrgetter
from typing import Any
from uuid import UUID

from songda.core.refusal import Refused
from songda.core.sheets.cases import CaseRows
from songda.records.court.staff.models import Court
from songda.records.service.orders.actions import OrderDraft, why_not
from songda.web.console.cases.sheet import Batch, wanted_of
from songda.web.console.shared.words import language

OWN = "serves_own_paper"
DONE = frozenset({"already_ordered", "order_served"})
SETTLED = DONE | {OWN}  # nobody has to do anything about these


@dataclass(frozen=True)
class Wish:
    """One paper for one person; `refusal` where it cannot be ordered now."""

    rows: CaseRows
    case: str
    party: str
    name: str
    paper: str
    refusal: Refused | None = None

    @property
    def draft(self) -> OrderDraft:
        """An order of this paper for this person alone."""
        return OrderDraft(UUID(self.case), (UUID(self.paper),), (UUID(self.party),))

    @property
    def code(self) -> str:
        """Why it cannot be ordered; empty where it can."""
        return self.refusal.code if self.refusal else ""

    @property
    def why(self) -> str:
        """The same in words."""
        return self.refusal.sentence(language()) if self.refusal else ""


@dataclass(frozen=True)
class CaseWishes:
    """What can be ordered in one case: the papers of each person."""

    rows: CaseRows
    case: UUID
    papers_of: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Wishes:
    """All of a sheet, case by case what can be ordered, and what cannot."""

    to_order: Sequence[CaseWishes]
    left_out: Sequence[Wish]

    @property
    def own(self) -> int:
        """How many would go to whoever filed them."""
        return sum(wish.code == OWN for wish in self.left_out)

    @property
    def done(self) -> int:
        """How many were ordered elsewhere meanwhile."""
        return sum(wish.code in DONE for wish in self.left_out)

    @property
    def to_mend(self) -> list[Wish]:
        """Those that somebody has to see to; what is said of several papers of one person alike, once."""
        found = (wish for wish in self.left_out if wish.code not in SETTLED)
        return list({(wish.party, wish.why): wish for wish in found}.values())


def wishes_of(batch: Batch, court: Court) -> Wishes:
    """What the rows of registered cases ask for and is not ordered yet, in a few statements however many they are."""
    asked = list(_asked(batch))
    refusals = why_not([wish.draft for wish in asked], court) if asked else []
    answered = [replace(wish, refusal=refusal) for wish, refusal in zip(asked, refusals, strict=True)]
    open_ones = [wish for wish in answered if wish.refusal is None]
    by_case = [_of_case(list(own)) for _case, own in groupby(open_ones, attrgetter("case"))]
    return Wishes(by_case, [wish for wish in answered if wish.refusal is not None])


def _asked(batch: Batch) -> Iterator[Wish]:
    for rows in batch.cases:
        answer = answer_of(batch, rows)
        names = {party: row.cell("name") for party, row in zip(answer.get("people", ()), rows.people, strict=False)}
        for party, papers in wanted_of(rows, {**answer, "settled": ()}):
            yield from (Wish(rows, answer["case"], party, names[party], paper) for paper in papers)


def _of_case(wishes: Sequence[Wish]) -> CaseWishes:
    people: dict[str, list[str]] = {}
    for wish in wishes:
        people.setdefault(wish.party, []).append(wish.paper)
    papers_of = tuple((party, tuple(papers)) for party, papers in people.items())
    return CaseWishes(wishes[0].rows, UUID(wishes[0].case), papers_of)


def answer_of(batch: Batch, rows: CaseRows) -> dict[str, Any]:
    """What became of a case of the sheet: its id, its people, the papers on file, what was ordered."""
    return batch.answers.get(rows.rows[0].line, {})


def note_settled(batch: Batch, wishes: Wishes) -> None:
    """Keep what needs no order, so that the page of the sheet counts without it."""
    for answer in batch.answers.values():
        answer.pop("settled", None)
    for wish in wishes.left_out:
        if wish.code in SETTLED:
            answer_of(batch, wish.rows).setdefault("settled", []).append([wish.party, wish.paper])


def note_left_out(batch: Batch, wishes: Wishes) -> None:
    """Say at each case what could not be ordered, beside what was said of it before; no more once it is mended."""
    whys: dict[str, list[str]] = {}
    for wish in wishes.to_mend:
        whys.setdefault(wish.case, []).append(wish.why)
    for answer in batch.answers.values():
        if "case" in answer:
            _say(answer, whys.get(answer["case"], []))


def _say(answer: dict[str, Any], whys: Sequence[str]) -> None:
    before = answer.setdefault("refused_before", answer.get("refusal", ""))
    said = " ".join(filter(None, [before, *dict.fromkeys(whys)]))
    answer.pop("refusal", None)
    if said:
        answer["refusal"] = said
