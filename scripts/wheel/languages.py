"""Compiles the pages' languages and notes the commit while the wheel is made: a checkout has neither.

The build (`[tool.hatch.build.targets.wheel.hooks.custom]` in pyproject.toml) reads this file by its path, not as a
module of a package.
"""

import runpy
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

CATALOGUES = "songda/**/locale/*/LC_MESSAGES/*.po"


class Languages(BuildHookInterface):  # type: ignore[type-arg]
    """Adds a compiled catalogue beside each one that people write; what lies compiled in the checkout is not used."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile all catalogues and ask for them in the wheel. In an editable installation `make words` does it."""
        if version == "editable":
            return
        self._folder = TemporaryDirectory(prefix="songda-languages-")
        root, target = Path(self.root), Path(self._folder.name)
        for catalogue in sorted(root.glob(CATALOGUES)):
            place = catalogue.relative_to(root).with_suffix(".mo")
            _compile(catalogue, target / place)
            build_data["force_include"][str(target / place)] = str(place)
        _note_commit(root, target / "commit")
        build_data["force_include"][str(target / "commit")] = "songda/commit"

    def finalize(self, *_: object) -> None:
        """Forget the compiled ones: the wheel has them."""
        if hasattr(self, "_folder"):
            self._folder.cleanup()


def _note_commit(root: Path, note: Path) -> None:
    """What was built from which commit is told by `songda --version`."""
    note.write_text(runpy.run_path(str(root / "songda/site/version.py"))["commit"]() + "\n", encoding="ascii")


def _compile(catalogue: Path, compiled: Path) -> None:
    with catalogue.open("rb") as file:
        words = read_po(file)
    compiled.parent.mkdir(parents=True, exist_ok=True)
    with compiled.open("wb") as file:
        write_mo(file, words)
