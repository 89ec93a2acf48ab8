"""The index from article to rows to tests is what the tables and the tests say today."""

import pytest

from scripts import articles
from songda.core.law import profile_of
from tests.core.law.acting import every_row
from tests.core.law.users import CHINA


def test_the_index_is_up_to_date() -> None:
    assert articles.page() == articles.PAGE.read_text(encoding="utf-8"), "run `python -m scripts.articles`"


def test_every_row_stands_in_it_with_its_table_and_an_example() -> None:
    lines = [line.split(" | ") for line in articles.page().splitlines() if line.startswith("| ") and "`" in line]
    assert len(lines) == sum(len(every_row(jurisdiction)) for jurisdiction in CHINA)
    assert [line for line in lines if len(line) != 4 or not line[2].strip() or line[3].startswith("none")] == []


@pytest.mark.night("loads the law anew")
def test_it_is_the_same_when_the_law_was_loaded_anew_in_between() -> None:
    before = articles.page()
    profile_of.cache_clear()
    assert articles.page() == before
