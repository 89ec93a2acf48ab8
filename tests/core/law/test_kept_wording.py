"""The words of a jurisdiction are kept, and say the same when they are read again."""

import json
from datetime import UTC, datetime

import pytest

from songda.core.law import Reason, jurisdictions, profile_of
from songda.core.law.profile.wording import to_kept, to_wording
from tests.core.law.test_profile import LANGUAGES, every_row


@pytest.mark.parametrize("jurisdiction", jurisdictions())
def test_kept_words_say_and_cite_the_same(jurisdiction: str) -> None:
    profile = profile_of(jurisdiction)
    wording, kept = profile.wording, to_wording(json.loads(json.dumps(to_kept(profile.wording), sort_keys=True)))
    for language in LANGUAGES:
        assert kept.languages[language].sentences == wording.languages[language].sentences
        assert kept.languages[language].words == wording.languages[language].words
        for row in every_row(profile):
            assert kept.cite(row.rule, language) == wording.cite(row.rule, language)
        at = Reason("not_yet", (("at", datetime(2022, 6, 2, 4, tzinfo=UTC)),), None)
        assert kept.sentence(at, language) == wording.sentence(at, language)
    assert kept.sources.by_id == wording.sources.by_id
    assert kept.zone == wording.zone


def test_a_rule_is_cited_in_the_words_that_were_kept_though_its_source_has_another_name_now() -> None:
    kept = to_kept(profile_of("cn").wording)
    (olr,) = [source for source in kept["sources"] if source["id"] == "olr"]
    olr["names"] = {"zh": "旧名", "en": "Old Name"}
    then = to_wording(kept)
    assert then.place("cn.olr.31.1", "en") == "Old Name, art. 31 para. 1"
    assert then.place("cn.olr.31.1", "zh") == "旧名 第三十一条第一款"


def test_a_stored_word_without_a_name_stands_for_itself() -> None:
    wording = profile_of("cn").wording
    assert wording.word("period", "answer", "en") == "period to answer"
    assert wording.word("period", "never_named", "en") == "never_named"
