"""Rules of HTML that a browser forgives and a screen reader, a form filler or a validator does not."""

import re
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser

# HTML, 2.3.5 and 4.10.18.7.1: a moment has three digits of a second at most; a hidden field is not filled in.
_MOMENT = re.compile(
    r"\d{4}-\d\d(-\d\d)?|\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:?\d\d)?|\d\d:\d\d"
)
_MARK = re.compile(r"<(time|span|b|small|strong|a|code)[ >]")
_NAMING = ("aria-labelledby", "aria-describedby", "aria-controls", "aria-owns")
# HTML, 13.1.2: in these, and in attributes, a mark would be read as it is written.
_BARE = frozenset({"title", "option", "textarea"})
_SECTIONS = frozenset({"article", "aside", "main", "nav", "section"})
_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)


class _Page(HTMLParser):
    """Collects what the rules ask of."""

    def __init__(self) -> None:
        super().__init__()
        self.wrong: list[str] = []
        self.ids: list[str] = []
        self.named: list[tuple[str, str]] = []
        self.landmarks: list[tuple[str, str]] = []
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        own = {name: value or "" for name, value in attrs}
        if len(own) < len(attrs):
            self.wrong.append(f"<{tag}> says one thing twice: {sorted(Counter(name for name, _ in attrs))}")
        if tag == "input" and own.get("type") == "hidden" and own.get("autocomplete") in {"on", "off"}:
            self.wrong.append(f"the hidden field {own.get('name')} says autocomplete={own['autocomplete']}")
        if tag == "time" and "datetime" in own and not _MOMENT.fullmatch(own["datetime"]):
            self.wrong.append(f"<time datetime={own['datetime']}>")
        if "id" in own:
            self.ids.append(own["id"])
        self.named += [(name, one) for name in _NAMING for one in own.get(name, "").split()]
        self.named += [("for", own["for"])] if tag == "label" and "for" in own else []
        self._landmark(tag, own)
        if within := _BARE.intersection(self._open) - ({"option"} if tag in {"option", "optgroup"} else set()):
            self.wrong.append(f"<{tag}> stands within <{within.pop()}>")
        self.wrong += [f"<{tag} {name}={value}> holds a mark" for name, value in own.items() if _MARK.search(value)]
        if tag not in _VOID:
            self._open.append(tag)

    def _landmark(self, tag: str, own: dict[str, str]) -> None:
        name = own.get("aria-label") or own.get("aria-labelledby", "")
        role = own.get("role") or {"main": "main", "nav": "navigation", "aside": "complementary"}.get(tag, "")
        if tag in {"header", "footer"} and not _SECTIONS.intersection(self._open):
            role = "banner" if tag == "header" else "contentinfo"
        if role in {"main", "navigation", "complementary", "banner", "contentinfo", "search"}:
            self.landmarks.append((role, name))

    def handle_data(self, data: str) -> None:
        if not {"script", "style"}.intersection(self._open) and (mark := _MARK.search(data)):
            self.wrong.append(f"the page shows {mark.group()}")

    def handle_endtag(self, tag: str) -> None:
        while self._open and tag in self._open and self._open.pop() != tag:
            pass


def faults_of(html: str) -> Iterator[str]:
    """Every rule that a whole page breaks, with what breaks it."""
    page = _Page()
    page.feed(html)
    yield from page.wrong
    for name, count in Counter(page.ids).items():
        if not name or re.search(r"\s", name):
            yield f"the id {name!r} is empty or has a blank"
        if count > 1:
            yield f"the id {name} stands {count} times"
    yield from (f"{how} names {one}, which is not there" for how, one in page.named if one not in set(page.ids))
    roles = Counter(role for role, _ in page.landmarks)
    if roles["main"] != 1:
        yield f"{roles['main']} main landmarks"
    yield from (f"{roles[role]} × {role}" for role in ("banner", "contentinfo") if roles[role] > 1)
    for (role, name), count in Counter(page.landmarks).items():
        if count > 1 or (roles[role] > 1 and not name):
            yield f"{roles[role]} × {role}, of which {count} called {name!r}"
