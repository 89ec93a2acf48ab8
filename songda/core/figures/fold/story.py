"""What is counted in one case: a pure function of the set of its events."""

from collections.abc import Iterable
from dataclasses import dataclass

from songda.core.figures.events import FigureEvent
from songda.core.figures.facts import Fact
from songda.core.figures.fold.people import case_of, people_of
from songda.core.figures.fold.services import Ground, services_of
from songda.core.figures.fold.sorting import sort
from songda.core.figures.fold.talks import calls_of, consents_of, lookups_of, objections_of
from songda.core.figures.fold.tries import Cause, tries_of
from songda.core.figures.fold.whole import attempts_of, case_fact, recipients_of


@dataclass(frozen=True)
class Story:
    """A case as figures see it; without its registration nobody knows of which court it is, and nothing is counted."""

    case_id: str
    court: str | None
    facts: tuple[Fact, ...]


def code_as_cause(_channel: str, code: str) -> str:
    """The cause of a failure where nobody reads the codes of that channel."""
    return code or "untold"


def story_of(case_id: str, events: Iterable[FigureEvent], cause: Cause = code_as_cause) -> Story:
    """The facts of a case from its events, in whatever order these are given, and however often."""
    ordered_events = sort(events)
    case, people = case_of(ordered_events), people_of(ordered_events)
    ground = Ground(ordered_events, case, people, tries_of(ordered_events, cause))
    served = tuple(services_of(ground))
    facts = (
        *(fact for _, fact in served),
        *attempts_of(ground, served),
        *recipients_of(served),
        *case_fact(case_id, served),
        *calls_of(ordered_events, people),
        *consents_of(ordered_events, people),
        *lookups_of(ordered_events, people),
        *objections_of(ordered_events, people),
    )
    return Story(case_id, case.court, facts if case.court else ())
