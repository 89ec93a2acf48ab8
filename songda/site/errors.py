"""A difficulty that the person at the keyboard can cure: what is wrong, and what to do about it."""

import re
from pathlib import Path

PACKAGED = Path("/usr/share/doc/songda")  # where the Debian package lays the pages; words name them as in a checkout
_PAGE = re.compile(r"\bdocs/[a-z]+/[a-z-]+\.md")


class CurableError(Exception):
    """Raised instead of a bare error where a plain word and a cure help more than a traceback."""

    def __init__(self, wrong: str, cure: str = "") -> None:
        """`wrong` says what stands in the way; `cure` says what the reader can do, or is empty."""
        super().__init__(wrong)
        self.wrong = wrong
        self.cure = cure

    def __str__(self) -> str:
        return f"{self.wrong} {self.cure}".strip()


def with_pages(words: str) -> str:
    """The words as somebody at the machine can follow them: a page that the package brought is named from the root."""
    return _PAGE.sub(lambda page: str(place) if (place := PACKAGED / page[0]).exists() else page[0], words)
