"""What an answer of the registry costs: data that the court's contract with the platform says."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from songda.core.lookups.words import Answer, Operator

CHARGED = frozenset({Answer.NUMBERS, Answer.NONE, Answer.SUSPENDED})  # an operator that looked; silence costs nothing
DEAREST = Decimal(1000)  # yuan an answer; more is a slip


class CostsError(ValueError):
    """The costs are not written as they must be; the message quotes the piece that is wrong."""


def read_costs(text: str) -> Mapping[str, int]:
    """Fen an answer, by operator: out of `0.30` for all, or `mobile=0.30,telecom=0.25`; who is left out costs nothing.

    CostsError for an unknown operator, an amount that is none, or parts of a fen.
    """
    if not text.strip():
        return {}
    if "=" not in text:
        return dict.fromkeys([operator.value for operator in Operator], _fen(text))
    return dict(_pair(piece) for piece in text.split(","))


def _pair(piece: str) -> tuple[str, int]:
    name, _, amount = piece.partition("=")
    if name.strip() not in set(Operator):
        raise CostsError(piece.strip())
    return name.strip(), _fen(amount)


def _fen(text: str) -> int:
    try:
        amount = Decimal(text.strip())
    except InvalidOperation:
        raise CostsError(text.strip()) from None
    if not amount.is_finite() or not 0 <= amount <= DEAREST or amount * 100 != int(amount * 100):
        raise CostsError(text.strip())
    return int(amount * 100)


def cost_of(answer: str, operator: str, costs: Mapping[str, int]) -> int:
    """Fen for this answer of this operator."""
    return costs.get(operator, 0) if answer in CHARGED else 0
