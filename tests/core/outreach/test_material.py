"""Material for the public: plain, without a link, and of one mind about codes."""

import re
import unicodedata
from functools import cache
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from songda.core.delivery.own_words import has_link
from songda.core.outreach.closed_lists import WRITTEN, MaterialKind, Topic
from songda.core.outreach.material import TERMS, common_questions, layout, lead, points, terms, title, written
from songda.core.warnings import check_rule, code_rule
from songda.core.words import languages

COURT = "某某人民法院"
LONGEST_SENTENCE = 45  # characters, as a voice reads them in one breath or two
_END = re.compile(r"[\u3002\uff01\uff1f\uff1b\n!?;]")


@cache
def everyday_characters() -> frozenset[str]:
    """The first level of GB/T 2312: the characters that every reader with a junior-school certificate has met."""
    cells = (bytes([row + 0xA0, cell + 0xA0]) for row in range(16, 56) for cell in range(1, 95))
    return frozenset("".join(code.decode("gb2312", errors="ignore") for code in cells))


def hard_characters(text: str) -> list[str]:
    """The Chinese characters beyond everyday use, each once, in the order of the text."""
    chinese = [each for each in text if unicodedata.name(each, "").startswith("CJK UNIFIED")]
    return [each for each in dict.fromkeys(chinese) if each not in everyday_characters()]


def long_sentences(text: str) -> list[str]:
    """The sentences that are too long to be heard."""
    return [part.strip() for part in _END.split(text) if len(part.strip()) > LONGEST_SENTENCE]


def everything(topic: Topic, language: str) -> list[str]:
    told = [title(topic, language), lead(topic, language), *points(topic, language), *terms(topic, language)]
    return [*told, *(written(kind, topic, COURT, language) for kind in WRITTEN)]


def test_the_bound_is_the_first_level_of_the_national_table() -> None:
    assert len(everyday_characters()) == 3755
    assert set("法院短信编码") <= everyday_characters()
    assert hard_characters("饕餮的法院饕") == ["饕", "餮"]


@pytest.mark.parametrize("topic", list(Topic))
def test_material_uses_everyday_characters_and_sentences_of_one_breath(topic: Topic) -> None:
    for text in everything(topic, "zh"):
        assert hard_characters(text) == [], text
        assert long_sentences(text) == [], text


@pytest.mark.parametrize(("language", "said"), [("zh", "string"), ("en", "id")])
def test_a_button_that_an_answer_names_is_called_so_where_papers_are_read(language: str, said: str) -> None:
    with Path("songda/web/portal/locale/zh_Hans/LC_MESSAGES/django.po").open("rb") as file:
        buttons = {getattr(message, said) for message in read_po(file)}
    named = [name for _, answer in common_questions(language) for name in re.findall("“(.+?)”", answer)]
    assert len(set(named)) == 2
    assert set(named) <= buttons


def test_common_answers_are_as_plain() -> None:
    for question, answer in common_questions("zh"):
        assert hard_characters(question + answer) == []
        assert long_sentences(answer) == []


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("topic", list(Topic))
def test_no_text_carries_what_could_be_pressed_or_is_left_unfilled(topic: Topic, language: str) -> None:
    for text in everything(topic, language):
        assert not has_link(text)
        assert "{" not in text


@pytest.mark.parametrize("link", ["http://x", "www.a", "点 gov.cn 看", "/s/ABCDEFGHIJ", "court-gov.top/x"])
def test_a_link_is_seen_however_it_is_written(link: str) -> None:
    assert has_link(link)


@pytest.mark.parametrize("topic", list(Topic))
def test_every_topic_has_the_same_points_in_both_languages(topic: Topic) -> None:
    assert len(points(topic, "zh")) == len(points(topic, "en")) == 6
    assert len(terms(topic, "zh")) == len(TERMS[topic])


def test_what_is_read_out_on_the_telephone_is_the_case_number_and_never_a_code() -> None:
    """The pages say of the code of a message: type it here, tell it to nobody; no text may say the contrary."""
    assert "不要告诉任何人" in code_rule("of_message", "court_page", "zh")
    assert "案号" in check_rule("zh")
    texts = [text for topic in Topic for text in everything(topic, "zh")] + [a for _, a in common_questions("zh")]
    for text in (*texts, check_rule("zh")):
        for sentence in re.split(r"[。！？；\n]", text):
            if re.search(r"读给|报短信|说出", sentence):
                assert "案号" in sentence
                assert not re.search(r"编码|验证码", sentence)


def test_printed_sheets_are_no_text_and_say_so() -> None:
    with pytest.raises(ValueError, match="printed"):
        written(MaterialKind.LEAFLET, Topic.FRAUD, COURT, "zh")
    assert layout("court_says", "zh", court=COURT) == "某某人民法院提醒您"
