"""The registry of events: one grammar, a sentence in each language, nothing unregistered, and its page is current."""

import re
from pathlib import Path

import pytest

from scripts import events
from songda.core.circumstances import ROWS, Kind
from songda.core.events import registry
from songda.core.events.registry import (
    REGISTRY,
    SUBJECTS,
    Entry,
    RegistryError,
    UnknownEventError,
    WrongPayloadError,
    entry_of,
    read_entries,
    registry_of,
    require_payload,
)
from songda.core.evidence.canonical import Json
from songda.core.evidence.deciding import marks
from songda.core.evidence.names import sentence
from songda.core.state import letters, visits, work
from songda.core.state.fold import STEPS
from songda.core.state.ways import carriage, malfunctions, notices
from songda.core.words import languages
from tests.rows import all_rows

WELL = '[remark.noted]\nen = "A remark was noted."\nzh = "作了备注。"\ndoors = ["console"]\n'
FIELDS = """
data.case = "id"
data.of = "id or null"
data.papers = "list of hash"
data.count = "number"
data.is_late = "yes_no"
data.on = "day"
data.at = "moment"
data.words = "text or absent"
private.name = "text"
"""
ID, HASH, MOMENT = "0198f0a4-0000-7000-8000-000000000001", "0" * 64, "2022-06-01T09:00:00+08:00"


@all_rows("entry", REGISTRY.values(), ids=list(REGISTRY))
def test_every_event_has_a_sentence_in_every_language_that_the_product_speaks(entry: Entry) -> None:
    assert set(entry.sentences) == set(languages())
    assert sentence(entry.name, "en").endswith(".")
    assert sentence(entry.name, "en").isascii()
    assert sentence(entry.name, "zh").endswith("。")


def test_an_entry_says_by_which_doors_an_event_comes_whom_it_names_and_what_stays_here() -> None:
    (entry,) = read_entries("work", WELL + 'actors = ["staff"]\nstays_with_the_court = true\n')
    assert (entry.name, entry.subject, entry.stays_with_the_court) == ("remark.noted", "work", True)
    assert (entry.doors, entry.actors) == ({"console"}, {"staff"})
    assert entry.sentences == {"en": "A remark was noted.", "zh": "作了备注。"}


