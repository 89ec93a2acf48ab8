"""Puts what was typed back into the forms of a finished page, as a browser would have kept it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

Attributes = list[tuple[str, str | None]]
_LEFT_ALONE = {"hidden", "password", "file", "submit", "button", "image", "reset"}
_TICKS = {"checkbox", "radio"}
_FIELDS = {"input", "select", "textarea", "button"}
_NO_FILES: Mapping[str, str] = {}


@dataclass
class Form:
    """A form of a page: its number there, its id, the path that it is sent to, the fields that people fill in.

    `files` are those in which files are chosen, each with what its tag says; `marks` those that nobody sees.
    """

    number: int
    id: str
    address: str
    names: set[str] = field(default_factory=set)
    files: dict[str, Mapping[str, str]] = field(default_factory=dict)
    marks: set[str] = field(default_factory=set)


class FormReader(HTMLParser):
    """Finds the forms of a page, with the fields that stand elsewhere and name their form by its id."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.page = page
        self.forms: list[Form] = []
        self.elsewhere: list[tuple[str, dict[str, str]]] = []

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        """A form, or a field of one."""
        attributes = {name: value or "" for name, value in attrs}
        if tag == "form":
            address = urlsplit(urljoin(self.page, attributes.get("action", ""))).path
            self.forms.append(Form(len(self.forms), attributes.get("id", ""), address))
        elif tag in _FIELDS and attributes.get("name") and attributes.get("form"):
            self.elsewhere.append((attributes["form"], attributes))
        elif self.forms and attributes.get("name"):
            _add(self.forms[-1], attributes)

    def close(self) -> None:
        """The page is over: every form is known by now."""
        super().close()
        by_id = {form.id: form for form in self.forms}
        for id_, attributes in self.elsewhere:
            if id_ in by_id:
                _add(by_id[id_], attributes)


def _add(form: Form, field: dict[str, str]) -> None:
    if field.get("type") == "file":
        form.files[field["name"]] = field
    elif field.get("type") not in _LEFT_ALONE:
        form.names.add(field["name"])
    elif field["type"] == "hidden":
        form.marks.add(field["name"])


class Refiller(HTMLParser):
    """Writes the page anew, with the chosen forms filled in and a word above the first of them."""

    def __init__(
        self, chosen: list[Form], fields: Mapping[str, list[str]], word: str, files: Mapping[str, str]
    ) -> None:
        super().__init__(convert_charrefs=False)
        self.files = files
        self.chosen = {form.number: form for form in chosen}
        self.ids = {form.id for form in chosen if form.id}
        self.left = {name: list(values) for name, values in fields.items()}
        self.fields = fields
        self.word = word
        self.out: list[str] = []
        self.details: list[int] = []  # where the folds begin that are still open here
        self.number = -1
        self.is_inside = self.is_replaced = False
        self.select = ""

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        """As it stands, unless it is a field of a chosen form."""
        attributes = dict(attrs)
        text = self.get_starttag_text() or ""
        if tag == "form":
            text = self._begin(text)
        elif tag == "details":
            self.details.append(len(self.out))
        elif self.is_inside or (attributes.get("form") or "") in self.ids:
            text = self._field(tag, attributes, text)
        self.out.append(text)

    def handle_startendtag(self, tag: str, attrs: Attributes) -> None:
        """One that ends itself."""
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        """The end of a form, a fold or a field."""
        if tag == "form":
            self.is_inside = False
        elif tag == "details" and self.details:
            self.details.pop()
        elif tag == "select":
            self.select = ""
        elif tag == "textarea":
            self.is_replaced = False
        self.out.append(f"</{tag}>")

    def _begin(self, text: str) -> str:
        self.number += 1
        self.is_inside = self.number in self.chosen
        if not self.is_inside:
            return text
        for place in self.details:  # nobody looks for what they typed behind a fold
            self.out[place] = self.out[place].replace("<details", "<details open", 1)
        word, self.word = self.word, ""
        return word + text

    def _field(self, tag: str, attributes: dict[str, str | None], text: str) -> str:
        name, value = attributes.get("name") or "", attributes.get("value")
        if attributes.get("type") == "file" and name in self.files:
            chosen = {mark: attribute for mark, attribute in attributes.items() if mark != "required"}
            return self.files[name] + _written(tag, chosen)
        if tag == "option" and self.select:
            return _marked(tag, attributes, "selected", value in self.fields[self.select])
        if tag == "input" and attributes.get("type") in _TICKS:
            is_known = bool(self.fields) and (name in self.fields or attributes["type"] == "checkbox")
            is_set = (value or "on") in self.fields.get(name, ())
            return _marked(tag, attributes, "checked", is_set) if is_known else text
        return self._words(tag, attributes, text) if self.left.get(name) else text

    def _words(self, tag: str, attributes: dict[str, str | None], text: str) -> str:
        """A field that is typed into, or a list: of several with one name each takes its own."""
        name = attributes.get("name") or ""
        if tag == "select":
            self.select = name
        elif tag == "textarea":
            self.is_replaced = True
            return f"{text}\n{escape(self.left[name].pop(0), quote=False)}"
        elif tag == "input" and attributes.get("type") not in _LEFT_ALONE:
            return _written(tag, {**attributes, "value": self.left[name].pop(0)})
        return text

    def handle_data(self, data: str) -> None:
        """Words between tags; those of a field that is filled in anew are left out."""
        self.out.append("" if self.is_replaced else data)

    def handle_entityref(self, name: str) -> None:
        """A named letter."""
        self.handle_data(f"&{name};")

    def handle_charref(self, name: str) -> None:
        """A numbered letter."""
        self.handle_data(f"&#{name};")

    def handle_comment(self, data: str) -> None:
        """A remark."""
        self.out.append(f"<!--{data}-->")

    def handle_decl(self, decl: str) -> None:
        """The kind of page."""
        self.out.append(f"<!{decl}>")


def forms_of(page: str, html: str) -> list[Form]:
    """The forms of a page that stands at this path."""
    reader = FormReader(page)
    reader.feed(html)
    reader.close()
    return reader.forms


def refilled(
    html: str, chosen: list[Form], fields: Mapping[str, list[str]], word: str, files: Mapping[str, str] = _NO_FILES
) -> str:
    """The page with these forms filled in (left as they are where nothing was typed), and `word` (markup) above.

    `files` is the markup that goes before a field in which a file is chosen, by its name.
    """
    writer = Refiller(chosen, fields, word, files)
    writer.feed(html)
    writer.close()
    return "".join(writer.out)


def _marked(tag: str, attributes: dict[str, str | None], mark: str, is_set: bool) -> str:  # noqa: FBT001 - two states of a mark
    kept: dict[str, str | None] = {name: value for name, value in attributes.items() if name != mark}
    return _written(tag, {**kept, mark: None} if is_set else kept)


def _written(tag: str, attributes: Mapping[str, str | None]) -> str:
    marks = (f' {name}="{escape(value)}"' if value is not None else f" {name}" for name, value in attributes.items())
    return f"<{tag}{''.join(marks)}>"
