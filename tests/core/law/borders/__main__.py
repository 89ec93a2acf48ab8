"""Writes the tables anew from the rows as they are: look at the difference before you keep it."""

import sys
from collections import defaultdict

from songda.core.law import jurisdictions
from songda.core.law.profile.rows import Row
from tests.core.law import acting, elsewhere
from tests.core.law.borders.case import Case
from tests.core.law.borders.describing import (
    Place,
    described,
    file_of,
    heading_of,
    place_of,
    rows_by_their_words,
    rules_of,
    title_of,
)
from tests.core.law.borders.finding import case_for
from tests.core.law.borders.missing import unexplained
from tests.core.law.borders.tables import FOLDER, Border, Change
from tests.core.law.borders.varying import further, variations

ROWS = rows_by_their_words()


def main() -> int:
    """One file a statute, its articles in their order; 1 where a row lacks a case or near miss and nobody says why."""
    files: dict[str, list[tuple[Place, str]]] = defaultdict(list)
    titles: dict[str, str] = {}
    assert elsewhere  # it makes its laws known
    for jurisdiction in jurisdictions():
        rows = acting.every_row(jurisdiction)
        newest = {id(row.conditions) if row.conditions else id(row): id(row) for _, row in rows}
        for kind, row in rows:
            case = case_for(kind, row)
            if case is not None:
                only_days = id(row) not in newest.values()  # an earlier article of the same row
                border = _border(kind, row, case, only_days=only_days)
                files[file_of(row)].append((place_of(row), border.written()))
                titles[file_of(row)] = title_of(row)
    for old in FOLDER.glob("*.txt"):
        old.unlink()
    for name, sections in files.items():
        ordered = [text for _, text in sorted(sections, key=lambda each: each[0])]
        (FOLDER / f"{name}.txt").write_text("\n".join([titles[name] + "\n", *ordered]), encoding="utf-8")
    wanting = unexplained()
    sys.stderr.writelines(f"{line}\n" for line in wanting)
    return 1 if wanting else 0


def _border(kind: str, row: Row, case: Case, *, only_days: bool) -> Border:
    border = Border(heading_of(kind, row), described(kind, row), case, "")
    border.answer = border.heard({}).answer
    for subject, words in variations(kind, row, case, only_days=only_days):
        border.changes += _changes(border, subject, words)
    if not border.has_near_miss or border.has_one_of_the_day:
        others = (change for subject, words in further(case) for change in _changes(border, subject, words))
        border.changes += [change for change in [next((each for each in others if each.is_near_miss), None)] if change]
    return border


def _changes(border: Border, subject: str, words: list[str]) -> list[Change]:
    """The words that get one answer go together."""
    alike: dict[tuple[str, bool], list[str]] = defaultdict(list)
    for word in words:
        heard = border.heard({subject: word})
        alike[heard.answer, border.is_missed(heard, rules_of(ROWS[border.heading, *border.about]))].append(word)
    return [Change(subject, words, answer, is_near_miss) for (answer, is_near_miss), words in alike.items()]


if __name__ == "__main__":
    sys.exit(main())
