"""One change of the law, whether in its code or in its rows."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]
LAW = ROOT / "songda/core/law"
TESTS = ROOT / "tests/core/law"


@dataclass(frozen=True)
class Mutant:
    """`where` and `change` name it whatever line it stands on; `lines` are those that a test must have run to notice.

    `apply` makes the change in the running process, which is thrown away afterwards.
    """

    kind: str  # code or data
    file: Path
    where: str
    change: str
    lines: range
    diff: str
    apply: Callable[[], None] = field(compare=False, repr=False)
    row: tuple[str, int] | tuple[()] = ()  # the kind of the changed row, and its number among its kind

    @property
    def key(self) -> str:
        """Its name in the results and in the list of explained ones."""
        return f"{self.name}: {self.where}: {self.change}"

    @property
    def name(self) -> str:
        """The file as it is called inside the law."""
        return str(self.file.relative_to(LAW))

    @property
    def place(self) -> str:
        """File and line, to be clicked on."""
        return f"{self.file.relative_to(ROOT)}:{self.lines.start}"


def fingerprint(*files: Path) -> str:
    """A short hash over what stands in the files."""
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def numbered(mutants: list[Mutant]) -> list[Mutant]:
    """The same change twice in one place gets a number, so that every name is one mutant's."""
    seen: dict[str, int] = {}
    named = []
    for each in mutants:
        seen[each.key] = nth = seen.get(each.key, 0) + 1
        named.append(each if nth == 1 else Mutant(**(vars(each) | {"change": f"{each.change} ({nth})"})))
    return named
