"""The tries of a case: those of the engine from their plan to the last word on them, and those made by people."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from songda.core.delivery.states import derive
from songda.core.figures.events import FigureEvent
from songda.core.figures.facts import NONE
from songda.core.figures.fold.sorting import Sorted, text
from songda.core.state.entities import receipt

Cause = Callable[[str, str], str]  # of channel and code, why a message did not arrive, in a word
_LAST_WORDS = frozenset(
    {
        "attempt.arrived",
        "attempt.failed",
        "attempt.bounced",
        "attempt.reread",
        "attempt.expired",
        "attempt.refused",
        "attempt.cancelled",
    }
)
_FAILED = frozenset({"attempt.failed", "attempt.bounced", "attempt.reread", "attempt.expired", "attempt.refused"})
HANDED_OVER = frozenset({"signed", "left"})


@dataclass
class Try:
    """One try for an envelope: of which papers (none named: of all), over which way, and what came of it."""

    id: str
    envelope: str
    way: str
    address_class: str
    papers: frozenset[str]
    planned: datetime
    is_by_people: bool = False
    sent: datetime | None = None
    arrived: datetime | None = None
    failed: datetime | None = None
    failure: str = NONE
    is_open: bool = True  # nothing final is known of it

    def carries(self, sha256: str) -> bool:
        """Whether the paper of this hash was part of it."""
        return not self.papers or sha256 in self.papers


def tries_of(events: Sorted, cause: Cause) -> dict[str, list[Try]]:
    """The tries of each envelope, in the order in which they were begun."""
    by_envelope: dict[str, list[Try]] = {}
    for one in (*_electronic(events, cause), *_by_people(events)):
        by_envelope.setdefault(one.envelope, []).append(one)
    for tries in by_envelope.values():
        tries.sort(key=lambda one: (one.planned, one.id))
    return by_envelope


def _electronic(events: Sorted, cause: Cause) -> Iterator[Try]:
    for plan in events.named("attempt.planned"):
        data = plan.data
        made = Try(
            plan.about,
            str(data.get("envelope")),
            text(data.get("counts_as") or data.get("channel")),
            text(data.get("address_class")),
            frozenset(data.get("papers") or ()),
            plan.at,
        )
        for one in events.of(plan.stream):
            _note(made, one, cause)
        if made.arrived is not None:
            made.sent = min(made.sent or made.arrived, made.arrived)
        yield made


def _note(made: Try, one: FigureEvent, cause: Cause) -> None:
    """One more thing known of a try; the last word in the log stands."""
    if one.name == "attempt.sent":
        made.sent = min(made.sent or one.at, one.at)
    elif one.name in _LAST_WORDS:
        arrived = _arrived_at(one)
        has_failed = one.name in _FAILED and arrived is None
        made.is_open, made.arrived = False, arrived
        made.failed = one.at if has_failed else None
        made.failure = _failure(one, cause) if has_failed else NONE


def _arrived_at(one: FigureEvent) -> datetime | None:
    """When it arrived by this word of it; after its reports were read anew another one may prove it all the same."""
    if one.name == "attempt.arrived":
        return one.at
    if one.name != "attempt.reread":
        return None
    receipts = [receipt(each) for each in one.data.get("receipts") or ()]
    return derive(one.data["parts_total"], receipts).arrived_at


def _failure(one: FigureEvent, cause: Cause) -> str:
    if one.name == "attempt.expired":
        return "no_report"
    if one.name == "attempt.refused":
        return "refused"
    codes = [
        seen.get("code", "") for seen in one.data.get("receipts") or () if seen.get("kind") in {"failed", "bounced"}
    ]
    return cause(str(one.data.get("channel")), codes[-1] if codes else "")


def _by_people(events: Sorted) -> Iterator[Try]:
    struck = {one.data.get("step") for one in events.named("deed.struck")}
    steps: dict[str, list[FigureEvent]] = {}
    for one in events.named("deed.recorded"):
        if one.data.get("step") not in struck:
            steps.setdefault(one.about, []).append(one)
    for deed, recorded in steps.items():
        recorded.sort(key=lambda one: (one.at, one.number))
        yield _deed(deed, recorded)


def _deed(deed: str, steps: list[FigureEvent]) -> Try:
    data = steps[-1].data
    papers = frozenset(data.get("papers") or ())
    made = Try(deed, str(data.get("envelope")), text(data.get("way")), NONE, papers, steps[0].at, is_by_people=True)
    made.sent = steps[0].at
    for one in steps:
        kind = one.data.get("kind")
        if kind in HANDED_OVER:
            made.arrived, made.failed, made.is_open = one.at, None, False
        elif kind in {"returned", "failed"}:
            made.arrived, made.failed, made.failure, made.is_open = None, one.at, str(kind), False
    return made
