"""The people of the story: made up, with numbers that are right in form and belong to nobody."""

import secrets
from dataclasses import dataclass

from songda.core.identifiers.person_document import check_character


@dataclass(frozen=True)
class Person:
    """A party of the story."""

    role: str
    name: str
    number: str
    mobile: str


def _resident(born: str, order: int) -> str:
    body = f"141181{born}{order:03d}"
    return body + check_character(body)


def plaintiff() -> Person:
    """They live in Xiaoyi and gave their address when they filed."""
    return Person("plaintiff", "王桂兰", _resident("19840316", 222), _mobile("50"))


def defendant(ending: str = "88") -> Person:
    """They work in Ningxia; the last two digits of their telephone decide what the sandbox does with messages."""
    return Person("defendant", "李建军", _resident("19820905", 311), _mobile(ending))


def of_many_numbers() -> Person:
    """A defendant of this run alone whose telephone is dead, and of whom the operators know three others."""
    born = f"19{secrets.randbelow(30) + 60}{secrets.randbelow(12) + 1:02d}{secrets.randbelow(28) + 1:02d}"
    return Person("defendant", "李建军", _resident(born, 901), _mobile("02"))


def _mobile(ending: str) -> str:
    """A telephone of this run alone, so that old messages on it cannot be taken for new ones."""
    return f"139{secrets.randbelow(10**6):06d}{ending}"
