"""The answers on both sides of every condition are those that were looked at and kept."""

import pytest

from tests.core.law.borders.tables import Border, borders

BORDERS = list(borders())
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
