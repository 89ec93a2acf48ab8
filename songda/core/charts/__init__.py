"""Charts as drawings (SVG) that are the same, byte for byte, for the same numbers: no clock, no chance, no script.

A chart is a picture with a title and a description; the numbers stand in a table beside it. It knows no colour: its
parts wear the classes of `svg.CLASSES`, which `look/charts.css` dresses by day, by night and on paper.
"""

from songda.core.charts.bars import Bar, Column, Mark, Step, bars, columns, funnel, multiples
from songda.core.charts.svg import CLASSES, NARROW, WIDE, ChartTexts, Point, Series, stand_alone
from songda.core.charts.trend import trend

__all__ = [
    "CLASSES",
    "NARROW",
    "WIDE",
    "Bar",
    "ChartTexts",
    "Column",
    "Mark",
    "Point",
    "Series",
    "Step",
    "bars",
    "columns",
    "funnel",
    "multiples",
    "stand_alone",
    "trend",
]
