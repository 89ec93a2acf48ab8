"""Finds rules by words that somebody types: in the sentence, the conditions, the particulars, the article."""

import re

from songda.core.identifiers.china import BEFORE_AN_ARTICLE
from songda.core.law.profile.sources import chinese_number
from songda.core.law.rulebook.telling import Rule

_DIGITS = re.compile(r"(?<!\d)[1-9]\d{0,3}(?!\d)")
_BEFORE_ARTICLE = re.compile(f"(?={BEFORE_AN_ARTICLE})")
_SHORT = {"article": "art.", "articles": "art.", "paragraph": "para."}


def is_found(rule: Rule, words: str) -> bool:
    """Whether every word stands in the rule; 第31条 finds 第三十一条 as well."""
    return are_in(_text_of(rule), words)


def are_in(text: str, words: str) -> bool:
    """Whether every word stands in the text, whatever the case of its letters."""
    folded = text.casefold()
    return all(word in folded or _with_chinese_numerals(word) in folded for word in _words_of(words))


def _words_of(words: str) -> list[str]:
    """民事诉讼法第92条 is two words, the statute and the article; articles are looked for as they are cited."""
    return [_SHORT.get(word, word) for word in _BEFORE_ARTICLE.sub(" ", words.casefold()).split()]


def _text_of(rule: Rule) -> str:
    particulars = (text for pair in rule.particulars for text in pair)
    return "\n".join((rule.sentence, rule.cite, rule.id, *rule.conditions, *particulars))


def _with_chinese_numerals(word: str) -> str:
    """The word with its numbers as Chinese statutes write them."""
    return _DIGITS.sub(lambda number: chinese_number(int(number[0])), word)
