"""The figures: what each counts, of what, since which moment. A figure that counts something else is another major."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from functools import cache

from songda.core.figures.facts import DIMENSIONS, Unit
from songda.core.figures.fold.versions import folds_of
from songda.core.figures.parts import PARTS, Part
from songda.core.words import name_of


class Form(StrEnum):
    """What a figure is shown as."""

    COUNT = "count"
    SHARE = "share"
    WAIT = "wait"  # the median and the ninth tenth of a histogram


class UnknownFigureError(KeyError):
    """Nothing is defined under this name and version."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure. `major` rises when it counts something else, `minor` when it is counted anew to the same end."""

    name: str
    numerator: str
    denominator: str | None = None
    form: Form = Form.SHARE
    major: int = 1
    minor: int = 0

    @property
    def version(self) -> str:
        """`name@major.minor`, as reports name it."""
        return f"{self.name}@{self.major}.{self.minor}"

    @property
    def parts(self) -> tuple[str, ...]:
        """The names of its parts, numerator first."""
        return (self.numerator,) if self.denominator is None else (self.numerator, self.denominator)

    @property
    def part(self) -> Part:
        """The part that it counts in: its numerator."""
        return PARTS[self.numerator]

    @property
    def unit(self) -> Unit:
        """What one in it stands for."""
        return self.part.unit

    @property
    def dimensions(self) -> tuple[str, ...]:
        """How it can be split."""
        return DIMENSIONS[self.unit]

    @property
    def hash(self) -> str:
        """SHA-256, in hex, of its parts, their conditions, and the versions of the code that folds events."""
        formula = {
            "name": self.name,
            "form": self.form,
            "folds": folds_of(self.unit),
            "parts": [asdict(PARTS[name]) for name in self.parts],
            "dimensions": self.dimensions,
        }
        return hashlib.sha256(json.dumps(formula, sort_keys=True, separators=(",", ":")).encode()).hexdigest()

    def title(self, language: str) -> str:
        return name_of("figures.figure", self.name, language)

    def words(self, language: str) -> Mapping[str, str]:
        """What it counts, of what, when, in which population, and what is left out: told from the formula itself."""
        of = PARTS[self.denominator] if self.denominator else self.part
        return {
            "numerator": _conditions(self.part, language),
            "denominator": _conditions(of, language) if self.denominator else "",
            "moment": name_of("figures.moment", f"{of.unit}_{of.at}", language),
            "population": name_of("figures.population", of.unit, language),
            "excluded": name_of("figures.excluded", of.unit, language),
        }


def _conditions(part: Part, language: str) -> str:
    """The conditions of a part, each in its words; those that must not hold after those that must."""
    names = (part.amount or part.at, *part.having, *(f"not_{name}" for name in part.lacking))
    sign = name_of("figures.sign", "and", language)
    return (f"{sign} " if sign.isascii() else sign).join(_condition(part.unit, name, language) for name in names)


def _condition(unit: Unit, name: str, language: str) -> str:
    """A condition in its words: those of the unit where it means something of its own there."""
    own = f"{unit}_{name}"
    condition = name_of("figures.having", own, language)
    return condition if condition != own else name_of("figures.having", name, language)


def _count(name: str, part: str, minor: int = 0) -> Figure:
    return Figure(name, part, form=Form.COUNT, minor=minor)


_OF_LAUNCHED = ("sent", "arrived", "read", "acknowledged", "presumed", "challenged", "reversed", "failed")
_DEFINED = (
    _count("launched", "service.launched", minor=1),
    *(Figure(name, f"service.launched.{name}", "service.launched", minor=1) for name in _OF_LAUNCHED),
    Figure("success", "service.launched.effective", "service.launched", minor=1),
    Figure("success_of_concluded", "service.concluded.effective", "service.concluded", minor=1),
    Figure(
        "success_of_launched_and_over", "service.launched.concluded.effective", "service.launched.concluded", minor=1
    ),
    Figure("success_first_try", "service.launched.first_try", "service.launched", minor=1),
    Figure("success_electronic", "service.launched.electronic", "service.launched", minor=1),
    Figure("success_of_arrived", "service.arrived.effective", "service.arrived", minor=1),
    Figure("success_per_try", "attempt.planned.won", "attempt.planned", minor=2),
    Figure("success_per_recipient", "recipient.launched.effective", "recipient.launched", minor=2),
    Figure("success_per_case", "case.launched.effective", "case.launched", minor=2),
    Figure("read_of_arrived", "service.arrived.read", "service.arrived", minor=1),
    Figure("recipients_reached", "recipient.launched.arrived", "recipient.launched", minor=2),
    Figure("recipients_read", "recipient.launched.read", "recipient.launched", minor=2),
    _count("effective", "service.effective", minor=1),
    _count("reversed_then", "service.reversed", minor=1),
    Figure("recalled", "service.launched.recalled", "service.launched", minor=1),
    Figure("handed", "service.launched.handed", "service.launched", minor=1),
    Figure("handed_served", "service.launched.handed.effective", "service.launched.handed", minor=1),
    Figure("challenged_of_effective", "service.effective.challenged", "service.effective", minor=1),
    _count("tries", "attempt.sent", minor=2),
    Figure("tries_arrived", "attempt.sent.arrived", "attempt.sent", minor=2),
    Figure("tries_failed", "attempt.sent.failed", "attempt.sent", minor=2),
    Figure("calls_answered", "call.called.answered", "call.called", minor=5),
    Figure("calls_reached", "call.called.reached", "call.called", minor=5),
    Figure("calls_agreed", "call.called.agreed", "call.called", minor=5),
    Figure("consents", "consent.asked.given", "consent.asked", minor=5),
    Figure("lookups_answered", "lookup.asked.answered", "lookup.asked", minor=5),
    Figure("lookups_found", "lookup.asked.found", "lookup.asked", minor=5),
    Figure("lookups_found_of_answered", "lookup.asked.answered.found", "lookup.asked.answered", minor=5),
    Figure("lookups_confirmed", "lookup.asked.confirmed", "lookup.asked", minor=5),
    Figure("objections_decided", "objection.raised.decided", "objection.raised", minor=5),
    Figure("objections_accepted", "objection.raised.accepted", "objection.raised", minor=5),
    Figure("certificates", "proof.certified", form=Form.COUNT, major=2, minor=1),
    _count("statements", "proof.stated", minor=1),
    _count("pages", "service.electronic.pages", minor=1),
    _count("letters", "service.electronic.letters", minor=1),
    Figure("wait", "service.launched.effective", form=Form.WAIT, minor=1),
    _count("people_tries", "deed.begun", minor=1),
    Figure("people_served", "deed.begun.served", "deed.begun", minor=1),
    Figure("people_in_vain", "deed.begun.in_vain", "deed.begun", minor=1),
    Figure("people_wait", "deed.begun.served", form=Form.WAIT, minor=1),
)
FIGURES: Mapping[str, Figure] = {figure.name: figure for figure in _DEFINED}


@cache
def figure(name: str) -> Figure:
    """The figure `name` or `name@major` or `name@major.minor`; raises `UnknownFigureError`."""
    plain, _, version = name.partition("@")
    found = FIGURES.get(plain)
    if found is None or (version and version not in (str(found.major), f"{found.major}.{found.minor}")):
        raise UnknownFigureError(name)
    return found
