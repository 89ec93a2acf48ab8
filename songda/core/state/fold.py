"""`fold(events)`: what a case or a court is after these events, in their order; nothing else makes state of events."""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, TypeVar

from songda.core.state import delivery, letters, matter, visits, work
from songda.core.state.case_state import CaseState
from songda.core.state.entities import ApiClient, Court, Phase, Staff
from songda.core.state.logged import ABOUT, HAPPENED, UNTOLD, LoggedEvent, later, moment_in, payload
from songda.core.state.matter import Step, update_each
from songda.core.state.ways import carriage, malfunctions, notices

P = TypeVar("P")


def _steps_on(part: Callable[[CaseState], P], steps: Mapping[str, Callable[[P, LoggedEvent], None]]) -> dict[str, Step]:
    """Steps that change one part of the state, as steps of the whole."""

    def on_state(step: Callable[[P, LoggedEvent], None]) -> Step:
        return lambda state, event: step(part(state), event)

    return {name: on_state(step) for name, step in steps.items()}


# Of courts and what they settle for themselves, of who works there, and of systems that speak for them.
def _court_opened(state: CaseState, event: LoggedEvent) -> None:
    changes = {name: event.data[name] for name in ("code", "name", "name_en", "zone")}
    place = {name: event.data.get(name, UNTOLD) for name in ("phone", "street")}
    state.courts[event.about] = Court(id=event.about, event=event, **changes, **place)


def _court_set(**columns: Any) -> Step:
    """What a court settles for itself; each column is a value, or read off the event."""
    return later(lambda state: state.courts, ABOUT, **columns)


def _channel_paused(state: CaseState, event: LoggedEvent) -> None:
    """Those that are over are left out, as they are in the row."""
    if (court := state.courts.get(event.about)) is not None:
        until = moment_in(event.data["until"]).isoformat(timespec="seconds")
        court.update(event, channels_paused=json.dumps(_paused(court, event) | {event.data["channel"]: until}))


def _channel_resumed(state: CaseState, event: LoggedEvent) -> None:
    if (court := state.courts.get(event.about)) is not None:
        left = {channel: until for channel, until in _paused(court, event).items() if channel != event.data["channel"]}
        court.update(event, channels_paused=json.dumps(left))


def _paused(court: Court, event: LoggedEvent) -> dict[str, str]:
    pauses: dict[str, str] = json.loads(court.channels_paused)
    return {channel: until for channel, until in pauses.items() if moment_in(until) > event.happened_at}


def _staff_admitted(state: CaseState, event: LoggedEvent) -> None:
    """Somebody new, or somebody whose account is opened again with the name and password that it had."""
    data, name = event.data, event.personal("display_name")
    if (known := state.staff.get(event.about)) is not None:
        known.forget(["must_change_password"])
        known.update(event, role=data["role"], court_id=data["court"], is_active=True)
        return
    state.staff[event.about] = Staff(
        id=event.about,
        event=event,
        role=data["role"],
        court_id=data["court"],
        display_name=name,
        password=data.get("password_sha256", UNTOLD),
    )


def _password_set(state: CaseState, event: LoggedEvent) -> None:
    """By a program of an earlier day without a mark: then nothing is known of it, whatever was told before."""
    if (user := state.staff.get(event.about)) is not None:
        user.forget(["password"])
        user.update(event, password=event.data.get("password_sha256", UNTOLD))
        user.update(event, must_change_password=_KNOWN_TO_OTHERS.get(event.name, UNTOLD))


_KNOWN_TO_OTHERS = {"staff.password_given": True, "staff.password_chosen": False}


def _sign_on_named(state: CaseState, event: LoggedEvent) -> None:
    """By what the sign-on knows them; nothing, where they are known there no more."""
    if (user := state.staff.get(event.about)) is not None:
        user.forget(["sign_on_name"])
        is_named = event.name == "staff.sign_on_named"
        user.update(event, sign_on_name=event.personal("sign_on_name") if is_named else None)


def _factors_set(state: CaseState, event: LoggedEvent) -> None:
    """What second factors there are after it; without a mark nothing is known of them. With all, the sheet goes too."""
    if (user := state.staff.get(event.about)) is not None:
        user.forget(["factors"])
        user.update(event, factors=event.data.get("factors_sha256", UNTOLD))
        if event.name == "staff.factors_dropped":
            user.update(event, codes={}, codes_made_at=None)


