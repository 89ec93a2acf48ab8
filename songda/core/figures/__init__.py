"""Figures that can be trusted: what each counts, how its parts add up, how sure it is. Pure rules, no rows."""

from songda.core.figures.definitions import FIGURES, Figure, Form, UnknownFigureError, figure
from songda.core.figures.facts import DIMENSIONS, NONE, Fact, Unit
from songda.core.figures.parts import PARTS, TOTAL, Cell, Part, contributions, count
from songda.core.figures.sums import NOTHING, Interval, Parts, Ratio, interval_of, is_different, total, wilson

__all__ = [
    "DIMENSIONS",
    "FIGURES",
    "NONE",
    "NOTHING",
    "PARTS",
    "TOTAL",
    "Cell",
    "Fact",
    "Figure",
    "Form",
    "Interval",
    "Part",
    "Parts",
    "Ratio",
    "Unit",
    "UnknownFigureError",
    "contributions",
    "count",
    "figure",
    "interval_of",
    "is_different",
    "total",
    "wilson",
]
