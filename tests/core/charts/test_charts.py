"""Charts are the same for the same numbers, can be read out, and survive whatever they are given."""

import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from songda.core.charts import (
    CLASSES,
    NARROW,
    WIDE,
    Bar,
    ChartTexts,
    Column,
    Mark,
    Point,
    Series,
    Step,
    bars,
    columns,
    funnel,
    multiples,
    stand_alone,
    trend,
)
from songda.core.charts.svg import SIZE, text_width, ticks, whole_ticks
from tests.rows import all_rows

SVG = "{http://www.w3.org/2000/svg}"
EMPTY = "Nothing was counted."


def share(value: float) -> str:
    return f"{value:.0%}"


def about(key: str = "one") -> ChartTexts:
    return ChartTexts(key, "Reached <in time> & served", "From 27.29 % to 98.19 %.", EMPTY)


def row(*values: float | None) -> tuple[Point, ...]:
    return tuple(
        Point(f"{place + 1}", value, *((None, None) if value is None else (value * 0.9, value)), shown=f"{value}")
        for place, value in enumerate(values)
    )


Draw = Callable[[tuple[float | None, ...], int], str]
DRAWINGS: dict[str, Draw] = {
    "trend": lambda given, width: trend(about(), (Series("a", row(*given)),), width, share, 1.0),
    "trend beside another": lambda given, width: trend(
        about(), (Series("a", row(*given)), Series("b", row(*reversed(given)))), width, share
    ),
    "bars": lambda given, width: bars(
        about(), tuple(Bar(f"way {value}", value, f"{value}", 0.1, 0.4, value) for value in given), width, 1.0
    ),
    "funnel": lambda given, width: funnel(
        about(), tuple(Step("step", int((value or 0) * 100), "n") for value in given), width
    ),
    "columns": lambda given, width: columns(
        about(),
        tuple(Column("days", int((value or 0) * 100), "n") for value in given),
        (Mark(0.5, "middle"),),
        width,
        share,
    ),
    "multiples": lambda given, width: multiples(about(), tuple(Series("x", row(value)) for value in given), width),
}
NUMBERS = st.lists(st.none() | st.floats(0, 1), max_size=70).map(tuple)


@pytest.mark.parametrize("kind", DRAWINGS)
@pytest.mark.parametrize("width", [NARROW, WIDE])
@given(numbers=NUMBERS)
def test_any_row_of_numbers_gives_a_drawing_that_stays_on_its_sheet(
    kind: str, width: int, numbers: tuple[float | None, ...]
) -> None:
    drawing = DRAWINGS[kind](numbers, width)
    root = ET.fromstring(drawing)  # noqa: S314 - our own
    _, _, width, high = map(float, root.attrib["viewBox"].split())
    for box in root.iter(f"{SVG}rect"):
        assert float(box.attrib["x"]) + float(box.attrib["width"]) <= width + 0.2
        assert -0.2 <= float(box.attrib["y"]) <= high
    for words in root.iter(f"{SVG}text"):
        assert 0 <= float(words.attrib["y"]) <= high
    assert not re.search(r"nan|inf", re.sub(r"<text.*?</text>|<title.*?</title>", "", drawing))


@pytest.mark.parametrize("kind", DRAWINGS)
def test_a_chart_tells_its_title_and_what_it_shows_to_those_who_do_not_see_it(kind: str) -> None:
    root = ET.fromstring(DRAWINGS[kind]((0.2, None, 0.7), NARROW))  # noqa: S314
    assert root.attrib["role"] == "img"
    title, told = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert told is not None
    assert (title.text, told.text) == ("Reached <in time> & served", "From 27.29 % to 98.19 %.")
    assert root.attrib["aria-labelledby"] == title.attrib["id"]
    assert root.attrib["aria-describedby"] == told.attrib["id"]


@pytest.mark.parametrize("kind", DRAWINGS)
def test_a_chart_wears_known_classes_and_brings_neither_colour_nor_script(kind: str) -> None:
    drawing = DRAWINGS[kind]((0.2, None, 0.7), WIDE)
    worn = {name for names in re.findall(r'class="([^"]*)"', drawing) for name in names.split()}
    assert worn <= CLASSES
    assert not re.search(r"script|style|#[0-9a-f]{3}|javascript|\son\w+=", drawing)


@all_rows("kind", DRAWINGS)
@all_rows("numbers", [(), (None,), (None, None)])
def test_a_chart_of_nothing_says_so_or_shows_a_dash(kind: str, numbers: tuple[None, ...]) -> None:
    drawing = DRAWINGS[kind](numbers, NARROW)
    assert EMPTY in drawing or "None" in drawing  # bars keep the names of ways in which nothing was counted


def test_nothing_of_nothing_parts_the_line_and_stands_as_a_dash() -> None:
    drawing = trend(about(), (Series("a", row(0.1, 0.2, None, 0.4, 0.5)),), NARROW, share, 1.0)
    assert drawing.count("<polyline") == 2
    assert ">–</text>" in drawing


