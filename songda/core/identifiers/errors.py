"""How a wrong number is refused: which part is wrong, why, and how to mend it, in Chinese and in English."""

from typing import NamedTuple


class Wording(NamedTuple):
    """One sentence in both languages."""

    zh: str
    en: str

    def of(self, language: str) -> str:
        """The sentence for a language tag such as `zh-hans` or `en`."""
        return self.en if language.lower().startswith("en") else self.zh


class IdentifierError(ValueError):
    """`part` names what is wrong (year, court, type, serial, division, birth_date, check_digit, length, prefix ...)."""

    def __init__(self, code: str, part: str, reason: Wording, cure: Wording) -> None:
        super().__init__(f"{reason.en} {cure.en}")
        self.code = code
        self.part = part
        self.reason = reason
        self.cure = cure

    def say(self, language: str) -> str:
        """Reason and cure in one language, ready to be shown beside the field."""
        gap = " " if language.lower().startswith("en") else ""
        return f"{self.reason.of(language)}{gap}{self.cure.of(language)}"
