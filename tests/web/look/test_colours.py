"""The colours by day and by night: text stands out from its ground as WCAG AAA asks, edges as AA asks."""

from tests.rows import all_rows
from tests.web.look.sheets import tokens_by_day, tokens_by_night

AAA, EDGE = 7.0, 3.0
TIMES = {"day": tokens_by_day(), "night": tokens_by_night()}


def _light(colour: str) -> float:
    digits = colour.lstrip("#")
    whole = digits if len(digits) == 6 else "".join(2 * digit for digit in digits)
    parts = [int(whole[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(time: str, one: str, other: str) -> float:
    """How much two tokens stand out from one another, from 1 to 21."""
    lights = sorted(_light(TIMES[time][colour]) for colour in (one, other))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


@all_rows("time", TIMES)
@all_rows("text", ["ink", "soft", "seal", "link", "deep", "deep-strong", "good", "bad"])
@all_rows("ground", ["sheet", "ground"])
def test_text_can_be_read_on_both_grounds(time: str, text: str, ground: str) -> None:
    assert contrast(time, text, ground) >= AAA


@all_rows("time", TIMES)
@all_rows(
    ("text", "ground"),
    [
        ("on-deep", "deep"),
        ("on-deep", "deep-strong"),
        ("deep", "tint"),
        ("deep-strong", "tint"),
        ("ink", "tint"),
        ("soft", "tint"),
        ("soft", "sunk"),
        ("ink", "sunk"),
        ("plain", "plain-ground"),
        ("good", "good-ground"),
        ("bad", "bad-ground"),
        ("open", "open-ground"),
        *[(text, f"{tone}-ground") for text in ("ink", "soft", "link") for tone in ("good", "open", "bad")],
        ("demo", "demo-ground"),
        ("ink", "glow"),
        ("link", "glow"),
        ("ink", "spoken"),
        ("on-device", "device"),
        ("print", "paper"),
    ],
)
def test_text_can_be_read_in_coloured_boxes(time: str, text: str, ground: str) -> None:
    assert contrast(time, text, ground) >= AAA


@all_rows("time", TIMES)
@all_rows("ground", ["sheet", "ground", "good-ground", "open-ground", "bad-ground"])
def test_edges_of_fields_and_the_focus_can_be_seen(time: str, ground: str) -> None:
    assert contrast(time, "edge", ground) >= EDGE
    assert contrast(time, "focus", ground) >= EDGE


def test_every_colour_of_the_day_has_one_for_the_night_or_is_the_same_on_purpose() -> None:
    same = {name for name in TIMES["day"] if TIMES["day"][name] == TIMES["night"][name]}
    assert same == {"paper", "print", "device", "on-device"}  # paper stays white, print and telephones stay black
