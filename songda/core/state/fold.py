"""`fold(events)`: what a case is after these events, in their order. Pure; nothing else turns events into state."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, TypeVar

from songda.core.state import delivery, letters, matter, offices, visits, work
from songda.core.state.case_state import CaseState
from songda.core.state.entities import Phase
from songda.core.state.logged import LoggedEvent
from songda.core.state.matter import Step
from songda.core.state.ways import carriage, malfunctions, notices

P = TypeVar("P")


def _steps_on(part: Callable[[CaseState], P], steps: Mapping[str, Callable[[P, LoggedEvent], None]]) -> dict[str, Step]:
    """Steps that change one part of the state, as steps of the whole."""

    def on_state(step: Callable[[P, LoggedEvent], None]) -> Step:
        return lambda state, event: step(part(state), event)

    return {name: on_state(step) for name, step in steps.items()}


STEPS: Final[Mapping[str, Step]] = {
    **_steps_on(lambda state: state.notices, notices.STEPS),
    **_steps_on(lambda state: state.carriages, carriage.STEPS),
    **_steps_on(lambda state: state.malfunctions, malfunctions.STEPS),
    **matter.STEPS,
    **offices.STEPS,
    **delivery.STEPS,
    **visits.STEPS,
    **letters.STEPS,
    **work.STEPS,
}
"""By the name of an event what it does to the state; whatever is not here changes nothing that is compared."""

PERSONAL: Final = frozenset(
    {"paper.filed", "paper.corrected", "party.registered", "representative.appointed", "party.corrected"}
    | {"staff.admitted", "inquiry.answered", "proposal.made"}
)
"""The events of which the personal part is read too."""


def fold(events: Iterable[LoggedEvent]) -> CaseState:
    """The state after these events, oldest first.

    Events about things whose beginning is not among them change nothing. One whose parts are not what its kind has,
    or that begins what has begun already, is left out, and stands in `unread`.
    """
    state = CaseState()
    for event in events:
        step = STEPS.get(event.name)
        if step is None:
            continue
        try:
            step(state, event)
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
            state.unread.append(event)
    _settle_phases(state)
    return state


def _settle_phases(state: CaseState) -> None:
    """What was written wrongly was so in every phase before that: the last word on each holds. Each is told once."""
    for courses in state.courses.values():
        last: dict[str, tuple[LoggedEvent, Any]] = {}
        for one in reversed(courses):
            if isinstance(one, Phase):
                for name, (event, value) in last.items():
                    one.update(event, **{name: value})
            else:
                last = {name: (one[0], value) for name, value in one[1].items()} | last