def _codes_made(state: CaseState, event: LoggedEvent) -> None:
    """A new sheet, in the place of any other."""
    if (user := state.staff.get(event.about)) is not None:
        user.forget(["codes"])
        if (marks := event.data.get("codes_sha256")) is not None:
            user.update(event, codes=dict.fromkeys(marks), codes_made_at=event.happened_at)


def _code_used(state: CaseState, event: LoggedEvent) -> None:
    """One of a sheet whose codes are known."""
    user, mark = state.staff.get(event.about), event.data.get("code_sha256")
    if user is not None and user.codes is not UNTOLD and mark is not None:
        user.update(event, codes={**user.codes, mark: event.happened_at})


def _staff_reassigned(state: CaseState, event: LoggedEvent) -> None:
    update_each(state.staff, [event.about], event, role=event.data["role"], court_id=event.data["court"])


def _staff_removed(state: CaseState, event: LoggedEvent) -> None:
    update_each(state.staff, [event.about], event, is_active=False)


def _client_admitted(state: CaseState, event: LoggedEvent) -> None:
    data = event.data
    state.clients[event.about] = ApiClient(
        id=event.about,
        event=event,
        court_id=data["court"],
        name=data["name"],
        scopes=data["scopes"].split(),
        token=data.get("token_sha256", UNTOLD),
        created_at=event.happened_at,
        ends_at=moment_in(data["ends_at"]),
    )


def _client_removed(state: CaseState, event: LoggedEvent) -> None:
    update_each(state.clients, [event.about], event, revoked_at=event.happened_at)


def _message_worded(state: CaseState, event: LoggedEvent) -> None:
    """In words of its own, or in the standard ones again, where the text is empty."""
    if (court := state.courts.get(event.about)) is not None:
        words = {**json.loads(court.message_words), event.data["message"]: event.data["text"]}
        left = {message: text for message, text in words.items() if text}
        court.update(event, message_words=json.dumps(left, sort_keys=True))


OF_OFFICES: Final[Mapping[str, Step]] = {
    "court.opened": _court_opened,
    "court.corrected": _court_set(**{name: payload(name) for name in ("name", "name_en", "phone", "street")}),
    "court.placed": _court_set(above_id=payload("above")),
    "court.factor_demanded": _court_set(asks_all_for_factor=True),
    "court.factor_left_open": _court_set(asks_all_for_factor=False),
    "court.call_demanded": _court_set(calls_found_first=True),
    "court.call_left_open": _court_set(calls_found_first=False),
    "court.channel_paused": _channel_paused,
    "court.channel_resumed": _channel_resumed,
    "court.message_worded": _message_worded,
    "figures.published": _court_set(figures_public_since=HAPPENED),
    "figures.withdrawn": _court_set(figures_public_since=None),
    "staff.admitted": _staff_admitted,
    **dict.fromkeys(("staff.password_given", "staff.password_chosen", "staff.password_strengthened"), _password_set),
    **dict.fromkeys(("staff.sign_on_named", "staff.sign_on_struck"), _sign_on_named),
    **dict.fromkeys(("staff.factor_added", "staff.factor_removed", "staff.factors_dropped"), _factors_set),
    "staff.codes_made": _codes_made,
    "staff.code_used": _code_used,
    "staff.reassigned": _staff_reassigned,
    "staff.removed": _staff_removed,
    "client.admitted": _client_admitted,
    "client.removed": _client_removed,
}

STEPS: Final[Mapping[str, Step]] = {
    **_steps_on(lambda state: state.notices, notices.STEPS),
    **_steps_on(lambda state: state.carriages, carriage.STEPS),
    **_steps_on(lambda state: state.malfunctions, malfunctions.STEPS),
    **matter.STEPS,
    **OF_OFFICES,
    **delivery.STEPS,
    **visits.STEPS,
    **letters.STEPS,
    **work.STEPS,
}
"""By the name of an event what it does to the state; whatever is not here changes nothing that is compared."""

PERSONAL: Final = frozenset(
    {"paper.filed", "paper.corrected", "party.registered", "representative.appointed", "party.corrected"}
    | {"mandate.given", "staff.admitted", "staff.sign_on_named", "inquiry.answered", "proposal.made"}
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
