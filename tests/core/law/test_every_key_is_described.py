"""The page on explaining a service names every key of the facts and of the answer, and every word in them."""

import dataclasses
import re
import tomllib
from enum import StrEnum
from importlib.resources import files
from pathlib import Path

import pytest

from songda.core.law import decide, facts, jurisdictions, read_facts
from songda.core.law.decision import Ground, Standing, Status
from songda.core.law.next_fact import next_fact
from songda.core.words import languages
from tests.core.law.given import attempt, consent
from tests.core.law.given import facts as given
from tests.rows import all_rows

PAGE = (Path(__file__).parents[3] / "docs" / "howto" / "explain-a-service.md").read_text("utf-8")
NAMED = set(re.findall(r"`([a-z_0-9]+)`", PAGE))
DOMICILES = {"cn", "hk", "mo", "tw", "foreign"}
RECORDS = [each for name in facts.__all__ if dataclasses.is_dataclass(each := getattr(facts, name))]
WORDS = [
    each
    for name in facts.__all__
    if isinstance(each := getattr(facts, name), type) and issubclass(each, StrEnum) and each is not facts.Procuratorate
]


@all_rows("record", RECORDS, ids=[record.__name__ for record in RECORDS])
def test_every_key_of_the_facts(record: type) -> None:
    keys = {each.name for each in dataclasses.fields(record)}
    assert keys - NAMED == set()


@all_rows("vocabulary", [*WORDS, Status, Ground, Standing], ids=lambda each: str(each.__name__))
def test_every_word(vocabulary: type[StrEnum]) -> None:
    assert {str(word) for word in vocabulary} - NAMED == set()


def test_every_jurisdiction() -> None:
    assert set(jurisdictions()) - NAMED == set()


def test_every_key_of_the_answer() -> None:
    known = read_facts(given(attempt("sms", "found", "arrived 2022-06-02"), consents=[consent()]))
    found = next_fact(known)
    assert found is not None
    answer = decide(read_facts(given(attempt("direct", None, "signed 2022-06-02"), paper={"kind": "complaint_copy"})))
    guarded = decide(known).to_json("en")
    told = answer.to_json("en") | {"default_judgment": guarded["default_judgment"], "next": found.to_json("en")}
    assert _keys(told) - NAMED == set()


def _keys(told: object) -> set[str]:
    if isinstance(told, dict):
        return {*told, *(key for each in told.values() for key in _keys(each))}
    return {key for each in told for key in _keys(each)} if isinstance(told, (list, tuple)) else set()


@pytest.mark.parametrize("language", languages())
def test_every_fact_that_may_be_missing(language: str) -> None:
    """The table of what may be missing names what there are words for, and nothing else."""
    words = files("songda.core.words").joinpath(language, "next_fact.toml").read_text("utf-8")
    told_of_them = ("then_", "if_", "nothing", "signed_on_transfer")
    codes = {code for code in tomllib.loads(words) if not code.startswith(told_of_them)}
    table = PAGE.split("| `missing` | what to find out |")[1].split("##")[0]
    cells = [row.partition(" | ")[0] for row in table.splitlines()]
    assert {code for cell in cells for code in re.findall(r"`([a-z_]+)`", cell)} == codes


def test_nothing_is_described_that_there_is_not() -> None:
    """Words that were taken out of the facts are taken out of the page."""
    known = {each.name for record in RECORDS for each in dataclasses.fields(record)}
    known |= {str(word) for vocabulary in WORDS for word in vocabulary}
    section = PAGE.split("## Every key and every word")[1].split("## The answer")[0]
    assert set(re.findall(r"`([a-z_]+)`", section)) - known - set(jurisdictions()) - DOMICILES == set()
