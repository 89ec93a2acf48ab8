"""What the court's telephone says by itself: who calls, that papers wait, whom to call; no case, no person."""

from songda.core.words import say


def notice_text(court: str, phone: str, language: str) -> str:
    """The text of a notice call; it is the same for everybody, since whoever answers may be anybody."""
    return say("telephone.notice.text", language, court=court, phone=_spelled(phone, language))


def _spelled(phone: str, language: str) -> str:
    """A number digit by digit: read as one number nobody could write it down."""
    return " ".join(say(f"telephone.digit.{digit}", language) for digit in phone if digit.isdigit() and digit.isascii())
