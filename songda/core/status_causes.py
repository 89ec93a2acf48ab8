"""Which causes of action are about somebody's personal status, as data: stricter rules of service and default apply."""

import tomllib
from functools import cache
from importlib.resources import files

from songda.core.identifiers.person_name import plain_name


def is_about_status(cause: str) -> bool:
    """Whether a cause as it was entered is one of them, or holds one."""
    entered = plain_name(cause)
    return any(known in entered for known in _causes())


@cache
def _causes() -> tuple[str, ...]:
    text = files("songda.core").joinpath("status_causes.toml").read_text("utf-8")
    return tuple(tomllib.loads(text)["causes"])
