"""Puts the end of our own reference into the sender's number, so that a receipt finds its message."""

from dataclasses import dataclass

LONGEST_ADDRESS = 20


@dataclass(frozen=True)
class SourceNumbers:
    """The court's sender number, and how many digits of the reference follow it.

    All parts of a message bear the same number: a phone joins parts only if they come from the same sender.
    """

    prefix: str
    digits: int

    def __post_init__(self) -> None:
        if not (self.prefix.isascii() and self.prefix.isdigit()):
            raise ValueError("the sender's number must be digits")
        if not 0 <= self.digits <= most_digits(self.prefix):
            raise ValueError(f"sender's number and reference must fit {LONGEST_ADDRESS} digits")

    def write(self, ref: str) -> str:
        """The sender's number for a message: prefix, then the end of its reference (zeros before a short one)."""
        return self.prefix + (ref.zfill(self.digits)[-self.digits :] if self.digits else "")

    def read(self, address: str) -> str | None:
        """The end of the reference, or None if the number is not one of ours."""
        bare = address.removeprefix("+")
        tail = bare.removeprefix(self.prefix)
        is_ours = bare.startswith(self.prefix) and len(tail) == self.digits and tail.isascii() and tail.isdigit()
        return tail if is_ours and tail else None


def most_digits(prefix: str) -> int:
    """How many digits of a reference fit behind a sender's number."""
    return max(0, min(18, LONGEST_ADDRESS - len(prefix)))
