"""What a letter must be like on paper, so that printers, windows and scanners take it; measures in millimetres.

The check itself is made in the child process that opens the file (`trust/press/jobs.py`).
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from songda.core.identifiers.postal import parse
from songda.core.language import COURT_LANGUAGE

A4 = (210.0, 297.0)


@dataclass(frozen=True)
class Box:
    """A place on a page, measured from its upper left corner."""

    left: float
    top: float
    right: float
    bottom: float

    def holds(self, other: "Box") -> bool:
        """Whether the other lies wholly within."""
        across = self.left <= other.left and other.right <= self.right
        return across and self.top <= other.top and other.bottom <= self.bottom

    def meets(self, other: "Box") -> bool:
        """Whether they share a place."""
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom


WINDOW = Box(24.6, 39.5, 120.0, 66.3)  # of the envelope
WINDOW_MARGIN = 5.0  # a sheet slips so far in its envelope
TEXT_MARGIN, ART_MARGIN = 15.0, 5.0
ADDRESS_LINE_COUNTS = (3, 7)
NUMBER_BOX = Box(127.0, 20.5, 191.0, 35.0)  # where the sheet bears its bar code, and some white
CODE_BOX = Box(22.0, 243.0, 54.0, 275.0)  # and its square code
_SHORTEST = 2  # letters of a line
SMALLEST_SCALE = 0.6  # a page that is made to fit stays readable down to this


class Fault(StrEnum):
    """What may be wrong with a letter; the first ones stop it, the warnings are told."""

    ADDRESS_LINES = "address_lines"
    ADDRESS_OUTSIDE = "address_outside"
    WINDOW_DISTURBED = "window_disturbed"
    NUMBER_UNREADABLE = "number_unreadable"
    CODE_UNREADABLE = "code_unreadable"
    TEXT_AT_EDGE = "text_at_edge"
    ART_AT_EDGE = "art_at_edge"
    FONT_MISSING = "font_missing"
    UNFIT_PAGE = "unfit_page"
    TOO_MANY_SHEETS = "too_many_sheets"
    TOO_MANY_PAPERS = "too_many_papers"
    POSTCODE_WRONG = "postcode_wrong"
    MISSING_GLYPH = "missing_glyph"
    UNREADABLE_PAPER = "unreadable_paper"
    POSTCODE_MISSING = "postcode_missing"


WARNINGS = frozenset({Fault.POSTCODE_MISSING})


@dataclass(frozen=True)
class LetterFault:
    """A fault of a letter's sheets: kind, page (0: none), place, and a detail for its sentence; nothing personal."""

    fault: Fault
    page: int = 0
    box: Box | None = None
    detail: str = ""

    @property
    def stops(self) -> bool:
        """Whether the letter is not printed."""
        return self.fault not in WARNINGS

    def to_json(self) -> dict[str, object]:
        """The fault as a row keeps it."""
        sides = (self.box.left, self.box.top, self.box.right, self.box.bottom) if self.box else None
        box = [round(side, 1) for side in sides] if sides else None
        return {"fault": self.fault.value, "page": self.page, "box": box, "detail": self.detail}


def read_fault(kept: Mapping[str, object]) -> LetterFault:
    """The fault that a row keeps as JSON."""
    box = kept["box"]
    sides = [float(side) for side in box] if isinstance(box, list) else None
    page, detail = kept["page"], kept["detail"]
    return LetterFault(
        Fault(str(kept["fault"])), page if isinstance(page, int) else 0, Box(*sides) if sides else None, str(detail)
    )


def window_lines(value: str, language: str, name: str) -> tuple[str, ...]:
    """The lines in the window of the envelope: postcode, region, street, addressee, as far as they are known."""
    known = parse(value)
    if known is None:
        place = _broken(value) if language == COURT_LANGUAGE else (value,)
        return (*place, name) if language == COURT_LANGUAGE else (name, *place)
    if language != COURT_LANGUAGE:
        return known.label(language, name)
    region, street = replace(known, street="").place, known.street
    return tuple(line for line in (known.postcode, region, street, known.addressee or name) if line)


def _broken(value: str) -> tuple[str, ...]:
    """Free text as region and street, broken behind the last word that ends a region and has a street behind it."""
    ends = [place + 1 for place, letter in enumerate(value) if letter in _table()["places"]["ends"]]
    breaks = [place for place in ends if _SHORTEST <= place <= len(value) - _SHORTEST]
    return (value[: breaks[-1]].strip(), value[breaks[-1] :].strip()) if breaks else (value,)


def postcode_fault(postcode: str, place: str) -> LetterFault | None:
    """What is wrong with a postcode for a place in China, by the province that its first two digits name."""
    if not postcode:
        return LetterFault(Fault.POSTCODE_MISSING)
    province = next((name for name in _provinces() if place.startswith(name)), None)
    if province is None or postcode[:2] in _provinces()[province]:
        return None
    return LetterFault(Fault.POSTCODE_WRONG, detail=postcode)


def _provinces() -> Mapping[str, list[str]]:
    found: Mapping[str, list[str]] = _table()["provinces"]
    return found


@cache
def _table() -> Mapping[str, Any]:
    return tomllib.loads(files("songda.core.delivery.letters").joinpath("postcodes.toml").read_text(encoding="utf-8"))
