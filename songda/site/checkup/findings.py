"""What a look over the configuration can find, and how much it matters."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias


class Weight(StrEnum):
    """How much a finding matters."""

    MISSING = "missing"  # songda cannot do its work
    UNSAFE = "unsafe"  # it works, but not for a real court
    ADVICE = "advice"  # it would be better otherwise


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it should be."""

    weight: Weight
    what: str
    cure: str


Findings: TypeAlias = Iterator[Finding]


def missing(what: str, cure: str) -> Finding:
    """Something without which songda cannot do its work."""
    return Finding(Weight.MISSING, what, cure)


def unsafe(what: str, cure: str) -> Finding:
    """Something that must not stay so where real people are served."""
    return Finding(Weight.UNSAFE, what, cure)


def advice(what: str, cure: str) -> Finding:
    """Something that would be better otherwise."""
    return Finding(Weight.ADVICE, what, cure)
