"""The rooms of the console: each has what is its own, and leans on what is shared alone."""

import re
from pathlib import Path

from songda.web.console.urls import ROOMS, urlpatterns
from tests.rows import all_rows

CONSOLE = Path("songda/web/console")
LEANS_ON = re.compile(r'\{% (?:include|extends) "console/([a-z]+)/')


def test_every_room_has_its_addresses_and_its_pages() -> None:
    folders = {path.parent.name for path in CONSOLE.glob("*/urls.py")}
    assert folders == set(ROOMS)
    assert {path.parents[1].name for path in CONSOLE.glob("*/templates/console")} == folders | {"shared"}


@all_rows("room", [*ROOMS, "shared"])
def test_the_pages_of_a_room_are_made_of_its_own_and_of_shared_parts(room: str) -> None:
    pages = list((CONSOLE / room / "templates").rglob("*.html"))
    assert pages
    used = {part for page in pages for part in LEANS_ON.findall(page.read_text(encoding="utf-8"))}
    assert used <= {room, "shared"}


@all_rows("room", ROOMS)
def test_a_room_shows_no_page_of_another(room: str) -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in (CONSOLE / room).glob("*.py"))
    assert set(re.findall(r'"console/([a-z]+)/', code)) <= {room, "shared"}


def test_every_page_is_shown_by_somebody() -> None:
    texts = [path.read_text(encoding="utf-8") for kind in ("*.py", "*.html") for path in CONSOLE.rglob(kind)]
    named = {name for text in texts for name in re.findall(r'"(console/[\w/.{}]+\.html)"', text)}
    named |= {
        name.replace("{tab}", tab) for name in named for tab in ("board", "story", "parties", "papers", "hearings")
    }
    there = {str(page.relative_to(page.parents[2])) for page in CONSOLE.rglob("templates/console/*/*.html")}
    there |= {str(page.relative_to(page.parents[3])) for page in CONSOLE.rglob("templates/console/*/parts/*.html")}
    assert len(there) > 60
    assert there - named == set()


def test_no_two_addresses_have_one_name() -> None:
    names = [address.name for address in urlpatterns]
    assert len(names) == len(set(names))
