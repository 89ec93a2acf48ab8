"""No row without an example: each row of China's tables decides something in a test, and none that is off ever does."""

from datetime import date
from functools import cache

import pytest

from songda.core.law import Asked, PeriodError, ProfileError, decide, last_day, profile_of, read_facts
from songda.core.law.facts import Branch, FactsError, PaperKind
from songda.core.law.profile.rows import Mark
from tests.core.law import acting
from tests.core.law.every_example import every_telling
from tests.core.law.test_periods import BY_NAME
from tests.core.law.test_periods_of_others import OTHERS, WITHOUT_NOTICE
from tests.core.law.test_versions import PERIODS, YEARS, ends_on_national_day

IN_CUSTODY = Asked(branch=Branch.CRIMINAL, paper=PaperKind.JUDGMENT, in_custody=True)


@cache
def used() -> frozenset[int]:
    """The rows on which some answer of the suite rests."""
    found: set[int] = set()
    for told in every_telling():
        try:
            facts = read_facts(told)
            found |= acting.acting_in(decide(facts)) | acting.acting_before(facts)
        except (FactsError, ProfileError):
            continue  # a table of facts that are refused
    for kind, asked, *_ in (*BY_NAME, *PERIODS):
        assert isinstance(asked, Asked)
        found |= acting.acting_in_period(last_day(date(2022, 5, 9), kind, asked))
    for kind, asked, _ in PERIODS:
        for year in YEARS:
            found |= acting.acting_in_period(last_day(ends_on_national_day(year, kind, asked), kind, asked))
    found |= acting.acting_in_period(last_day(date(2022, 9, 22), "appeal", IN_CUSTODY))
    for started, kind, asked, _ in OTHERS:
        found |= acting.acting_in_period(last_day(started, kind, asked))
    for served, asked in WITHOUT_NOTICE:
        with pytest.raises(PeriodError) as refused:
            last_day(served, "public_notice", asked)
        found.add(id(refused.value.rule))
    return frozenset(found)


def test_every_row_decides_something_somewhere() -> None:
    assert acting.unused(set(used())) == [], "write an example in tests/core/law/rows whose sentence names the article"


def test_a_row_that_nobody_uses_would_be_named() -> None:
    kind, row = acting.every_row()[0]
    assert acting.unused(set(used()) - {id(row.rule)}) == [f"{kind} {row.rule.id} ({row.say})"]


def test_rows_that_are_off_never_decide() -> None:
    off = [row for rows in profile_of("cn").rows.off.values() for row in rows]
    assert off
    assert not {id(row.rule) for row in off} & used()


@pytest.mark.parametrize("jurisdiction", ["at", "es", "cn"])
def test_a_row_is_confirmed_only_where_its_text_was_read(jurisdiction: str) -> None:
    sources = profile_of(jurisdiction).wording.sources.by_id
    confirmed = [row for _, row in acting.every_row(jurisdiction) if row.mark is Mark.CONFIRMED]
    assert all(sources[row.rule.id.split(".")[1]].is_read for row in confirmed)
