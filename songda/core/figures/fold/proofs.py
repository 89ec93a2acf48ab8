"""The papers that prove services: the first certificate of each, and the first statement that was made in its place.

They are counted beside everything else and change nothing of it; each counts with the keys of its service.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from songda.core.figures.events import FigureEvent
from songda.core.figures.facts import Fact, Unit
from songda.core.figures.fold.by_people import whole_story_of as story_with_deeds
from songda.core.figures.fold.sorting import sort
from songda.core.figures.fold.story import Story, code_as_cause
from songda.core.figures.fold.tries import Cause
from songda.core.law.decision import BY_PEOPLE

_ISSUED = "certificate.issued"


def whole_story_of(case_id: str, events: Iterable[FigureEvent], cause: Cause = code_as_cause) -> Story:
    """Everything that is counted in a case, in whatever order its events are given."""
    given = list(events)
    story = story_with_deeds(case_id, given, cause)
    issued = sort(given).named(_ISSUED) if any(one.name == _ISSUED for one in given) else ()
    return replace(story, facts=(*story.facts, *_proofs(story, issued)))


def _proofs(story: Story, issued: Iterable[FigureEvent]) -> Iterator[Fact]:
    made: dict[str, dict[str, datetime]] = {}
    for one in issued:
        moments = made.setdefault(str(one.data.get("service")), {})
        for name in ("issued", _kind(one.data.get("certifies") or {})):
            moments[name] = min(moments.get(name, one.at), one.at)
    services = {fact.id: fact for fact in story.facts if fact.unit is Unit.SERVICE}
    yield from (Fact(Unit.PROOF, own, at, services[own].keys) for own, at in made.items() if own in services)


def _kind(certified: Mapping[str, object]) -> str:
    """A certificate says that the electronic service counts; whatever else is made of a service is a statement."""
    counts = certified.get("status") == "effective" and certified.get("ground") not in BY_PEOPLE
    return "certified" if counts else "stated"
