"""Draws again, from the events of a bundle that it names, whatever the engine concluded of a letter."""

from collections.abc import Iterator, Sequence
from datetime import datetime, tzinfo
from typing import Protocol

from songda.core.delivery.carriage import Kind, OnRecord, Report, Shipment, judge, standing_of
from songda.core.delivery.letters import Product
from songda.core.evidence.bundle import Bundle, BundledEvent, fact_of
from songda.core.evidence.findings import Finding, failed, passed
from songda.core.law.facts import Person
from songda.core.state import CaseState, LoggedEvent, fold
from songda.core.state.ways.carriage import CameBack, CarrierFact

PROVED, BY_CARRIER = "carriage.proved", "provider:"
CONCLUSIONS = frozenset({PROVED, "carriage.replaced", "malfunction.certified"})
KIND_OF = {"signed": Kind.DELIVERED, "returned": Kind.RETURNED}


class Step(Protocol):
    """A step of a try, as a row or as events tell of it."""

    kind: str
    at: datetime
    by: str
    manner: str


def check_conclusions(bundle: Bundle, zone: tzinfo) -> Iterator[Finding]:
    """Each names what it rests on, all of which is there and came before it; and what is drawn from a triplet follows.

    A step that stands there by a carrier's word needs such a conclusion.
    """
    events = sorted(bundle.events, key=lambda event: event.index)
    problems = [*_unfounded(events, zone), *_unproved_steps(events)]
    yield from problems
    if not problems and (count := sum(str(event.row.get("name")) in CONCLUSIONS for event in events)):
        yield passed("law.conclusions_follow", count=count)


def _unfounded(events: Sequence[BundledEvent], zone: tzinfo) -> Iterator[Finding]:
    by_id = {str(event.row.get("id")): event for event in events}
    for event in events:
        if str(event.row.get("name")) not in CONCLUSIONS:
            continue
        named = fact_of(event, "rests_on")
        found = [by_id.get(str(one)) for one in named] if isinstance(named, list) else []
        premises = [one for one in found if one is not None and one.index < event.index]
        if not premises or len(premises) < len(found):
            yield failed("law.premise_missing", event=event.label)
        elif event.row.get("name") == PROVED and not _follows(event, events, premises, zone):
            yield failed("law.conclusion_does_not_follow", event=event.label)


def _follows(
    event: BundledEvent, events: Sequence[BundledEvent], premises: Sequence[BundledEvent], zone: tzinfo
) -> bool:
    """Whether the carrier's triplet that it names proves, of this very letter, what it says."""
    try:
        drawn = LoggedEvent.read(event.row)
        letter_id = drawn.data["letter"]
        letter = state_of([one for one in events if one.index < event.index])[0].letters[letter_id]
        state = state_of(premises)[0]
        known = state.carriages
        if letter.sealed_at is None or {one.letter_id for one in known.facts.values()} != {letter_id}:
            return False
        read = [step for step in state.deed_steps.values() if step.kind in KIND_OF]
        held = [entry for entry in known.returns.values() if entry.letter_id == letter_id]
        signers = frozenset(map(Person, letter.may_sign))
        product = Product(letter.product)
        shipment = Shipment(letter.number, product, letter.sealed_at, zone, signers, put_on_record(read, held))
        verdict = judge(shipment, map(report_of, known.facts.values()), drawn.recorded_at)
        proved = standing_of(shipment, verdict, drawn.recorded_at).proved
        return proved is not None and (proved.kind, proved.at.isoformat()) == (drawn.data["kind"], drawn.data["at"])
    except (AttributeError, KeyError, TypeError, ValueError):
        return False


def _unproved_steps(events: Sequence[BundledEvent]) -> Iterator[Finding]:
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
            yield failed("law.conclusion_untold", event=event.label)


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
