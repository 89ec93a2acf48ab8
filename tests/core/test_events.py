"""The registry of events: one grammar, a sentence in each language, nothing unregistered, and its page is current."""

import pytest

from scripts import events
from songda.core.events.registry import (
    REGISTRY,
    Entry,
    RegistryError,
    UnknownEventError,
    entry_of,
    read_entries,
    registry_of,
)
from songda.core.evidence.names import sentence
from songda.core.words import languages

WELL = '[remark.noted]\nen = "A remark was noted."\nzh = "作了备注。"\ndoors = ["console"]\n'


@pytest.mark.parametrize("entry", REGISTRY.values(), ids=list(REGISTRY))
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


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (WELL.replace("remark", "Remark"), r"work\.toml: \[Remark\.noted\] is no event: \[noun\.past_participle\]"),
        (WELL.replace("remark", "r" * 60), "at most 60 letters"),
        ('remark = "noted"', r"\[remark\.\] is no event"),
        ('remark.noted = "yes"', r"\[remark\.noted\] is no event"),
        (WELL.replace("doors", "dors"), r"\[remark\.noted\] has 'dors'; known are a language .* and actors, doors"),
        (WELL.replace('["console"]', "[]"), "has no doors; there are portal, console, api, worker, command"),
        (WELL.replace("console", "window"), "'window' is not a valid Door; there are portal, console"),
        (WELL + 'actors = ["judge"]', "'judge' is not a valid Kind; there are staff, client"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_file_its_entry_and_what_may_stand_there(text: str, said: str) -> None:
    with pytest.raises(RegistryError, match=said):
        list(read_entries("work", text))


def test_no_event_is_registered_twice() -> None:
    with pytest.raises(RegistryError, match=r"work\.toml: \[remark\.noted\] stands in case\.toml too"):
        registry_of({"case": WELL, "work": WELL})


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
