"""Every link between pages leads somewhere, every page is found from the index, and code names pages that exist."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

from tests.rows import all_rows

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
KINDS = {"decisions", "explanation", "howto", "reference", "tutorial"}
LINK = re.compile(r"\]\(([^)\s]+)\)|<img[^>]* src=\"([^\"]+)\"")
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
NAMED = re.compile(r"docs/[a-z0-9_/-]+\.md")


def prose(page: Path) -> str:
    """The page without what stands in fences, where brackets are code."""
    return FENCED.sub("", page.read_text(encoding="utf-8"))


def links(page: Path) -> Iterator[str]:
    for words, picture in LINK.findall(prose(page)):
        target = words or picture
        if not re.match(r"[a-z]+:", target):
            yield target


def target_of(page: Path, link: str) -> Path:
    path = unquote(link.partition("#")[0])
    return (page.parent / path).resolve() if path else page


def anchors(page: Path) -> set[str]:
    """What a heading is called in an address, as the usual viewers of such pages make it."""
    titles = re.findall(r"^#+ +(.+?) *$", prose(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def own(path: Path) -> str:
    return str(path.relative_to(ROOT))


@all_rows("page", PAGES, ids=own)
def test_every_link_leads_to_a_file_and_to_a_heading_in_it(page: Path) -> None:
    broken = []
    for link in links(page):
        target, anchor = target_of(page, link), link.partition("#")[2]
        if not target.exists() or (anchor and anchor not in anchors(target)):
            broken.append(link)
    assert broken == []


def test_every_page_is_found_from_the_index() -> None:
    indexes = [ROOT / "docs" / page for page in ("README.md", "decisions/README.md", "reference/asvs.md")]
    found = {target_of(index, link) for index in indexes for link in links(index)}
    assert [own(page) for page in PAGES if page not in found and page not in {*indexes, ROOT / "README.md"}] == []


def test_every_page_lies_with_its_kind() -> None:
    inside = [page.relative_to(ROOT / "docs") for page in PAGES if page.is_relative_to(ROOT / "docs")]
    assert [str(page) for page in inside if page.parts[0] not in KINDS | {"README.md"}] == []


def test_every_page_that_code_sends_people_to_exists() -> None:
    named = {
        name
        for folder in ("songda", "songda_demo", "songda_tools", "scripts", "tests")
        for path in (ROOT / folder).rglob("*.py")
        for name in NAMED.findall(path.read_text(encoding="utf-8"))
    }
    assert {name for name in named if not (ROOT / name).exists()} == set()
    assert "docs/howto/run.md" in named


def test_every_button_that_the_tutorial_names_is_on_a_page() -> None:
    tutorial = (ROOT / "docs/tutorial/first-service.md").read_text(encoding="utf-8")
    said = "\n".join(
        path.read_text(encoding="utf-8")
        for folder in ("songda", "songda_demo")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in {".po", ".py", ".toml", ".page"}
    )
    named = {re.sub(r"\s+", " ", words) for words in re.findall(r"\*\*(.+?)\*\*", tutorial, re.DOTALL)}
    assert len(named) > 10
    assert {words for words in named if words.lower() not in said.lower()} == set()
