"""Writes the page of all settings from their rows and from how the code reads them.

    python -m scripts.settings        # writes docs/reference/settings.md anew; with - it prints the page

How a setting is written, and what it is where nothing is said, is what `songda.site.settings` asks the environment for
while it is imported in a court that says nothing. A test holds the page up to date (tests/site/test_settings.py).
"""

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch

from scripts.wheel.making import ROOT
from songda.site.environment import said

PAGE: Final = ROOT / "docs" / "reference" / "settings.md"
HOME: Final = "/var/lib/songda"
HEAD: Final = f"""# Settings

Where a court says them, and in what shape: [run songda](../howto/run.md#settings). The page is written by
`python -m scripts.settings` from `songda/site/environment/settings.toml` and from what reads them; don't edit it.

- **Secret**: it may stand in a file instead, and nothing else in that file; the setting of the same name with `_FILE`
  behind it names it.
- **Where nothing is said**: of a court whose home is `{HOME}`; a dash where there is nothing then.
"""
TABLE: Final = "| setting | what it is | how it is written | where nothing is said |\n|---|---|---|---|"
Asked = dict[str, tuple[str, str]]  # by name: how it is written, and the usual


class Surroundings(dict[str, str]):
    """An environment that says nothing, and notes what it is asked for."""

    def __init__(self, asked: Asked) -> None:
        super().__init__(SONGDA_HOME=HOME)
        self._asked = asked

    def get(self, name: str, usual: Any = None) -> Any:
        """What is said, noted; what a reader of `said` has noted already stays."""
        self._asked.setdefault(name, ("text", _shown(usual)))
        return super().get(name, usual)


def asked() -> Asked:
    """What the settings of a court ask for; in a process in which nothing has imported them yet."""
    if "songda.site.settings" in sys.modules:
        raise RuntimeError("The settings were imported before anybody looked: run this in a process of its own.")
    found: Asked = {}
    shapes: Mapping[str, Callable[..., tuple[str, object]]] = {
        "number": lambda usual, most, of: (f"{of}: a whole number from 1 to {most:,}", f"{usual:,}"),
        "is_on": lambda: ("`1` or nothing", "off"),
        "one_of": lambda usual, words: ("one of " + ", ".join(f"`{word}`" for word in words), usual),
        "database": lambda usual: ("address of a PostgreSQL", usual),
        "place": lambda usual: ("file or folder", usual),
        "address": lambda _url: ("address", ""),
        "public_address": lambda usual: ("address of a site", usual),
        "hosts": lambda usual: ("hosts, separated by commas", usual),
    }
    for name, shape in shapes.items():
        setattr(said, name, _noting(found, getattr(said, name), shape))
    with patch.object(os, "environ", Surroundings(found)):
        import songda.site.settings  # noqa: F401
    return found


def _noting(found: Asked, reads: Callable[..., Any], shape: Callable[..., tuple[str, object]]) -> Callable[..., Any]:
    def read(name: str, *words: Any, **further: Any) -> Any:
        written, usual = shape(*words, **further)
        value = reads(name, *words, **further)  # which may ask another reader
        found[name] = written, _shown(usual)
        return value

    return read


def _shown(usual: object) -> str:
    return f"`{usual}`" if usual or isinstance(usual, Path) else "–"


def page() -> str:
    found = asked()
    return "\n".join([HEAD, *(line for about, rows in said.ROWS.items() for line in _about(about, rows, found))])


def _about(about: str, rows: Mapping[str, Mapping[str, Any]], found: Asked) -> Iterator[str]:
    yield f"## {about[0].upper()}{about[1:]}\n"
    yield TABLE
    for name, row in rows.items():
        written, usual = found.get(name, ("text", "–"))
        mark = "; secret" if name in said.SECRETS else ""
        yield f"| `{name}` | {row['what']} | {row.get('written', written)}{mark} | {row.get('usual', usual)} |"
    yield ""


if __name__ == "__main__":
    if sys.argv[1:] == ["-"]:
        sys.stdout.write(page())
    else:
        PAGE.write_text(page(), encoding="utf-8")
