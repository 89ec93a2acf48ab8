"""The registry of events: one grammar, one sentence in each language, nothing unregistered."""

import pytest

from songda.core.evidence.names import EVENT_NAMES, GRAMMAR, UnknownEventError, require_name, sentence


@pytest.mark.parametrize("name", EVENT_NAMES)
def test_every_event_is_a_noun_and_what_became_of_it_with_a_sentence_in_both_languages(name):
    assert GRAMMAR.fullmatch(name)
    assert len(name) <= 60
    assert sentence(name, "en").endswith(".")
    assert sentence(name, "en").isascii()
    assert sentence(name, "zh").endswith("。")


def test_no_name_is_registered_twice():
    assert len(set(EVENT_NAMES)) == len(EVENT_NAMES)


def test_an_unregistered_name_is_refused():
    with pytest.raises(UnknownEventError, match=r"service\.imagined"):
        require_name("service.imagined")


def test_the_sentence_is_chinese_unless_english_is_asked_for():
    assert sentence("consent.given") == "当事人同意电子送达。"
    assert sentence("consent.given", "en-gb") == "The party consented to electronic service."
