"""No row without an example: each row of every profile decides something in a test, and none that is off ever does."""

import pytest

from songda.core.law import jurisdictions, profile_of
from songda.core.law.decision import Standing
from tests.core.law import acting
from tests.core.law.users import users


@pytest.mark.parametrize("jurisdiction", jurisdictions())
def test_every_row_decides_something_somewhere(jurisdiction: str) -> None:
    without = acting.unused(set(users()), jurisdiction)
    assert without == [], "write an example in tests/core/law/rows whose sentence names the article"


def test_a_row_that_nobody_uses_would_be_named() -> None:
    kind, row = acting.every_row()[0]
    assert acting.unused(set(users()) - {id(row.rule)}) == [f"{kind} {row.rule.id} ({row.say})"]


def test_rows_that_are_off_never_decide() -> None:
    off = [row for rows in profile_of("cn").rows.off.values() for row in rows]
    assert off
    assert not {id(row.rule) for row in off} & users().keys()


@pytest.mark.parametrize("jurisdiction", jurisdictions())
def test_a_row_is_confirmed_only_where_its_text_was_read(jurisdiction: str) -> None:
    sources = profile_of(jurisdiction).wording.sources.by_id
    confirmed = [row for _, row in acting.every_row(jurisdiction) if row.rule.standing is Standing.CONFIRMED]
    assert all(sources[row.rule.id.split(".")[1]].is_read for row in confirmed)
