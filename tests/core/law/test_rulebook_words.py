"""What the book has no words for is refused, not shown as it is stored."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from songda.core.law import Citation, profile_of
from songda.core.law.decision import Standing
from songda.core.law.profile.rows import Row
from songda.core.law.rulebook import rule_words
from songda.core.law.rulebook.rule_words import NoWordsError, particulars, terms_of


def test_a_countrys_own_words_stand_before_those_that_all_share(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared = {"en": "[standing]\nconfirmed = 'shared'\nunsure = 'shared'\n", "zh": "[standing]\nconfirmed = '共同'\n"}
    for language, words in shared.items():
        (tmp_path / f"words.rulebook.{language}.toml").write_text(words, encoding="utf-8")
    (tmp_path / "cn").mkdir()
    (tmp_path / "cn" / "words.rulebook.en.toml").write_text("[standing]\nconfirmed = 'own'\n", encoding="utf-8")
    monkeypatch.setattr(rule_words, "folder_of", lambda name="": tmp_path / name)
    in_english, in_chinese = (rule_words.terms_of.__wrapped__(profile_of("cn"), language) for language in ("en", "zh"))
    assert [in_english.word("standing", each) for each in ("confirmed", "unsure")] == ["own", "shared"]
    assert in_chinese.word("standing", "confirmed") == "共同"


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Odd(Row):
    """A row whose field has a label, but a word of no known vocabulary in it."""

    by: str = ""


def test_a_word_of_no_known_vocabulary_is_refused_by_name() -> None:
    odd = Odd(rule=Citation("cn.olr.31.1", Standing.CONFIRMED), since=date.min, until=date.max, by="somebody")
    with pytest.raises(NoWordsError, match="knows no words for by = 'somebody'"):
        list(particulars(odd, terms_of(profile_of("cn"), "en")))
