"""Draws again, from the events of a bundle that it names, whatever the engine concluded of letters and malfunctions."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Protocol

from songda.core.delivery.carriage import Basis, Kind, OnRecord, Report, Shipment, Standing, judge, standing_of
from songda.core.delivery.letters import Product
from songda.core.evidence.bundle import Bundle, BundledEvent, fact_of
from songda.core.evidence.findings import Finding, failed, passed
from songda.core.law.facts import Person
from songda.core.state import CaseState, LoggedEvent, fold
from songda.core.state.entities import DeedStep
from songda.core.state.ways.carriage import CameBack, CarrierFact

PROVED, BY_CARRIER = "carriage.proved", "provider:"
KIND_OF = {"signed": Kind.DELIVERED, "returned": Kind.RETURNED}


class Step(Protocol):
    """A step of a try, as a row or as events tell of it."""

    kind: str
    at: datetime
    by: str
    manner: str


def check_conclusions(bundle: Bundle, zone: tzinfo) -> Iterator[Finding]:
    """Each names what it rests on, all of which is there and came before it; and it follows from that, drawn again.

    A step that stands there by a carrier's word needs such a conclusion.
    """
    events = sorted(bundle.events, key=lambda event: event.index)
    problems = [failed(code, event=event.label) for code, event in undrawn(events, zone)]
    yield from problems
    if not problems and (count := sum(str(event.row.get("name")) in CONCLUSIONS for event in events)):
        yield passed("law.conclusions_follow", count=count)


def undrawn(events: Sequence[BundledEvent], zone: tzinfo) -> Iterator[tuple[str, BundledEvent]]:
    """Of these events, in their order, those that do not follow from what they name, each with what is wrong."""
    yield from _unfounded(events, zone)
    yield from _unproved_steps(events)


def _unfounded(events: Sequence[BundledEvent], zone: tzinfo) -> Iterator[tuple[str, BundledEvent]]:
    by_id = {str(event.row.get("id")): event for event in events}
    for event in events:
        if str(event.row.get("name")) not in CONCLUSIONS:
            continue
        named = fact_of(event, "rests_on")
        found = [by_id.get(str(one)) for one in named] if isinstance(named, list) else []
        premises = [one for one in found if one is not None and one.index < event.index]
        if not premises or len(premises) < len(found):
            yield "law.premise_missing", event
        elif not _follows(event, [one for one in events if one.index < event.index], premises, zone):
            yield "law.conclusion_does_not_follow", event


def _follows(
    event: BundledEvent, earlier: Sequence[BundledEvent], premises: Sequence[BundledEvent], zone: tzinfo
) -> bool:
    """Whether what it names proves, of this very thing, what it says."""
    try:
        drawn = LoggedEvent.read(event.row)
        return _DRAWN[drawn.name](drawn, earlier, state_of(premises)[0], zone)
    except (AttributeError, KeyError, TypeError, ValueError):
        return False


def _standing(drawn: LoggedEvent, earlier: Sequence[BundledEvent], state: CaseState, zone: tzinfo) -> Standing:
    """What counts of the letter by these premises; ValueError where they are of another one."""
    letter_id, known = drawn.data["letter"], state.carriages
    letter = state_of(earlier)[0].letters[letter_id]
    if letter.sealed_at is None or {one.letter_id for one in known.facts.values()} - {letter_id}:
        raise ValueError(letter_id)
    read = [step for step in state.deed_steps.values() if step.kind in KIND_OF]
    held, signers = _held(state, letter_id), frozenset(map(Person, letter.may_sign))
    product = Product(letter.product)
    shipment = Shipment(letter.number, product, letter.sealed_at, zone, signers, put_on_record(read, held))
    verdict = judge(shipment, map(report_of, known.facts.values()), drawn.recorded_at)
    return standing_of(shipment, verdict, drawn.recorded_at)


def _held(state: CaseState, letter_id: str) -> list[CameBack]:
    return [entry for entry in state.carriages.returns.values() if entry.letter_id == letter_id]


def _is_proved(drawn: LoggedEvent, earlier: Sequence[BundledEvent], state: CaseState, zone: tzinfo) -> bool:
    """The carrier's triplet proves this outcome."""
    proved = _standing(drawn, earlier, state, zone).proved
    return proved is not None and (proved.kind, proved.at.isoformat()) == (drawn.data["kind"], drawn.data["at"])