def test_one_point_is_a_dot_with_its_interval_and_its_number() -> None:
    drawing = trend(about(), (Series("a", row(0.5)),), NARROW, share, 1.0)
    assert drawing.count('class="c-dot"') == 1
    assert drawing.count('class="c-band"') == 1
    assert ">0.5</text>" in drawing


def test_a_number_that_came_to_change_is_marked_among_many() -> None:
    points = tuple(Point(str(place), 0.5, is_revised=place == 30) for place in range(200))
    drawing = trend(about(), (Series("a", points),), WIDE, share, 1.0)
    assert drawing.count("c-revised") == 1
    assert drawing.count("<circle") == 2  # and the newest


def test_the_heights_of_a_trend_are_in_proportion_to_its_numbers() -> None:
    drawing = trend(about(), (Series("a", row(0.0, 0.25, 1.0)),), NARROW, share, 1.0)
    heights = [float(pair.split(",")[1]) for pair in re.findall(r'polyline[^>]*points="([^"]*)"', drawing)[0].split()]
    zero, quarter, whole = heights
    assert (zero - quarter) / (zero - whole) == pytest.approx(0.25, abs=0.005)


@all_rows("width", [NARROW, WIDE])
@all_rows("count", [1, 2, 5, 6, 7, 12, 13, 24, 48])
def test_the_names_below_a_trend_neither_touch_nor_hang_over(width: int, count: int) -> None:
    points = tuple(Point(f"2022-{place:02d}", 0.5, shown="50 %") for place in range(count))
    drawing = trend(about(), (Series("a", points),), width, share, 1.0)
    places = [
        float(x) for x in re.findall(r'<text class="c-soft" x="([\d.]+)" y="[\d.]+" text-anchor="middle">2022', drawing)
    ]
    half = text_width("2022-01", SIZE - 1) / 2
    assert places
    assert all(half - 0.1 <= x <= width - half + 0.1 for x in places)
    assert all(right - left >= 2 * half + 4 for left, right in pairwise(places))


def test_the_lengths_of_bars_are_in_proportion_to_their_numbers() -> None:
    drawing = bars(about(), (Bar("a", 30, "30"), Bar("b", 120, "120"), Bar("c", None, "–")), NARROW)
    assert re.findall(r'class="c-bar"[^>]*width="([\d.]+)"', drawing) == ["90", "360", "0"]


@pytest.mark.parametrize(("width", "beside"), [(NARROW, 1), (WIDE, 3)])
def test_small_charts_stand_one_below_the_other_on_a_telephone(width: int, beside: int) -> None:
    drawing = multiples(about(), tuple(Series(name, row(0.2, 0.4)) for name in "abcdef"), width, 1.0, "from 0 to 100 %")
    places = re.findall(r'<text class="c-name" x="([\d.]+)"', drawing)
    assert len(set(places)) == beside
    assert len(places) == 6
    assert ">from 0 to 100 %</text>" in drawing


def test_names_from_outside_are_only_letters() -> None:
    drawing = bars(about(), (Bar('<script>"&\x00\x1b', 1, "1"),), NARROW)
    ET.fromstring(drawing)  # noqa: S314
    assert "<script" not in drawing


def test_another_process_draws_the_same_bytes() -> None:
    """No set is walked through, no hash, no address of memory, no clock."""
    code = (
        "from songda.core.charts import *;import sys;"
        "a=ChartTexts('k','t','d','e');p=tuple(Point(str(i),i/10,0,1,str(i)) for i in range(9));"
        "sys.stdout.write(trend(a,(Series('x',p),Series('y',p)),360,str)+multiples(a,(Series('x',p),),760))"
    )
    made = {
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, check=True, env={"PYTHONHASHSEED": seed}
        ).stdout
        for seed in ("1", "2")
    }
    assert len(made) == 1
    assert made.pop().startswith(b"<svg")


def test_a_drawing_for_paper_brings_its_clothes_along() -> None:
    drawing = stand_alone(DRAWINGS["trend"]((0.1, 0.2), WIDE), "Noto Sans CJK SC")
    ET.fromstring(drawing)  # noqa: S314
    dressed = set(re.findall(r"\.(c-[a-z]+)", drawing))
    assert dressed == CLASSES - {"chart"}


@pytest.mark.parametrize(
    ("top", "steps"),
    [(1.0, [0, 0.25, 0.5, 0.75, 1.0]), (8640, [0, 2500, 5000, 7500, 10000]), (3, [0, 1, 2, 3]), (0, [0, 1])],
)
def test_ticks_are_round(top: float, steps: list[float]) -> None:
    assert ticks(top) == pytest.approx(steps)


@given(st.floats(0.001, 1e9))
def test_ticks_reach_the_top_in_few_steps(top: float) -> None:
    assert ticks(top)[-1] >= top * 0.999999
    assert 3 <= len(ticks(top)) <= 7
    assert all(tick == int(tick) for tick in whole_ticks(top))
