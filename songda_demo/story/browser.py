"""A very small browser: it opens pages, fills in the forms that it finds there, and presses their buttons."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import IO
from urllib.parse import urljoin, urlsplit

import requests
from bs4 import BeautifulSoup, Tag

SHOWN = (200, 201)  # a page; one that shows once what was made
TIMEOUT = 30
Upload = tuple[str, bytes | IO[bytes], str]


class PageError(RuntimeError):
    """A page did not show what a person would need to go on; says which page and what was missing."""


@dataclass
class Page:
    """A page that was opened."""

    address: str
    status: int
    body: bytes
    kind: str
    soup: BeautifulSoup = field(repr=False)

    @property
    def text(self) -> str:
        """The words on the page."""
        return self.soup.get_text(" ", strip=True)

    @property
    def refusal(self) -> str:
        """What the page says is wrong, without its script and menus; empty where it complains of nothing."""
        return " ".join(alert.get_text(" ", strip=True) for alert in self.soup.select("[role=alert]"))

    def link(self, words: str) -> str:
        """The address behind the link with these words in it."""
        for anchor in self.soup.find_all("a", href=True):
            if words in anchor.get_text(" ", strip=True) or words in str(anchor.get("href")):
                return urljoin(self.address, str(anchor["href"]))
        raise PageError(f"no link “{words}” on {self.place}")

    def form(self, wanted: str) -> Tag:
        """The form whose address, name or id contains `wanted`, or which has a button or field so named."""
        for form in self.soup.find_all("form"):
            marks = [str(form.get(mark, "")) for mark in ("action", "name", "id")]
            names = [
                str(element.get("name", "")) for element in form.find_all(["input", "button", "select", "textarea"])
            ]
            if any(wanted in mark for mark in marks) or wanted in names:
                return form
        raise PageError(f"no form “{wanted}” on {self.place}")

    @property
    def place(self) -> str:
        """The path of the page without what identifies a person's link."""
        return urlsplit(self.address).path


class Browser:
    """One visitor with their own cookies and language."""

    def __init__(self, base: str, language: str = "zh-hans") -> None:
        self.base = base.rstrip("/") + "/"
        self.session = requests.Session()
        self.session.headers["Accept-Language"] = language
        self.session.trust_env = False

    def open(self, address: str) -> Page:
        """GET a page; raises PageError unless it answers 200."""
        return self._page(self.session.get(urljoin(self.base, address), timeout=TIMEOUT))

    def try_open(self, address: str) -> int:
        """The status of a GET, whatever it is."""
        return self.session.get(urljoin(self.base, address), timeout=TIMEOUT).status_code

    def press(
        self,
        page: Page,
        wanted: str,
        answers: Mapping[str, str | list[str]] | None = None,
        files: Mapping[str, Upload] | None = None,
    ) -> Page:
        """Fill in the form `wanted` on the page and send it; hidden fields go along as they are."""
        form = page.form(wanted)
        fields = _given(form, wanted) | dict(answers or {})
        target = urljoin(page.address, str(form.get("action") or page.address))
        answer = self.session.post(
            target,
            data=fields,
            files=files,
            headers={"Referer": page.address},
            timeout=TIMEOUT,
        )
        return self._page(answer)

    def has(self, address: str) -> bool:
        """Whether there is something to download."""
        return self.session.get(urljoin(self.base, address), timeout=TIMEOUT).ok

    def fetch(self, address: str) -> bytes:
        """Download a file."""
        answer = self.session.get(urljoin(self.base, address), timeout=TIMEOUT)
        if answer.status_code != 200:
            raise PageError(f"{urlsplit(answer.url).path} answered {answer.status_code}")
        return answer.content

    def _page(self, answer: requests.Response) -> Page:
        kind = answer.headers.get("Content-Type", "")
        soup = BeautifulSoup(answer.content if "html" in kind else b"", "html.parser")
        page = Page(answer.url, answer.status_code, answer.content, kind, soup)
        if answer.status_code not in SHOWN:
            raise PageError(f"{page.place} answered {answer.status_code}: {page.refusal or page.text[:200]}")
        return page


def _given(form: Tag, wanted: str) -> dict[str, str | list[str]]:
    """What the form would send untouched: hidden and filled fields, chosen options, and the button pressed."""
    fields: dict[str, list[str]] = {}
    for element in form.find_all(["input", "textarea", "select", "button"]):
        if name := str(element.get("name", "")):
            fields.setdefault(name, []).extend(_values(element, wanted))
    return {name: values[0] if len(values) == 1 else values for name, values in fields.items() if values}


def _values(element: Tag, wanted: str) -> list[str]:
    kind = str(element.get("type", "")) if element.name in {"input", "button"} else element.name
    value = str(element.get("value", ""))
    if element.name == "select":
        return [str(option.get("value", "")) for option in element.find_all("option") if option.has_attr("selected")]
    if element.name == "button" or kind == "submit":
        return [value] if wanted in (element.get("name"), value) else []
    if kind in {"checkbox", "radio"}:
        return [value or "on"] if element.has_attr("checked") else []
    if kind == "file":
        return []
    return [value] if element.name == "input" else [element.get_text()]
