"""The answers on both sides of every condition are those that were looked at and kept."""

from collections import defaultdict

import pytest

from tests.core.law import acting
from tests.core.law.borders.describing import described
from tests.core.law.borders.tables import Border, borders

BORDERS = list(borders())
SAID: dict[str, list[list[str]]] = defaultdict(list)
for kind, row in acting.every_row():
    SAID[f"{row.rule.id.removeprefix('cn.')} {kind} {row.say}"].append(described(kind, row))
MEANT = "if that is meant: python -m tests.core.law.borders, and look at every line that moves"


@pytest.mark.parametrize("border", BORDERS, ids=[f"{each.place} {each.heading}" for each in BORDERS])
def test_a_row_answers_on_both_sides_of_its_conditions(border: Border) -> None:
    moved = [f"{border.place} now: {border.answered({})}"] if border.answered({}) != border.answer else []
    moved += [
        f"{border.place} {subject}={word}: kept: {kept} - now: {found}"
        for subject, words, kept in border.changes
        for word in words
        if (found := border.answered({subject: word})) != kept
    ]
    assert moved == [], MEANT


def test_beside_each_case_stands_what_its_article_says() -> None:
    stale = [f"{border.place} {border.heading}" for border in BORDERS if border.about not in SAID[border.heading]]
    assert stale == [], MEANT
