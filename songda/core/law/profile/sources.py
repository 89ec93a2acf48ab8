"""The sources of law and how one of their articles is cited in each language."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

_DIGITS = "零一二三四五六七八九"
_ZH_PARTS = ("条", "款", "项")
_EN_PARTS = ("", " para. ", " item ")


@dataclass(frozen=True, slots=True)
class Source:
    """One statute or interpretation and the days on which it is in force (`until` is the first day no longer).

    `is_read`: its text was at hand when the rows that cite it were checked.
    """

    id: str
    names: Mapping[str, str]
    since: date
    until: date
    sign: str
    chinese_numerals: bool
    is_read: bool

    def cite(self, article: str, language: str) -> str:
        """`article` is article.paragraph.item; a 0 stands for a part that is not named."""
        return self._zh(article) if language == "zh" else self._en(article, language)

    def _zh(self, article: str) -> str:
        named = [
            f"第{self._numeral(number)}{part}"
            for number, part in zip(article.split("."), _ZH_PARTS, strict=False)
            if number != "0"
        ]
        return f"{self.names['zh']} {''.join(named)}"

    def _en(self, article: str, language: str) -> str:
        named = [
            f"{part}{number}" for number, part in zip(article.split("."), _EN_PARTS, strict=False) if number != "0"
        ]
        return f"{self.names[language]}, {self.sign} {''.join(named)}"

    def _numeral(self, number: str) -> str:
        return chinese_number(int(number)) if self.chinese_numerals and number.isdigit() else number


@dataclass(frozen=True, slots=True, eq=False)
class Sources:
    """All sources of a jurisdiction by their id."""

    jurisdiction: str
    by_id: Mapping[str, Source]

    def cite(self, rule_id: str, language: str) -> str:
        """The citation of a rule such as cn.olr.31.1."""
        source, _, article = rule_id.removeprefix(f"{self.jurisdiction}.").partition(".")
        return self.by_id[source].cite(article, language)


def chinese_number(number: int) -> str:
    """A number from 1 to 999 as statutes write it: 31 → 三十一, 105 → 一百零五."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    text = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        text += f"{_DIGITS[tens] if tens > 1 or hundreds else ''}十"
    elif hundreds and ones:
        text += "零"
    return text + (_DIGITS[ones] if ones else "")
