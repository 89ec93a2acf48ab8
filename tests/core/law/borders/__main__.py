"""Writes the tables anew from the rows as they are: look at the difference before you keep it."""

import sys
from collections import defaultdict

from songda.core.law.profile.rows import Row
from tests.core.law import acting
from tests.core.law.borders.case import Case
from tests.core.law.borders.describing import Place, described, place_of, source_of, title_of
from tests.core.law.borders.finding import case_for
from tests.core.law.borders.tables import FOLDER, Border
from tests.core.law.borders.varying import variations


def main() -> None:
    """One file a statute, its articles in their order."""
    files: dict[str, list[tuple[Place, str]]] = defaultdict(list)
    newest = {id(row.conditions) if row.conditions else id(row): row for _, row in acting.every_row()}
    for kind, row in acting.every_row():
        case = case_for(kind, row)
        if case is None:
            sys.stderr.write(f"no case for {kind} {row.rule.id} {row.say}\n")
            continue
        only_days = all(row is not each for each in newest.values())  # an earlier article of the same row
        files[source_of(row)].append((place_of(row), _border(kind, row, case, only_days=only_days).written()))
    for old in FOLDER.glob("*.txt"):
        old.unlink()
    for source, sections in files.items():
        ordered = [text for _, text in sorted(sections, key=lambda each: each[0])]
        (FOLDER / f"{source}.txt").write_text("\n".join([title_of(source) + "\n", *ordered]), encoding="utf-8")


def _border(kind: str, row: Row, case: Case, *, only_days: bool) -> Border:
    heading = f"{row.rule.id.removeprefix('cn.')} {kind} {row.say}"
    border = Border(heading, described(kind, row), case, "")
    border.answer = border.answered({})
    for subject, words in variations(kind, row, case, only_days=only_days):
        by_answer: dict[str, list[str]] = defaultdict(list)
        for word in words:
            by_answer[border.answered({subject: word})].append(word)
        border.changes += [(subject, alike, service) for service, alike in by_answer.items()]
    return border


if __name__ == "__main__":
    main()
