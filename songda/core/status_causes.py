"""Which causes of action are about somebody's personal status, as data: stricter rules of service and default apply."""

import tomllib
from functools import cache
from importlib.resources import files

from songda.core.identifiers.person_name import plain_name


def is_about_status(cause: str) -> bool:
    """Whether a cause as it was entered is one of them, or holds one; also where it was entered in short."""
    entered = plain_name(cause)
    return any(known in entered or _in_short(known) == _in_short(entered) for known in _rows()["causes"])


def _in_short(cause: str) -> str:
    """Without the words for a dispute or a case at its end."""
    ending = next((word for word in _rows()["endings"] if cause.endswith(word)), "")
    return _in_short(cause.removesuffix(ending)) if ending else cause


@cache
def _rows() -> dict[str, list[str]]:
    return tomllib.loads(files("songda.core").joinpath("status_causes.toml").read_text("utf-8"))
