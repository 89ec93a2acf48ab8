"""What the cause of a call's end says about the line."""

import tomllib
from functools import cache
from importlib.resources import files

from songda.telephony.contract import LineState


def line_state(cause: int | None, *, answered: bool) -> LineState:
    """The state of the line at the end; a talk that the network broke is cut off, not a talk that ended."""
    if cause is None:
        return LineState.ANSWERED if answered else LineState.UNKNOWN
    known = _table()["answered" if answered else "unanswered"].get(str(cause))
    return LineState(known) if known else LineState.CUT_OFF if answered else LineState.TROUBLE


@cache
def _table() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = tomllib.loads(files(__package__).joinpath("causes.toml").read_text("utf-8"))
    return found
