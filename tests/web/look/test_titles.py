"""The title of a page is plain words: markup that stands in it is shown to people letter by letter."""

import re
from pathlib import Path

WEB = Path(__file__).parents[3] / "songda" / "web"
_NAME = re.compile(r"{% block (?:name|title) %}(.*?){% endblock %}", re.DOTALL)
_MARKUP = re.compile(r"<[a-z]|\|\s*(?:stamp|exact|day|moment)\b(?!\w)")


def test_no_title_of_a_page_has_markup() -> None:
    titles = {
        page.relative_to(WEB).as_posix(): name
        for page in sorted(WEB.rglob("*.html"))
        for name in _NAME.findall(page.read_text(encoding="utf-8"))
    }
    assert len(titles) > 100
    assert {page: name for page, name in titles.items() if _MARKUP.search(name)} == {}
