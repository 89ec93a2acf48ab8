"""A difficulty that the person at the keyboard can cure: what is wrong, and what to do about it."""


class CurableError(Exception):
    """Raised instead of a bare error where a plain word and a cure help more than a traceback."""

    def __init__(self, wrong: str, cure: str = "") -> None:
        """`wrong` says what stands in the way; `cure` says what the reader can do, or is empty."""
        super().__init__(wrong)
        self.wrong = wrong
        self.cure = cure

    def __str__(self) -> str:
        return f"{self.wrong} {self.cure}".strip()
