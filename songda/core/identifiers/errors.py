"""How a wrong number is refused: which part is wrong, why, and how to mend it."""

from songda.core.words import Phrase, Sentences, Value


class IdentifierError(ValueError):
    """`code` is the number and its part, as in `case_number.year`; `wrong` says what is wrong with that part.

    `part` is the part alone (year, court, type, serial, division, birth_date, check_digit, length, prefix ...). The
    words are `identifiers.<code>.<wrong>` and, how to mend it, `identifiers.<code>.cure`.
    """

    def __init__(self, code: str, wrong: str = "wrong", *, part: str = "", **values: Value) -> None:
        super().__init__(code, wrong)
        self.code = code
        self.part = part or code.partition(".")[2]
        self.reason = Phrase(f"identifiers.{code}.{wrong}", values)
        self.cure = Phrase(f"identifiers.{code}.cure")

    def __str__(self) -> str:
        return self.sentence("en")

    def sentence(self, language: str) -> str:
        """Reason and cure in one language, ready to be shown beside the field."""
        return Sentences((self.reason, self.cure)).sentence(language)
