"""One vocabulary of looks: values in the tokens alone, and no class that is not worn or not made."""

import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest

from songda.core.charts import CLASSES
from songda.core.law.decision import Standing
from tests.rows import all_rows
from tests.web.look.sheets import SANDBOX, SHEETS, TOKENS, WEB, bare, every_sheet

TONES = {"good", "open", "bad"}
SAID_BY_VALUES = TONES | {mark.value for mark in Standing} | {"post", "chart-table"}  # those of a variable
NAMED = "white|black|gr[ae]y|red|green|blue|yellow|orange|brown|navy"
COLOUR = re.compile(rf"#[0-9a-f]{{3,8}}\b|\b(rgba?|hsla?|oklch|color-mix)\(|:\s*[^;]*\b({NAMED})\b", re.IGNORECASE)
ROOMS = {**{room: WEB / room for room in SHEETS if room != "sandbox"}, "sandbox": SANDBOX}


def test_every_colour_is_a_token() -> None:
    found = [f"{sheet}: {match.group()}" for sheet in every_sheet() for match in COLOUR.finditer(_rules(sheet))]
    assert found == []


OF_THE_HOUSE = "<style>{% first_styles %}</style>"


def test_no_page_brings_a_style_of_its_own() -> None:
    """But for the first page on a phone, which brings the sheets of the house along."""
    pages = {path: path.read_text(encoding="utf-8") for path in [*WEB.rglob("*.html"), *SANDBOX.glob("*.page")]}
    assert pages
    own = {str(path) for path, page in pages.items() if re.search(r"<style|\sstyle=", page.replace(OF_THE_HOUSE, ""))}
    assert own == set()


def test_every_token_that_is_asked_for_exists_and_every_one_is_asked_for() -> None:
    made = _variables(TOKENS)
    asked = {name for sheet in (*every_sheet(), TOKENS) for name in _asked(sheet) - _of_its_own(sheet)}
    assert made == asked


def _variables(sheet: Path) -> set[str]:
    return set(re.findall(r"(--[a-z-]+):", bare(sheet)))


def _asked(sheet: Path) -> set[str]:
    return set(re.findall(r"var\((--[a-z-]+)", bare(sheet)))


def _of_its_own(sheet: Path) -> set[str]:
    """Variables that a sheet counts with by itself, such as the seconds of a clock; no value of the house."""
    return set() if sheet == TOKENS else _variables(sheet) - _variables(TOKENS)


@pytest.mark.parametrize("room", ROOMS)
def test_every_class_that_a_room_wears_is_made(room: str) -> None:
    worn, made = set(_worn(ROOMS[room])), set(chain.from_iterable(map(_made, (TOKENS, *SHEETS[room]))))
    assert worn
    assert sorted(worn - made) == []


@all_rows("sheet", every_sheet(), ids=str)
def test_every_class_that_is_made_is_worn(sheet: Path) -> None:
    rooms = [ROOMS[room] for room, sheets in SHEETS.items() if sheet in sheets]
    assert rooms
    worn = CLASSES.union(*map(_worn, [*rooms, ROOMS["look"]]))  # pages of every room begin with those
    assert sorted(set(_made(sheet)) - worn - SAID_BY_VALUES) == []


def test_each_room_makes_only_what_the_shared_sheet_does_not_have_for_all() -> None:
    """The same rule twice would have to be changed twice."""
    shared = {(selector, body) for sheet in SHEETS["portal"] for selector, body in _blocks(sheet)}
    twice = [
        f"{sheet}: {selector}" for sheet in every_sheet() for selector, body in _blocks(sheet)
        if sheet not in SHEETS["portal"] and (selector, body) in shared
    ]  # fmt: skip
    assert twice == []


def _rules(sheet: Path) -> str:
    """What is declared, without the selectors, in which an id may look like a colour."""
    return "\n".join(re.findall(r"\{([^{}]*)\}", bare(sheet)))


def _blocks(sheet: Path) -> list[tuple[str, str]]:
    text = re.sub(r"@media[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", "", bare(sheet))
    return [(selector.strip(), body.strip()) for selector, body in re.findall(r"([^{}]+)\{([^{}]*)\}", text)]


def _made(sheet: Path) -> Iterator[str]:
    for selector in re.findall(r"([^{}]+)\{", bare(sheet)):
        yield from re.findall(r"\.([a-zA-Z_][\w-]*)", re.sub(r"\[[^\]]*\]", "", selector))


def _worn(room: Path) -> Iterator[str]:
    """Every class in the room's templates, its widgets and its scripts."""
    for path in room.rglob("*"):
        if path.suffix in {".html", ".page", ".py", ".js"}:
            text = path.read_text(encoding="utf-8")
            yield from " ".join(re.findall(r"\{% block room %\}([a-z ]+)\{% endblock %\}", text)).split()
            yield from re.findall(r'\{% (?:listing|column) [^%]*kind="([a-z-]+)"', text)
            plain = re.sub(r"\{%.*?%\}|\{\{.*?\}\}|\$[a-z_]+", " ", text, flags=re.DOTALL)
            for words in re.findall(r'(?<!_)class="([^"]*)"|"class": "([^"]*)"|classList\.add\("([^"]*)"\)', plain):
                yield from "".join(words).split()
