"""The tries by people, each for itself: letters, visits, other courts and other hands, public notices.

They are counted beside what `story_of` counts and change nothing of it; a case without any costs one look.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from songda.core.figures.events import FigureEvent
from songda.core.figures.facts import NONE, Fact, Unit
from songda.core.figures.fold.people import Person, case_of, people_of
from songda.core.figures.fold.services import Ground, Ordered, services_of
from songda.core.figures.fold.sorting import sort
from songda.core.figures.fold.story import Story, code_as_cause, story_of
from songda.core.figures.fold.tries import Cause, Try, tries_of
from songda.core.figures.waits import bucket

_RECORDED = "deed.recorded"


def whole_story_of(case_id: str, events: Iterable[FigureEvent], cause: Cause = code_as_cause) -> Story:
    """Everything that is counted in a case, the tries by people too; in whatever order its events are given."""
    given = list(events)
    story = story_of(case_id, given, cause)
    if story.court is None or all(one.name != _RECORDED for one in given):
        return story
    ordered_events = sort(given)
    ground = Ground(ordered_events, case_of(ordered_events), people_of(ordered_events), tries_of(ordered_events, cause))
    return replace(story, facts=(*story.facts, *deeds_of(ground, tuple(services_of(ground)))))


def deeds_of(ground: Ground, served: Sequence[tuple[Ordered, Fact]]) -> Iterator[Fact]:
    """Each try by people, with the person and the order that it was for."""
    by_envelope = {service.envelope: service for service, _ in reversed(served)}
    won: dict[str, datetime] = {}
    for service, fact in served:
        newest = ground.events.of(f"service:{service.id}")
        decided = [one.data.get("winning_attempt") for one in newest if "winning_attempt" in one.data]
        if decided and "effective" in fact.moments:
            won[str(decided[-1])] = fact.moments["effective"]
    for envelope, tries in ground.tries.items():
        if (ordered := by_envelope.get(envelope)) is not None:
            yield from (_fact(ground, ordered, one, won) for one in tries if one.is_by_people)


def _fact(ground: Ground, service: Ordered, one: Try, won: dict[str, datetime]) -> Fact:
    begun, counted = one.sent or one.planned, won.get(one.id)
    moments = {"begun": begun}
    if counted is not None:
        moments["served"] = max(counted, begun)
    elif one.failed is not None:
        moments["in_vain"] = one.failed
    wait = bucket(moments["served"] - begun) if "served" in moments else NONE
    keys = {
        **ground.case.keys(begun),
        **ground.people.get(service.party, Person()).keys(begun),
        "in_charge": service.order.actor,
        "way": one.way,
        "failure": one.failure,
        "wait": wait,
        "way_and_wait": f"{one.way} {wait}",
    }
    return Fact(Unit.DEED, one.id, moments, keys)
