"""Recipients and cases, made of their services; and the tries, each of which stands for itself."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from songda.core.figures.facts import DIMENSIONS, Fact, Unit
from songda.core.figures.fold.people import Person
from songda.core.figures.fold.services import Ground, Ordered

Served = Sequence[tuple[Ordered, Fact]]


def recipients_of(served: Served) -> Iterator[Fact]:
    """Each person for whom something was ordered; they are served when every paper for them is.

    Whoever is left without a paper, since all were taken back, is none: somebody entered by mistake never was.
    """
    for party in dict.fromkeys(service.party for service, _ in served):
        yield from _whole(Unit.RECIPIENT, party, [fact for service, fact in served if service.party == party])


def case_fact(case_id: str, served: Served) -> Iterator[Fact]:
    """The case, once something was ordered in it; it is served when every paper for everybody is."""
    yield from _whole(Unit.CASE, case_id, [fact for _, fact in served])


def _whole(unit: Unit, name: str, every: Sequence[Fact]) -> Iterator[Fact]:
    """What happened to one happened to all; the effect is there with the last one's. What was recalled is out."""
    ordered = [fact for fact in every if "recalled" not in fact.moments]
    own = sorted(ordered, key=lambda fact: (fact.moments["launched"], fact.id))
    if not own:
        return
    moments: dict[str, datetime] = {"launched": own[0].moments["launched"]}
    for moment in ("arrived", "read"):
        if seen := [fact.moments[moment] for fact in own if moment in fact.moments]:
            moments[moment] = min(seen)
    if all("effective" in fact.moments for fact in own):
        moments["effective"] = max(fact.moments["effective"] for fact in own)
    yield Fact(unit, name, moments, {key: own[0].keys[key] for key in DIMENSIONS[unit]})


def attempts_of(ground: Ground, served: Served) -> Iterator[Fact]:
    """Each electronic try, with the person and the order that it was for."""
    by_envelope = {service.envelope: service for service, _ in reversed(served)}
    won = {
        str(one.data.get("winning_attempt"))
        for service, fact in served
        if "effective" in fact.moments
        for one in ground.events.of(f"service:{service.id}")[-1:]
    }
    for envelope, tries in ground.tries.items():
        service = by_envelope.get(envelope)
        electronic = [one for one in tries if not one.is_by_people]
        for one in electronic if service else ():
            assert service is not None  # noqa: S101 - the loop is empty otherwise
            named = {"planned": one.planned, "sent": one.sent, "arrived": one.arrived, "failed": one.failed}
            moments = {name: at for name, at in named.items() if at is not None}
            if one.id in won:
                moments["won"] = one.arrived or one.sent or one.planned
            keys = {
                **ground.case.keys(one.planned),
                **ground.people.get(service.party, Person()).keys(one.planned),
                "in_charge": service.order.actor,
                "way": one.way,
                "address_class": one.address_class,
                "failure": one.failure,
                "try": "first" if one is electronic[0] else "later",
            }
            yield Fact(Unit.ATTEMPT, one.id, moments, keys)
