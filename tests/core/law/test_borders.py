"""The answers on both sides of every condition are those that were looked at and kept; every row has a near miss."""

from collections.abc import Iterator, Set
from dataclasses import replace

import pytest

from tests.chapters import chapters_of, each_holds
from tests.core.law.borders import missing
from tests.core.law.borders.describing import rows_by_their_words, rules_of
from tests.core.law.borders.tables import Border, borders
from tests.rows import all_rows

BORDERS = list(borders())
ROWS = rows_by_their_words()
MEANT = "if that is meant: python -m tests.core.law.borders, and look at every line that moves"


CHAPTERS = chapters_of(BORDERS, lambda border: ".".join(border.heading.split()[0].split(".")[:2]))


@all_rows("borders_of_it", CHAPTERS.values(), ids=CHAPTERS)
def test_rows_answer_on_both_sides_of_their_conditions(borders_of_it: list[Border]) -> None:
    each_holds(borders_of_it, lambda border: f"{border.place} {border.heading}", _answers_on_both_sides)


def _answers_on_both_sides(border: Border) -> None:
    rows = rules_of(ROWS[border.heading, *border.about])
    plain = border.heard({})
    moved = [] if plain.answer == border.answer else [f"{border.place} now: {plain.answer}"]
    moved += [f"{border.place} the row does not speak here"] if rows.isdisjoint(plain.rows) else []
    assert [*moved, *_moved(border, rows)] == [], MEANT


def _moved(border: Border, rows: Set[int]) -> Iterator[str]:
    for subject, words, kept, was_missed in border.changes:
        for word in words:
            found = border.heard({subject: word})
            if found.answer != kept:
                yield f"{border.place} {subject}={word}: kept: {kept} - now: {found.answer}"
            if border.is_missed(found, rows) is not was_missed:
                yield f"{border.place} {subject}={word}: a near miss: kept: {was_missed} - now: {not was_missed}"


def test_beside_each_case_stands_what_its_article_says() -> None:
    stale = [f"{border.place} {border.heading}" for border in BORDERS if (border.heading, *border.about) not in ROWS]
    assert stale == [], MEANT


def test_every_row_has_a_case_and_a_near_miss() -> None:
    assert missing.unexplained() == [], "if no case can show it, say why in borders/explained.toml"


def test_a_row_without_them_is_named_and_so_is_a_reason_that_is_left_over(monkeypatch: pytest.MonkeyPatch) -> None:
    without = next(each for each in BORDERS if each.heading == "olr.5.1 way offline_person")
    gone = next(each for each in BORDERS if each.heading == "olr.5.2 defect consent_withdrawn")
    others = [each for each in BORDERS if each is not gone and each is not without]
    monkeypatch.setattr(missing, "borders", lambda: [*others, replace(without, changes=[])])
    monkeypatch.setattr(missing, "explained", lambda: {(missing.NO_CASE, "olr.4.3 way left_over"): "reason"})
    assert missing.unexplained() == [
        f"{missing.NO_NEAR_MISS} for {without.heading}",
        f"{missing.NO_CASE} for {gone.heading}",
        f"explained, yet there is one: {missing.NO_CASE} for olr.4.3 way left_over",
    ]
