"""A finished form in words, ready to be set in type; Chinese binds, the other languages help."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

Words = Mapping[str, str]  # the same thing in each language of the form


@dataclass(frozen=True)
class Box:
    """Something that is chosen or not."""

    label: Words
    is_ticked: bool


@dataclass(frozen=True)
class Line:
    """One labelled field: what stands in it (empty: room to write), or boxes to tick; `is_wide` takes a whole row."""

    label: Words
    value: str = ""
    boxes: tuple[Box, ...] = ()
    is_wide: bool = False


@dataclass(frozen=True)
class Part:
    """Fields that belong together."""

    title: Words
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Told:
    """What the court tells in the form, and the articles that say so; none for advice of the house."""

    text: Words
    source: Words | None


@dataclass(frozen=True)
class AddressFormContent:
    """Everything that stands on the form; `signed` tells of a signature on the platform, None leaves room for a pen."""

    title: Words
    court: Words
    case_number: str
    hint: Words
    parts: tuple[Part, ...]
    told_title: Words
    told: tuple[Told, ...]
    declared_title: Words
    declared: tuple[Words, ...]
    signing: tuple[Words, ...]
    signed: Words | None
    made_at: datetime
    is_sample: bool
