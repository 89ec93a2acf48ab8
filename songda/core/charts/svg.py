"""The few parts of which every chart is drawn, and the frame with title and description round them."""

import math
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape
from itertools import groupby

NARROW = 360  # as wide as a telephone
WIDE = 760
SIZE = 12  # of the letters, in units of the drawing
NOTHING = "–"
CLASSES = frozenset(
    {
        "chart",
        "c-axis",  # the line that everything stands on
        "c-band",  # between the ends of an interval
        "c-bar",
        "c-end",  # the last step, at which people are served
        "c-grid",
        "c-line",
        "c-dot",
        "c-name",  # letters: what something is called
        "c-other",  # what something is compared with
        "c-revised",  # a day whose numbers came to change
        "c-soft",  # letters: beside the point
        "c-strong",  # letters: the number to remember
        "c-track",  # how long a bar would be if it were all
        "c-whisker",  # an interval, at one place
    }
)


@dataclass(frozen=True)
class ChartTexts:
    """The texts of a chart in the reader's language: title, description, and `key`, its id on the page."""

    key: str
    title: str
    description: str
    nothing: str  # said instead where there is nothing to draw


def frame(about: ChartTexts, width: int, height: float, parts: list[str]) -> str:
    """The whole drawing. Readers that do not see it hear its title and description."""
    title, label_id = f"{about.key}-title", f"{about.key}-text"
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" viewBox="0 0 {width} {number(height)}" '
        f'width="{width}" height="{number(height)}" role="img" aria-labelledby="{_safe(title)}" '
        f'aria-describedby="{_safe(label_id)}"><title id="{_safe(title)}">{_safe(about.title)}</title>'
        f'<desc id="{_safe(label_id)}">{_safe(about.description)}</desc>'
    )
    return head + "".join(parts) + "</svg>"


def nothing_to_show(about: ChartTexts, width: int) -> str:
    """A chart without any numbers says so, instead of an empty sheet."""
    return frame(
        about, width, 72, [line((0, 52), (width, 52), "c-axis"), text(width / 2, 36, about.nothing, "c-soft", "middle")]
    )


def rect(at: tuple[float, float], size: tuple[float, float], kind: str, description: str = "") -> str:
    """A rectangle from its upper left corner; `description` is shown to whoever points at it."""
    (x, y), (width, height) = at, size
    box = f'x="{number(x)}" y="{number(y)}" width="{number(max(width, 0))}" height="{number(max(height, 0))}"'
    return _with_title(f'rect class="{kind}" {box}', "rect", description)


def line(start: tuple[float, float], end: tuple[float, float], kind: str) -> str:
    """A straight line."""
    (x1, y1), (x2, y2) = start, end
    return f'<line class="{kind}" x1="{number(x1)}" y1="{number(y1)}" x2="{number(x2)}" y2="{number(y2)}"/>'


def polyline(points: list[tuple[float, float]], kind: str) -> str:
    """A line of straight pieces from point to point."""
    return f'<polyline class="{kind}" points="{_points(points)}"/>'


def area(points: list[tuple[float, float]], kind: str) -> str:
    """The area between these points."""
    return f'<polygon class="{kind}" points="{_points(points)}"/>'


def dot(at: tuple[float, float], radius: float, kind: str, description: str = "") -> str:
    """A point; `description` is shown to whoever points at it."""
    x, y = at
    return _with_title(
        f'circle class="{kind}" cx="{number(x)}" cy="{number(y)}" r="{number(radius)}"', "circle", description
    )


def text(x: float, y: float, words: str, kind: str = "c-name", anchor: str = "start") -> str:
    """Letters that stand on the height `y`."""
    side = "" if anchor == "start" else f' text-anchor="{anchor}"'
    return f'<text class="{kind}" x="{number(x)}" y="{number(y)}"{side}>{_safe(words)}</text>'


def number(value: float) -> str:
    """A measure with a tenth of a unit at the most: 12, 12.5."""
    return (
        f"{value:.1f}".removesuffix(".0").replace("-0", "0") if abs(value) < 0.05 else f"{value:.1f}".removesuffix(".0")
    )


def text_width(words: str, size: float = SIZE) -> float:
    """About how wide these letters are: Chinese ones are square, others a little more than half of that."""
    return size * sum(1.0 if unicodedata.east_asian_width(letter) in "WF" else 0.58 for letter in words)


