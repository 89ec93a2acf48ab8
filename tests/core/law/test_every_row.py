"""No row without an example: each row of every profile decides something in a test, and none that is off ever does."""

from contextlib import suppress

import pytest

from songda.core.law import ProfileError, decide, jurisdictions, profile_of, read_facts
from songda.core.law.decision import Standing
from songda.core.law.facts import FactsError
from tests.core.law import acting
from tests.core.law.every_example import every_example
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
def test_advice_that_belongs_to_an_answer_is_told_of_a_service_somewhere(jurisdiction: str) -> None:
    afterwards = {id(row.rule): row for row in profile_of(jurisdiction).rows.caution if row.told_afterwards}
    for example in every_example():
        with suppress(FactsError, ProfileError):  # a table of facts that are refused
            facts = read_facts(example.facts)
            if afterwards and facts.jurisdiction == jurisdiction:
                for told in acting.acting_in(decide(facts)) & afterwards.keys():
                    del afterwards[told]
    untold = [f"{row.rule.id} ({row.say})" for row in afterwards.values()]
    assert untold == [], "write an example of a paper that was served"


@pytest.mark.parametrize("jurisdiction", jurisdictions())
def test_a_row_is_confirmed_only_where_its_text_was_read(jurisdiction: str) -> None:
    sources = profile_of(jurisdiction).wording.sources.by_id
    confirmed = [row for _, row in acting.every_row(jurisdiction) if row.rule.standing is Standing.CONFIRMED]
    assert all(sources[row.rule.id.split(".")[1]].is_read for row in confirmed)
