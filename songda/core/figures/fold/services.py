"""The services of a case: one paper for one recipient each, with everything that happened to it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from songda.core.figures.events import FigureEvent
from songda.core.figures.facts import NONE, Fact, Unit
from songda.core.figures.fold.people import CaseKeys, Person
from songda.core.figures.fold.sorting import Sorted, moment, text
from songda.core.figures.fold.tries import Try
from songda.core.figures.waits import bucket

_DECISIONS = frozenset(
    {
        "service.effective",
        "service.presumed",
        "service.referred",
        "service.failed",
        "service.disallowed",
        "service.redecided",
    }
)
_STANDING = frozenset({"effective", "presumed"})


@dataclass(frozen=True)
class Ordered:
    """One service as it was ordered."""

    id: str
    envelope: str
    party: str
    paper: str
    sha256: str
    order: FigureEvent
    is_first: bool  # of its envelope: the letter that an envelope saves is counted with it


@dataclass(frozen=True)
class Ground:
    """What the services of a case stand on."""

    events: Sorted
    case: CaseKeys
    people: dict[str, Person]
    tries: dict[str, list[Try]]


def ordered(events: Sorted) -> Iterator[Ordered]:
    """Every service of the case, from the orders alone."""
    for order in events.named("order.placed"):
        hashes = {paper["id"]: paper["sha256"] for paper in order.data.get("papers") or ()}
        for envelope in order.data.get("envelopes") or ():
            for place, (service, paper) in enumerate(envelope["services"]):
                sha256 = hashes.get(paper, "")
                yield Ordered(service, envelope["id"], envelope["party"], paper, sha256, order, place == 0)


def services_of(ground: Ground) -> Iterator[tuple[Ordered, Fact]]:
    """Each service with its fact."""
    events = ground.events
    kinds = _kinds(events)
    pages = {one.about: int(one.data.get("pages") or 0) for one in events.named("paper.filed")}
    acts = _Acts(events)
    for service in ordered(events):
        tries = [one for one in ground.tries.get(service.envelope, []) if one.carries(service.sha256)]
        decisions = [one for one in events.of(f"service:{service.id}") if one.name in _DECISIONS]
        winner = _winner(decisions, tries)
        moments = {"launched": service.order.at, **_moments_of_tries(tries), **acts.of(service)}
        moments |= _moments_of_law(decisions, tries, winner)
        _conclude(moments, tries)
        keys = _keys(service, ground, moments, tries, winner)
        keys |= {"paper_kind": kinds.get(service.paper, NONE), "ground": _ground(decisions)}
        amounts = {"pages": pages.get(service.paper, 0), "letters": int(service.is_first)}
        yield service, Fact(Unit.SERVICE, service.id, moments, keys, amounts)


def _kinds(events: Sorted) -> dict[str, str]:
    kinds = {one.about: text(one.data.get("kind")) for one in events.named("paper.filed")}
    for one in events.named("paper.corrected"):
        if "kind" in one.data:
            kinds[one.about] = text(one.data["kind"])
    return kinds


class _Acts:
    """What recipients did and the court took back, by service and by envelope."""

    def __init__(self, events: Sorted) -> None:
        self.by_service = {
            "read": events.first_at("paper.opened", "service"),
            "acknowledged": events.first_at("paper.acknowledged", "service"),
            "challenged": events.first_at("objection.raised", "service"),
            "certified": events.first_at("certificate.issued", "service"),
        }
        self.disowned = {one.about: one.at for one in reversed(events.named("address.disowned"))}
        self.recalled = {one.about: one.at for one in events.named("service.recalled")}

    def of(self, service: Ordered) -> dict[str, datetime]:
        """The moments of one service."""
        found = {name: acts[service.id] for name, acts in self.by_service.items() if service.id in acts}
        if service.envelope in self.disowned:
            disowned_at = self.disowned[service.envelope]
            found["challenged"] = min(found.get("challenged", disowned_at), disowned_at)
        if service.id in self.recalled:
            found["recalled"] = self.recalled[service.id]
        return found


def _moments_of_tries(tries: list[Try]) -> dict[str, datetime]:
    found: dict[str, datetime] = {}
    for name in ("sent", "arrived"):
        if at := [moment for one in tries if (moment := getattr(one, name)) is not None]:
            found[name] = min(at)
    electronic = [one.planned for one in tries if not one.is_by_people]
    by_people = [one.sent for one in tries if one.is_by_people and one.sent is not None]
    if electronic and (after := [at for at in by_people if at >= min(electronic)]):
        found["handed"] = min(after)
    return found


def _winner(decisions: list[FigureEvent], tries: list[Try]) -> Try | None:
    """The try on which the effect rests that stands."""
    if not decisions or decisions[-1].data.get("status") not in _STANDING:
        return None
    name = decisions[-1].data.get("winning_attempt")
    return next((one for one in tries if one.id == name), None)


def _moments_of_law(decisions: list[FigureEvent], tries: list[Try], winner: Try | None) -> dict[str, datetime]:
    found: dict[str, datetime] = {}
    for one in decisions:
        fell = one.data.get("before") in _STANDING and one.data.get("status") not in _STANDING
        if fell and "reversed" not in found:
            found["reversed"] = one.recorded_at
    status = decisions[-1].data.get("status") if decisions else None
    if status not in _STANDING:
        return found
    at = moment(decisions[-1].data.get("effective_at")) or decisions[-1].at
    found[str(status)] = at
    if status == "effective" and winner is not None:
        found["by_people" if winner.is_by_people else "electronic"] = at
        if winner is tries[0]:
            found["first_try"] = at
    return found


def _conclude(moments: dict[str, datetime], tries: list[Try]) -> None:
    """It failed where every try did; it is over where it counts, was taken back, or failed."""
    counted_at = moments.get("effective") or moments.get("presumed")
    ended = [one.failed for one in tries if one.failed is not None]
    if counted_at is None and ended and len(ended) == len(tries):
        moments["failed"] = max(ended)
    over = counted_at or moments.get("recalled") or moments.get("failed")
    if over is not None:
        moments["concluded"] = over


def _keys(
    service: Ordered, ground: Ground, moments: dict[str, datetime], tries: list[Try], winner: Try | None
) -> dict[str, str]:
    """By the try that won, else by the last one."""
    at = service.order.at
    decisive = winner or (tries[-1] if tries else None)
    effective = moments.get("effective")
    return {
        **ground.case.keys(at),
        **ground.people.get(service.party, Person()).keys(at),
        "in_charge": service.order.actor,
        "way": decisive.way if decisive else NONE,
        "address_class": decisive.address_class if decisive else NONE,
        "failure": tries[-1].failure if "failed" in moments else NONE,
        "try": NONE if winner is None else "first" if winner is tries[0] else "later",
        "wait": bucket(effective - at) if effective else NONE,
    }


def _ground(decisions: list[FigureEvent]) -> str:
    if not decisions or decisions[-1].data.get("status") not in _STANDING:
        return NONE
    return text(decisions[-1].data.get("ground"))
