"""`fold(events)`: what a case is after these events, in their order. Pure; nothing else turns events into state."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from songda.core.state import delivery, letters, matter, visits, work
from songda.core.state.case_state import CaseState
from songda.core.state.logged import LoggedEvent
from songda.core.state.matter import Step
from songda.core.state.things import Phase
from songda.core.state.ways import carriage, malfunctions, notices


def _of_notices(step: Callable[[notices.Notices, LoggedEvent], None]) -> Step:
    return lambda state, event: step(state.notices, event)


def _of_malfunctions(step: Callable[[malfunctions.Malfunctions, LoggedEvent], None]) -> Step:
    return lambda state, event: step(state.malfunctions, event)


_OF_NOTICES: Mapping[str, Step] = {name: _of_notices(step) for name, step in notices.STEPS.items()}


def _of_carriage(step: Callable[[carriage.Carriages, LoggedEvent], None]) -> Step:
    return lambda state, event: step(state.carriages, event)


_OF_CARRIAGE: Mapping[str, Step] = {name: _of_carriage(step) for name, step in carriage.STEPS.items()}
_OF_MALFUNCTIONS: Mapping[str, Step] = {name: _of_malfunctions(step) for name, step in malfunctions.STEPS.items()}
STEPS: Final[Mapping[str, Step]] = {
    **_OF_NOTICES,
    **_OF_CARRIAGE,
    **_OF_MALFUNCTIONS,
    **matter.STEPS,
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
                    one.tell(event, **{name: value})
            else:
                last = {name: (one[0], value) for name, value in one[1].items()} | last
