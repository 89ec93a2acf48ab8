"""Puts what was typed back into the forms of a finished page, as a browser would have kept it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup
from bs4.dammit import EntitySubstitution
from bs4.formatter import HTMLFormatter

_LEFT_ALONE = {"hidden", "password", "file", "submit", "button", "image", "reset"}
_TICKS = {"checkbox", "radio"}
_NO_FILES: Mapping[str, str] = {}


class _AsWritten(HTMLFormatter):
    def attributes(self, tag: Any) -> Any:
        """In the order of the page."""
        return tag.attrs.items()


_FORMAT = _AsWritten(
    EntitySubstitution.substitute_xml, void_element_close_prefix="", empty_attributes_are_booleans=True
)


def _read(markup: str) -> Any:
    """By the standard library's parser: no C reads what strangers wrote."""
    return BeautifulSoup(markup, "html.parser", multi_valued_attributes=None)


@dataclass(frozen=True)
class Form:
    """A form of a page, the path that it is sent to, and its fields, those too that stand elsewhere and name its id."""

    element: Any
    address: str
    fields: list[Any]

    @property
    def names(self) -> set[str]:
        """Of the fields that people fill in."""
        return {field.get("name") for field in self.fields if field.get("type") not in _LEFT_ALONE}

    @property
    def files(self) -> dict[str, Mapping[str, str]]:
        """The fields in which files are chosen, each with what its tag says."""
        return {field.get("name"): field.attrs for field in self.fields if field.get("type") == "file"}

    def has_hidden(self, name: str) -> bool:
        """Whether it brings along what nobody sees under this name."""
        return any(field.get("name") == name and field.get("type") == "hidden" for field in self.fields)


class Page:
    """A finished page that stands at this path."""

    def __init__(self, path: str, text: str) -> None:
        self._tree = _read(text)
        self.forms = [
            Form(form, urlsplit(urljoin(path, form.get("action", ""))).path, list(self._fields(form)))
            for form in self._tree.find_all("form")
        ]

    def __str__(self) -> str:
        return str(self._tree.decode(formatter=_FORMAT))

    def _fields(self, form: Any) -> Iterator[Any]:
        for field in self._tree.find_all(["input", "select", "textarea", "button"]):
            named = field.get("form")
            owner = field.find_parent("form") if named is None else None
            if field.get("name") and (owner is form if named is None else named == form.get("id")):
                yield field

    @staticmethod
    def fill(
        forms: list[Form], fields: Mapping[str, list[str]], word: str = "", files: Mapping[str, str] = _NO_FILES
    ) -> None:
        """Fill in these forms (left as they are where nothing was typed), and set `word` (markup) above the first.

        `files` is the markup that goes before a field in which a file is chosen, by its name.
        """
        left = {name: list(values) for name, values in fields.items()}
        for form in forms:
            for field in form.fields:
                _fill(field, fields, left, files)
            for fold in form.element.find_parents("details"):  # nobody looks for what they typed behind one
                fold["open"] = ""
        _set_before(forms[0].element, word)


def _fill(field: Any, fields: Mapping[str, list[str]], left: dict[str, list[str]], files: Mapping[str, str]) -> None:
    name, kind = field.get("name"), field.get("type")
    if kind == "file" and name in files:
        field.attrs.pop("required", None)
        _set_before(field, files[name])
    elif kind in _TICKS and fields and (name in fields or kind == "checkbox"):
        _mark(field, "checked", is_set=field.get("value", "on") in fields.get(name, ()))
    elif kind not in _TICKS | _LEFT_ALONE and left.get(name):
        _put(field, left[name])


def _put(field: Any, left: list[str]) -> None:
    """Of several fields with one name each takes its own words; of a list all that were chosen."""
    if field.name == "select":
        for option in field.find_all("option"):
            _mark(option, "selected", is_set=option.get("value") in left)
    elif field.name == "textarea":
        field.string = f"\n{left.pop(0)}"  # browsers leave out the first line break
    elif field.name == "input":
        field["value"] = left.pop(0)


def _mark(element: Any, mark: str, *, is_set: bool) -> None:
    if is_set:
        element[mark] = ""
    else:
        element.attrs.pop(mark, None)


def _set_before(element: Any, markup: str) -> None:
    element.insert_before(*_read(markup.strip()).contents)
