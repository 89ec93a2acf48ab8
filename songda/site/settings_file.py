"""Reads a court's file of settings, written as systemd reads it, where the environment says nothing of songda."""

import os
import re
import shlex
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from songda.site.demo import DEMO_NOTE
from songda.site.errors import CurableError

PLACE: Final = Path("/etc/songda/settings")
NAMED: Final = "SONGDA_SETTINGS"  # another place
_LINE = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)=(.*)")
_SHAPE: Final = "Write NAME=value, one a line, as systemd's EnvironmentFile; # begins a comment, quotes hold blanks."


def take_settings() -> None:
    """Put the settings of the file into the environment, which is asked first wherever it says anything of songda.

    Without SONGDA_SETTINGS the usual place is read only where nothing else says what to run on: no setting, no demo.
    Raises CurableError for a file that is missing though it was named, that others may read, or that makes no sense.
    """
    named = os.environ.get(NAMED, "")
    if not named and (_says_something() or not is_there(PLACE, hidden=True) or is_there(named_home() / DEMO_NOTE)):
        return
    place = Path(named) if named else PLACE
    for name, value in read_settings(place).items():
        os.environ.setdefault(name, value)


def named_home() -> Path:
    """The home as it is named; relative where nothing names one."""
    return Path(os.environ.get("SONGDA_HOME") or "var")


def is_there(path: Path, *, hidden: bool = False) -> bool:
    """Whether it is there; `hidden` where we may not look, as in root's home, from which `sudo -u songda` is typed."""
    try:
        path.stat()
    except PermissionError:
        return hidden
    except OSError:
        return False
    return True


def _says_something() -> bool:
    return "DATABASE_URL" in os.environ or any(name.startswith("SONGDA_") for name in os.environ)


def read_settings(place: Path) -> dict[str, str]:
    """What the file says, by name. Raises CurableError, which quotes no value."""
    try:
        mode = place.stat().st_mode
        text = place.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as wrong:
        cure = "Run the command as the user of songda (sudo -u songda …), or name another file in SONGDA_SETTINGS."
        raise CurableError(f"The settings in {place} cannot be read ({type(wrong).__name__}).", cure) from wrong
    if mode & stat.S_IRWXO:
        raise CurableError(f"Everybody on this machine may read {place}.", f"chmod 640 {place}")
    return dict(_lines(place, text))


def _lines(place: Path, text: str) -> Iterator[tuple[str, str]]:
    for number, line in enumerate(text.splitlines(), start=1):
        if not (bare := line.strip()) or bare[0] in "#;":
            continue
        if (found := _LINE.fullmatch(bare)) is None:
            raise CurableError(f"Line {number} of {place} is no setting.", _SHAPE)
        yield found[1], _value(found[2].strip(), f"Line {number} of {place} ({found[1]})")


def _value(said: str, where: str) -> str:
    if not said.startswith(("'", '"')):
        return said
    try:
        (value,) = shlex.split(said)
    except ValueError:
        raise CurableError(f"{where} has a quote that does not end where the value ends.", _SHAPE) from None
    return value
