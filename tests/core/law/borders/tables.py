"""The written form, a file a statute: for each row its article, what it says, a case, the answer, what changes do."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.core.law.borders.answers import answer
from tests.core.law.borders.case import Case, read_case, write_case
from tests.core.law.borders.finding import words_of

FOLDER = Path(__file__).parent
SAME = "same"
OTHERS = "others"
MANY = 7
LINE = re.compile(r"  (?P<subject>\w+) (?P<words>[^:]+): (?P<answer>.+)")


@dataclass
class Border:
    """`changes`: a subject, the words that are put there, and the answer that all of them get.

    The heading is the article, the kind of the row and the code of its sentence; `about` is what people read of it.
    """

    heading: str
    about: list[str]
    case: Case
    answer: str
    changes: list[tuple[str, list[str], str]] = field(default_factory=list)
    place: str = ""

    @property
    def kind(self) -> str:
        """The kind of the row."""
        return self.heading.split()[1]

    def answered(self, change: Case) -> str:
        """What the law says now to the case with the change."""
        found = answer(self.kind, self.case | change)
        return SAME if change and found == self.answer else found

    def written(self) -> str:
        """As it stands in the table; many words that get one answer are written as the others."""
        lines = [f"# {self.heading}", *self.about, write_case(self.case) or "plain", f"= {self.answer}"]
        written_so: set[str] = set()
        for subject, words, answered in self.changes:
            is_long = len(words) > MANY and subject not in written_so
            written_so |= {subject} if is_long else set()
            lines.append(f"  {subject} {OTHERS if is_long else ', '.join(words)}: {answered}")
        return "\n".join(lines) + "\n"

    def spread(self) -> None:
        """Puts the words themselves where the table says that all others get the answer."""
        for place, (subject, words, answered) in enumerate(self.changes):
            if words == [OTHERS]:
                named = {
                    self.case[subject],
                    *(word for other, many, _ in self.changes if other == subject for word in many),
                }
                self.changes[place] = subject, [word for word in words_of(subject) if word not in named], answered


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
        border.changes.append((found["subject"], found["words"].split(", "), found["answer"]))
    else:
        border.case = read_case("" if line == "plain" else line)
