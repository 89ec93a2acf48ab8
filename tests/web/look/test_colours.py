"""The colours of the citizens' pages: text stands out from its ground as WCAG AAA asks, edges as AA asks."""

import re
from pathlib import Path

import pytest

CSS = Path("songda/web/look/static/look/look.css").read_text(encoding="utf-8")
TOKENS = dict(re.findall(r"--([a-z-]+):\s*(#[0-9a-f]{3,6});", CSS))
AAA, EDGE = 7.0, 3.0


def _light(colour: str) -> float:
    digits = colour.lstrip("#")
    whole = digits if len(digits) == 6 else "".join(2 * digit for digit in digits)
    parts = [int(whole[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """How much two colours (tokens or codes) stand out from one another, from 1 to 21."""
    lights = sorted(_light(TOKENS.get(colour, colour)) for colour in (one, other))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


@pytest.mark.parametrize("text", ["ink", "ink-soft", "seal", "link", "deep", "good", "bad"])
@pytest.mark.parametrize("ground", ["sheet", "ground"])
def test_text_can_be_read_on_both_grounds(text: str, ground: str) -> None:
    assert contrast(text, ground) >= AAA


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("#ffffff", "deep"),
        ("good", "good-ground"),
        ("bad", "bad-ground"),
        ("#5a4300", "wait-ground"),
        ("ink", "wait-ground"),
        ("ink-soft", "wait-ground"),
        ("link", "wait-ground"),
        ("#3d2f00", "#fbe8a6"),
    ],
)
def test_text_can_be_read_in_coloured_boxes(text: str, ground: str) -> None:
    assert contrast(text, ground) >= AAA


@pytest.mark.parametrize("ground", ["sheet", "ground"])
def test_edges_of_fields_and_the_focus_can_be_seen(ground: str) -> None:
    assert contrast("line-strong", ground) >= EDGE
    assert contrast("focus", ground) >= EDGE