def cut(words: str, room: float, size: float = SIZE) -> str:
    """The words, shortened with an ellipsis where they are wider than the room."""
    if text_width(words, size) <= room:
        return words
    while words and text_width(words + "…", size) > room:
        words = words[:-1]
    return words + "…"


def _with_title(opening: str, name: str, description: str) -> str:
    return f"<{opening}><title>{_safe(description)}</title></{name}>" if description else f"<{opening}/>"


def _points(points: list[tuple[float, float]]) -> str:
    return " ".join(f"{number(x)},{number(y)}" for x, y in points)


def _safe(words: str) -> str:
    """As XML takes it, which knows no control characters."""
    return escape("".join(letter for letter in words if letter >= " " and letter not in "\ufffe\uffff"))


Tick = Callable[[float], str]


@dataclass(frozen=True)
class Point:
    """One number of a row; `value` is None where there was nothing to count (0 of 0)."""

    name: str  # the month, say
    value: float | None
    low: float | None = None  # the ends of its interval
    high: float | None = None
    shown: str = NOTHING  # as readers read the value
    is_revised: bool = False  # it was another when it was first shown


@dataclass(frozen=True)
class Series:
    """Numbers in their order, drawn as one line, and what it is called."""

    name: str
    points: tuple[Point, ...]

    @property
    def is_empty(self) -> bool:
        """Nothing in it was counted."""
        return all(point.value is None for point in self.points)


@dataclass(frozen=True)
class Scale:
    """Numbers from 0 to `top` on heights from `bottom` up to `upper`."""

    top: float
    bottom: float
    upper: float

    def __call__(self, value: float) -> float:
        """The height at which a number lies; what is more than the top lies at the top."""
        share = min(max(value / self.top, 0.0), 1.0)
        return self.bottom - share * (self.bottom - self.upper)


def ticks(top: float, count: int = 4) -> list[float]:
    """Round numbers from 0 to at least `top`, about `count` steps of 1, 2, 2.5 or 5."""
    if top <= 0:
        return [0.0, 1.0]
    rough = top / count
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * unit for unit in (1, 2, 2.5, 5, 10) if power * unit >= rough * 0.999)
    return [step * turn for turn in range(math.ceil(top / step - 1e-9) + 1)]


def whole_ticks(top: float, count: int = 4) -> list[float]:
    """The same for what is counted in whole ones."""
    return [tick for tick in ticks(max(top, 1), count) if tick == int(tick)]


def highest(lines: tuple[Series, ...]) -> float:
    """The highest number of all, the ends of intervals too."""
    values = [value for line in lines for point in line.points for value in (point.value, point.high)]
    return max((value for value in values if value is not None), default=0.0)


def stretches(points: tuple[Point, ...]) -> Iterator[list[tuple[int, Point]]]:
    """What hangs together: a place without a number parts the line."""
    for has_value, group in groupby(enumerate(points), key=lambda placed: placed[1].value is not None):
        if has_value:
            yield list(group)


_CLOTHES = (
    "text{font-size:12px}"
    ".c-name{fill:#1d1b18}.c-strong{fill:#1d1b18;font-weight:600}.c-soft{fill:#4a453e;font-size:11px}"
    ".c-grid{stroke:#d9d9d9;stroke-width:1}.c-axis{stroke:#555;stroke-width:1}"
    ".c-line{fill:none;stroke:#17365d;stroke-width:2}.c-other{stroke:#777;stroke-dasharray:5 4}"
    ".c-band{fill:#dfe5ee}.c-track{fill:#efefef}"
    ".c-bar{fill:#17365d}.c-end{fill:#8f1a1d}.c-dot{fill:#17365d;stroke:#fff;stroke-width:1}"
    ".c-dot.c-other{fill:#777;stroke-dasharray:none}"
    ".c-revised{fill:#fff;stroke:#8f1a1d;stroke-width:2}.c-whisker{stroke:#777;stroke-width:1.5}"
)


def stand_alone(drawing: str, font: str) -> str:
    """The drawing with its colours, set in `font`."""
    start = drawing.index("</desc>") + len("</desc>")
    return f"{drawing[:start]}<style>text{{font-family:'{font}'}}{_CLOTHES}</style>{drawing[start:]}"