@all_rows(
    ("text", "said"),
    [
        (WELL.replace("remark", "Remark"), r"work\.toml: \[Remark\.noted\] is no event: \[noun\.past_participle\]"),
        (WELL.replace("remark", "r" * 60), "at most 60 letters"),
        ('remark = "noted"', r"\[remark\.\] is no event"),
        ('remark.noted = "yes"', r"\[remark\.noted\] is no event"),
        (
            WELL.replace("doors", "dors"),
            r"\[remark\.noted\] has 'dors'; known are .* and actors, bears, data",
        ),
        (WELL + 'bears = ["love"]', "'love' is not a valid Fact; there are try, outcome, act"),
        (WELL.replace('["console"]', "[]"), "has no doors; there are portal, console, api, worker, command"),
        (WELL.replace("console", "window"), "'window' is not a valid Door; there are portal, console"),
        (WELL + 'data.at = "hour"', r"\[remark\.noted\] 'hour' is no kind of field; there are text, id, .*'list of'"),
        (WELL + 'data.at = "moment or never"', "may come 'or null', 'or absent'"),
        (WELL + 'data = "moment"', r"\[remark\.noted\] has data that is no table of fields"),
        (WELL + 'actors = ["judge"]', "'judge' is not a valid Kind; there are staff, client"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_file_its_entry_and_what_may_stand_there(text: str, said: str) -> None:
    with pytest.raises(RegistryError, match=said):
        list(read_entries("work", text))


def test_an_event_bears_the_fields_of_its_entry() -> None:
    (entry,) = read_entries("work", WELL + FIELDS)
    right = {"case": ID, "of": None, "papers": [HASH], "count": 2, "is_late": False, "on": "2022-06-01", "at": MOMENT}
    assert list(entry.data.wrong_in(right)) == []
    assert list(entry.data.wrong_in({**right, "words": "as they said"})) == []
    assert list(entry.private.wrong_in({"name": "Li"})) == []


@all_rows(
    ("given", "said"),
    [
        ({"other": 1}, "other is no field of it"),
        ({"case": "7"}, "case must be id"),
        ({"case": None}, "case must be id"),
        ({"of": "7"}, "of must be id or null"),
        ({"papers": [HASH, "x"]}, "papers must be list of hash"),
        ({"papers": HASH}, "papers must be list of hash"),
        ({"count": "2"}, "count must be number"),
        ({"count": True}, "count must be number"),
        ({"is_late": 1}, "is_late must be yes_no"),
        ({"on": MOMENT}, "on must be day"),
        ({"at": "2022-06-01"}, "at must be moment"),
        ({"words": None}, "words must be text or absent"),
    ],
)
def test_a_field_that_is_not_as_declared_is_named_without_what_stands_in_it(given: dict[str, Json], said: str) -> None:
    (entry,) = read_entries("work", WELL + FIELDS)
    right = {"case": ID, "of": None, "papers": [HASH], "count": 2, "is_late": False, "on": "2022-06-01", "at": MOMENT}
    assert list(entry.data.wrong_in(right | given)) == [said]


def test_a_field_that_is_missing_is_named_unless_it_may_be_absent() -> None:
    with pytest.raises(WrongPayloadError, match=r"'link\.fetched': private agent is missing; see .*/portal\.toml"):
        require_payload("link.fetched", {}, {})
    require_payload("offline.withdrawn", {}, {})


def test_no_event_is_registered_twice() -> None:
    with pytest.raises(RegistryError, match=r"work\.toml: \[remark\.noted\] stands in case\.toml too"):
        registry_of({"case": WELL, "work": WELL})


def test_every_file_of_events_is_read() -> None:
    beside = {path.stem for path in Path(registry.__file__).parent.glob("*.toml")}
    assert beside == set(SUBJECTS), "name each file in SUBJECTS of songda/core/events/registry.py, where people read it"


# What the fold takes in for the record alone: the law of a certificate is told nothing by it.
FOR_THE_RECORD = re.compile(
    r"(case|hearing|paper|certificate|court|staff|client|order|service|guard|notice|mandate|party|address)\.\w+"
    r"|(figures|person|counter_code|question|identity)\.\w+"
    r"|representative\.appointed|english_page\.asked|attempt\.(expired|sent_again)"
)
AMONG_THEM = {"paper.opened", "paper.acknowledged", "party.set_offline", "address.replaced"}


def test_the_law_is_told_by_the_events_that_bear_something_and_by_no_others() -> None:
    circumstances = {name for row in ROWS.values() for name in (row.noted, row.ended, row.struck) if name}
    rows = [ROWS[Kind(kind)] for kind in {*marks.STATUSES, marks.WITHHELD}]
    noted = {name for row in rows for name in (row.noted, row.ended, row.struck) if name}
    of_ways = {*visits.STEPS, *letters.STEPS, *notices.STEPS, *carriage.STEPS, *malfunctions.STEPS}
    beside = {*work.STEPS, *of_ways}
    others = {name for name in STEPS.keys() - circumstances - beside if not FOR_THE_RECORD.fullmatch(name)}
    bearing, asked = {name for name, entry in REGISTRY.items() if entry.bears}, others | noted | AMONG_THEM
    assert asked - bearing == set(), "the law is told by them: `bears` in their entries; else name them FOR_THE_RECORD"
    assert bearing - asked == set(), "they bear something and no step of the fold tells the law of it"


def test_an_unregistered_name_is_refused() -> None:
    for ask in (entry_of, sentence):
        with pytest.raises(UnknownEventError, match=r"service\.imagined"):
            ask("service.imagined")


def test_the_sentence_is_chinese_unless_english_is_asked_for() -> None:
    assert sentence("consent.given") == "当事人同意电子送达。"
    assert sentence("consent.given", "en-gb") == "The party consented to electronic service."


def test_the_page_of_events_is_current() -> None:
    """Run `python -m scripts.events` after a change of an entry."""
    assert events.PAGE.read_text(encoding="utf-8") == events.page()
