"""Brings the ids in an SMS centre's answers and in its reports to one form, where they differ."""

from enum import StrEnum


class IdForm(StrEnum):
    """How a provider writes the ids of messages."""

    SAME = "same"  # the same text in answer and report
    HEX_THEN_DECIMAL = "hex-decimal"  # hexadecimal in the answer, decimal in the report's text


def id_from_answer(text: str, form: IdForm) -> str:
    """The id in a submit answer or in the report's own tag, in the form in which we keep it."""
    if form is IdForm.HEX_THEN_DECIMAL:
        return _decimal(text, base=16)
    return text


def id_from_text(text: str, form: IdForm) -> str:
    """The id in the text of a report, in the form in which we keep it."""
    if form is IdForm.HEX_THEN_DECIMAL:
        return _decimal(text, base=10)
    return text


def _decimal(text: str, base: int) -> str:
    try:
        return str(int(text, base))
    except ValueError:
        return text
