"""Fills the sandbox's page templates; everything that came from outside is escaped."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta, timezone
from functools import cache
from html import escape
from pathlib import Path
from string import Template
from typing import Final

from aiohttp import web

BEIJING: Final = timezone(timedelta(hours=8))
FOLDER: Final = Path(__file__).parent
_LINK: Final = re.compile(r"https?://[!#-;=?-~]+")


def page(title: str, body: str, *, refresh_s: int = 0, status: int = 200) -> web.Response:
    """A whole page; `body` is HTML, the title is text."""
    refresh = f'<meta http-equiv="refresh" content="{refresh_s}">' if refresh_s else ""
    text = _template("frame").substitute(title=escape(title), body=body, refresh=refresh)
    return web.Response(text=text, content_type="text/html", status=status)


def fill(name: str, /, **values: object) -> str:
    """A template with text put in."""
    return _template(name).substitute({key: escape(str(value)) for key, value in values.items()})


def fill_with(name: str, html: dict[str, str], /, **values: object) -> str:
    """A template with text put in, and with pieces that are HTML already."""
    texts = {key: escape(str(value)) for key, value in values.items()}
    return _template(name).substitute({**texts, **html})


def rows(name: str, items: Iterable[dict[str, object]]) -> str:
    """A template once for each item."""
    return "\n".join(fill(name, **item) for item in items)


def with_links(text: str) -> str:
    """A text as HTML, its links clickable as on a phone."""
    pieces, at = [], 0
    for found in _LINK.finditer(text):
        link = escape(found[0])
        pieces += [escape(text[at : found.start()]), f'<a href="{link}" target="_blank" rel="noopener">{link}</a>']
        at = found.end()
    return "".join([*pieces, escape(text[at:])])


def links_in(text: str) -> list[str]:
    """The links in a text."""
    return _LINK.findall(text)


def day_and_time(at: datetime) -> str:
    """A moment as a phone in China shows it."""
    return at.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M:%S")


@cache
def _template(name: str) -> Template:
    return Template((FOLDER / f"{name}.page").read_text(encoding="utf-8"))


def entry_list(named: Iterable[tuple[str, str, int]], none_zh: str, none_en: str) -> str:
    """A list of links as HTML, each with its name and how many lie behind it; a sentence where there are none."""
    items: list[dict[str, object]] = [{"link": link, "name": name, "count": count} for link, name, count in named]
    if not items:
        return f'<p class="empty">{none_zh} <span lang="en">{none_en}</span></p>'
    return f'<ul class="entries">{rows("entry", items)}</ul>'
