"""Reads a Chinese page as a reader does; finds half-width marks, Western dashes and bare words in it."""

import re
from html.parser import HTMLParser

from songda.web.console.shared.words import TABLES

INLINE = {"a", "abbr", "b", "bdi", "bdo", "del", "em", "i", "ins", "small", "span", "strong", "sub", "sup", "time", "u"}
SKIPPED = {"script", "style", "code", "pre", "textarea", "svg", "q"}
HAN, OPENS, CLOSES = "\u4e00-\u9fff", "（“‘《「", "）”’》」"
WRONG = {
    "a Western dash": re.compile(rf"[{HAN}{CLOSES}]\s*[–-]\s*(?=[{HAN}{OPENS}])|[{HAN}{CLOSES}]\s+[–-]\s|(?<!—)—(?!—)"),
    "a half-width mark": re.compile(rf"[{HAN}{CLOSES}]\s*[,;:!?]\s*(?=[{HAN}{OPENS}])|[{HAN}]\s*[()]\s*(?=[{HAN}])"),
    "a blank beside a mark": re.compile(rf"[{HAN}\w] +(?=[、，；。：！？）])|[、，；（] +(?=[{HAN}\w])"),
    "a blank between sentences": re.compile(rf"[。！？] +(?=[{HAN}{OPENS}])"),
}
# Words as they are stored; what is no other word of a page either.
STORED = {word for table in TABLES.values() for word in map(str, table) if re.fullmatch("[a-z]+_[a-z_]+", word)} | {
    *("signed", "left", "returned", "failed", "refused", "published", "arrived", "accepted", "rejected", "served")
}
BARE = re.compile(rf"(?<![\w/.@=-])(?:{'|'.join(sorted(STORED))})(?![\w/.@=-])")


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.text: list[str] = []
        self.skipped = 0
        self.apart: list[bool] = []  # of each inline tag that is open, whether it stands apart from what is around it

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self.skipped or tag in SKIPPED:
            self.skipped += tag in SKIPPED
        elif tag in INLINE:
            is_apart = bool({"away", "part", "mark", "number", "soft"} & set((dict(attrs).get("class") or "").split()))
            self.apart.append(is_apart)
            self.text.append("\n" * is_apart or "\0" * (tag == "small"))  # set smaller: no sentence of the same run
        else:
            self.text.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in SKIPPED:
            self.skipped = max(0, self.skipped - 1)
        elif tag not in INLINE or (self.apart and self.apart.pop()):
            self.text.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.skipped:
            self.text.append("\n" if data.strip() == "–" else re.sub(r"\s+", " ", data))  # of nothing to tell


def lines_of(html: str) -> list[str]:
    """What is read on a page, a block a line."""
    page = _Page()
    page.feed(html)
    return [line for each in "".join(page.text).split("\n") if (line := re.sub(" +", " ", each).strip())]


def wrong_in(html: str) -> dict[str, str]:
    """By what is wrong, where; one place of each kind."""
    found: dict[str, str] = {}
    for line in lines_of(html):
        if not re.search(f"[{HAN}]", line):
            continue
        for name, pattern in {**WRONG, "a stored word": BARE}.items():
            if there := pattern.search(line):
                found.setdefault(name, line[max(0, there.start() - 20) : there.end() + 20])
    return found
