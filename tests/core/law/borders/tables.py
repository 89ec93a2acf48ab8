"""The written form, a file a statute: for each row its article, what it says, a case, the answer, what changes do.

A change with a star is a near miss of the row: one fact is another, and the answer, another too, no longer rests on it.
"""

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from tests.core.law.borders.answers import Heard, heard
from tests.core.law.borders.case import Case, read_case, write_case
from tests.core.law.borders.finding import words_of

FOLDER = Path(__file__).parent
SAME = "same"
OTHERS = "others"
MANY = 7
LINE = re.compile(r"(?P<star>[ *]) (?P<subject>\w+) (?P<words>[^:]+): (?P<answer>.+)")


class Change(NamedTuple):
    """A subject, the words that are put there one after the other, and the answer that all of them get."""

    subject: str
    words: list[str]
    answer: str
    is_near_miss: bool


@dataclass
class Border:
    """A row, a case in which it speaks, and the case with this or that changed.

    The heading is the article, the kind of the row and the code of its sentence; `about` is what people read of it.
    """

    heading: str
    about: list[str]
    case: Case
    answer: str
    changes: list[Change] = field(default_factory=list)
    place: str = ""

    @property
    def kind(self) -> str:
        """The kind of the row."""
        return self.heading.split()[1]

    @property
    def has_near_miss(self) -> bool:
        """Whether one of the changes is one."""
        return any(change.is_near_miss for change in self.changes)

    @property
    def has_one_of_the_day(self) -> bool:
        """Whether it has one, and in it no fact is another but the day."""
        return {change.subject for change in self.changes if change.is_near_miss} == {"on"}

    def heard(self, change: Case) -> Heard:
        """What the law says now to the case with the change."""
        found = heard(self.kind, self.case | change)
        return found._replace(answer=SAME) if change and found.answer == self.answer else found

    def is_missed(self, found: Heard, rows: Set[int]) -> bool:
        """Whether this answer to a case with a change shows a near miss of the row, which is any of these."""
        return found.is_a_case and found.answer != SAME and found.rows.isdisjoint(rows)

    def written(self) -> str:
        """As it stands in the table; many words that get one answer are written as the others."""
        lines = [f"# {self.heading}", *self.about, write_case(self.case) or "plain", f"= {self.answer}"]
        written_so: set[str] = set()
        for subject, words, answered, is_near_miss in self.changes:
            is_long = len(words) > MANY and subject not in written_so
            written_so |= {subject} if is_long else set()
            star = "*" if is_near_miss else " "
            lines.append(f"{star} {subject} {OTHERS if is_long else ', '.join(words)}: {answered}")
        return "\n".join(lines) + "\n"

    def spread(self) -> None:
        """Puts the words themselves where the table says that all others get the answer."""
        for place, change in enumerate(self.changes):
            if change.words == [OTHERS]:
                of_it = [word for each in self.changes if each.subject == change.subject for word in each.words]
                named = {self.case[change.subject], *of_it}
                words = [word for word in words_of(change.subject, self.case["law"]) if word not in named]
                self.changes[place] = change._replace(words=words)


def borders() -> Iterator[Border]:
    """Every border of every table."""
    for file in sorted(FOLDER.glob("*.txt")):
        yield from _read(file)


def _read(file: Path) -> Iterator[Border]:
    found: list[Border] = []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith("# "):
            found.append(Border(line[2:], [], {}, "", place=f"{file.name}:{number}"))
        elif found and line:
            _add(found[-1], line)
    for border in found:
        border.spread()
    yield from found


def _add(border: Border, line: str) -> None:
    if line.startswith("> "):
        border.about.append(line)
    elif line.startswith("= "):
        border.answer = line[2:]
    elif found := LINE.fullmatch(line):
        words = found["words"].split(", ")
        border.changes.append(Change(found["subject"], words, found["answer"], found["star"] == "*"))
    else:
        border.case = read_case("" if line == "plain" else line)
