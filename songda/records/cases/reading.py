"""Checks what was typed about a case and brings its number to one form."""

from datetime import date

from songda.core.identifiers import CaseNumber, IdentifierError, read_case_number
from songda.core.law.facts import Branch, Procedure, Stage
from songda.core.refusal import Refused, WrongField
from songda.core.words import Phrase

_WORDS: dict[str, frozenset[str]] = {
    "branch": frozenset(Branch),
    "procedure": frozenset(Procedure),
    "stage": frozenset(Stage),
}


def read_number(typed: str, court_code: str, today: date) -> CaseNumber:
    """The case number; WrongField names the part that is wrong, Refused a number of another court."""
    try:
        number = read_case_number(typed, today)
    except IdentifierError as error:
        raise WrongField("number", error.code, why=error, part=error.part) from error
    if number.court_code != court_code:
        raise Refused("case_of_other_court", number=str(number), theirs=number.court_code, own=court_code)
    return number


def check_word(field: str, word: str) -> None:
    """Branch, procedure and stage are words that the law knows; WrongField lists them."""
    allowed = _WORDS[field]
    if word not in allowed:
        choice = ", ".join(sorted(allowed))
        raise WrongField(field, f"case.{field}", why=Phrase("fields.not_a_choice", {"word": word, "choice": choice}))
