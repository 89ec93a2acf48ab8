"""Where no court sits, no sentence speaks of one: a tribunal arbitrates, a reconsidering body reconsiders."""

import re

import pytest

from songda.core.law import profile_of
from songda.core.law.rulebook.rule_words import describe
from tests.core.law.acting import every_row

OTHER_BODIES = ("cn_arbitration", "cn_reconsideration")
OF_A_COURT = {
    "zh": re.compile("法官|法院|审判|判决|传票|法庭|诉讼代理人|诉讼环节"),
    "en": re.compile(r"\b(judges?|courts?|judgments?|summons|default)\b", re.IGNORECASE),
}
# Words of tables that any sentence may be filled with; the names of papers and periods are each body's own.
TABLES = ("channel", "class", "person", "ruled_out", "status", "tier", "unit")


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("jurisdiction", OTHER_BODIES)
def test_no_sentence_speaks_of_a_court(jurisdiction: str, language: str) -> None:
    words = profile_of(jurisdiction).wording.in_language(language)
    said = {
        **words.sentences,
        **{f"{table}.{key}": word for table in TABLES for key, word in words.words.get(table, {}).items()},
    }
    said |= {f"worth.{key}": word for key, word in words.worth.items()}
    assert {key: text for key, text in said.items() if OF_A_COURT[language].search(text)} == {}


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("jurisdiction", OTHER_BODIES)
def test_no_rule_is_told_as_a_courts(jurisdiction: str, language: str) -> None:
    profile = profile_of(jurisdiction)
    told = [describe(kind, row, profile, language) for kind, row in every_row(jurisdiction)]
    sentences = ["; ".join((each.sentence, *each.conditions)) for each in told]
    assert [each for each in sentences if OF_A_COURT[language].search(each)] == []