def _is_replaced(drawn: LoggedEvent, earlier: Sequence[BundledEvent], state: CaseState, zone: tzinfo) -> bool:
    """What stood there had been concluded, not read off by people, and does not count by what is known now."""
    named, standing = set(drawn.data["replaces"]), _standing(drawn, earlier, state, zone)
    steps = state_of([one for one in earlier if one.row.get("id") in named])[0].deed_steps
    held = _held(state, drawn.data["letter"])
    if not steps or set(steps) != set(drawn.data["was"]) or len(steps) != len(named):
        return False
    return all(_gives_way(step, standing, held) for step in steps.values())


def _gives_way(step: DeedStep, standing: Standing, held: Sequence[CameBack]) -> bool:
    if step.recorded_by.startswith(BY_CARRIER):
        proved = standing.proved
        said = None if proved is None else (proved.kind, proved.at, proved.signer, proved.cause)
        return said != (KIND_OF.get(step.kind), step.at, step.by, step.manner)
    is_in_hand = step.kind == "returned" and step.at in {entry.at for entry in held}
    return is_in_hand and (standing.basis is not Basis.IN_HAND or len(held) > 1)


def _is_certified(drawn: LoggedEvent, earlier: Sequence[BundledEvent], state: CaseState, _zone: tzinfo) -> bool:
    """It was noted, ended and not struck, with every particular that the certificate bears."""
    one = drawn.data["malfunction"]
    noted, then = state.malfunctions.times[one], state_of(earlier)[0].malfunctions.times[one]
    stated = tuple(drawn.data[name] for name in ("away", "since", "until", "noticed", "words", "in_vain"))
    return (
        drawn.data["until"] is not None
        and then.struck_at is None
        and all(
            (each.away, each.since.isoformat(), _text(each.until), each.noticed, each.words, each.in_vain) == stated
            for each in (noted, then)
        )
    )


def _text(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


Drawn = Callable[[LoggedEvent, Sequence[BundledEvent], CaseState, tzinfo], bool]
_DRAWN: Mapping[str, Drawn] = {
    PROVED: _is_proved,
    "carriage.replaced": _is_replaced,
    "malfunction.certified": _is_certified,
}
CONCLUSIONS = frozenset(_DRAWN)


def _unproved_steps(events: Sequence[BundledEvent]) -> Iterator[tuple[str, BundledEvent]]:
    """Steps that a carrier's word made, of which no conclusion before or beside them tells."""
    proved = {
        (str(fact_of(event, "kind")), _moment(fact_of(event, "at")))
        for event in events
        if event.row.get("name") == PROVED
    }
    for event in events:
        if event.row.get("name") != "deed.recorded" or not str(event.row.get("actor")).startswith(BY_CARRIER):
            continue
        kind = KIND_OF.get(str(fact_of(event, "kind")))
        if (kind and kind.value, _moment(event.row.get("happened_at"))) not in proved:
            yield "law.conclusion_untold", event


def _moment(written: object) -> datetime | None:
    try:
        return datetime.fromisoformat(str(written))
    except ValueError:
        return None


def state_of(events: Sequence[BundledEvent]) -> tuple[CaseState, list[str]]:
    """What these events come to, and those that are not as events of their kind are."""
    logged, unread = [], []
    for event in events:
        try:
            logged.append(LoggedEvent.read(event.row))
        except (AttributeError, KeyError, TypeError, ValueError):
            unread.append(event.label)
    labels = {str(event.row.get("id")): event.label for event in events}
    state = fold(logged)
    return state, unread + [labels[each.id] for each in state.unread]


def report_of(fact: CarrierFact) -> Report:
    """A fact as it is judged; ValueError for one without a moment, which is a stray."""
    if fact.at is None:
        raise ValueError(fact.id)
    return Report(
        kind=Kind(fact.kind),
        at=fact.at,
        number=fact.number,
        heard_at=fact.heard_at,
        cause=fact.cause,
        signer=fact.signer,
        scan=fact.scan_sha256 or "",
        scan_number=fact.scan_number,
        product=fact.product,
        is_usable=fact.is_usable,
    )


def put_on_record(read: Sequence[Step], held: Sequence[CameBack]) -> tuple[OnRecord, ...]:
    """What people say of a letter; one that was entered at the moment at which it was held was back by then."""
    told = [OnRecord(KIND_OF[step.kind], step.at, step.manner, step.by) for step in read]
    back = (
        OnRecord(Kind.RETURNED, entry.at, entry.cause, at_station=True, is_dated=entry.at != entry.event.happened_at)
        for entry in held
    )
    return (*told, *back)
