"""Reads the forms of a page as a browser does, and fills in what was not filled in."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

from django.core.files.uploadedfile import SimpleUploadedFile

from tests import make

LONG_AGO, SOON = "2026-05-20", "2027-03-01"
BY_TYPE = {
    "text": "张三",
    "date": LONG_AGO,
    "datetime-local": f"{LONG_AGO}T09:00",
    "email": "zhang@example.com",
    "number": "2",
    "password": "correct horse battery",
    "search": "张三",
    "tel": "13800138000",
}


@dataclass
class Field:
    """A field, and what can be chosen in it."""

    name: str
    type: str
    value: str = ""
    is_chosen: bool = False
    options: list[str] = field(default_factory=list)


@dataclass
class Form:
    """A form that is posted: where to, and with which fields."""

    page: str
    address: str
    id: str
    fields: list[Field] = field(default_factory=list)

    def filled(self, typed: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """What a browser sends when everything is filled in that has to be, and `typed` is typed over it."""
        told: dict[str, Any] = {}
        for each in self.fields:
            for name, value in _sent(each, told):
                told.setdefault(name, []).append(value)
        return {**told, **(typed or {})}


def _sent(each: Field, told: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    match each.type:
        case "hidden":
            yield each.name, each.value
        case "radio":
            if each.name not in told:
                yield each.name, each.value
        case "checkbox":
            yield each.name, each.value or "on"
        case "select":
            yield each.name, next((one for one in each.options if one), "")
        case "file":
            yield each.name, SimpleUploadedFile("paper.pdf", _one_pdf(), "application/pdf")
        case "submit" | "button":
            pass
        case kind:
            yield each.name, each.value or BY_TYPE.get(kind, "张三")


@lru_cache
def _one_pdf() -> bytes:
    return make.pdf()


class _Reader(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.page = page
        self.forms: list[Form] = []
        self.asking: list[Form] = []
        self.inside: Form | None = None
        self.strays: list[tuple[str, Field]] = []
        self.select: Field | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "form":
            action = told.get("action", "")  # without one it goes to the page itself, question mark and all
            address = urlsplit(urljoin(self.page, action)).path if action else self.page
            self.inside = Form(self.page, address, told.get("id", ""))
            (self.forms if told.get("method", "").lower() == "post" else self.asking).append(self.inside)
        elif tag == "a" and (asked := parse_qsl(urlsplit(told.get("href", "")).query)):
            address = urlsplit(urljoin(self.page, told["href"])).path
            self.asking.append(Form(self.page, address, "", [Field(name, "hidden", value) for name, value in asked]))
        elif tag == "option" and self.select:
            self.select.options.append(told.get("value", ""))
        elif tag in {"input", "select", "textarea"} and told.get("name"):
            kind = told.get("type", "text") if tag == "input" else {"textarea": "text"}.get(tag, tag)
            kind = "hidden" if "hidden" in told else kind
            read = Field(told["name"], kind, told.get("value", ""), "checked" in told)
            self.select = read if tag == "select" else None
            if told.get("form"):
                self.strays.append((told["form"], read))
            elif self.inside:
                self.inside.fields.append(read)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = None
        elif tag == "select":
            self.select = None


def forms_on(page: str, html: str) -> list[Form]:
    """Every form of the page that is posted, with the fields that stand elsewhere and name it."""
    reader = _Reader(page)
    reader.feed(html)
    for form in reader.forms:
        form.fields += [each for name, each in reader.strays if name == form.id]
    return reader.forms


def asked_on(page: str, html: str) -> list[Form]:
    """Every form and link of the page that puts what is asked into the address."""
    reader = _Reader(page)
    reader.feed(html)
    return reader.asking
