"""Answers many lines of facts: lines that say the same are one class, decided once; only names differ among them.

What is named in a line (ids, hashes, the case number) is taken out of its text. Two lines with the same rest, whose
names are equal and ordered among themselves in the same way, are the same facts to the law: ids break ties by their
order, and hashes are only compared. The answer of the class is told again with the names of the line.

A line whose text is not known is read: written anew with its keys in order and its letters unescaped it may be of a
class that another writer's line has made.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from songda.core.law.answer import decide
from songda.core.law.facts import FactsError, read_facts, read_json
from songda.core.law.facts.fields import read_text

# A key with a text as its value; inside of a text every quote is escaped, so that no text can look like this.
_NAMED = re.compile(r'"(id|sha256|paper_sha256|replaces|number)"\s*:\s*"((?:[^"\\\x00-\x1f\ue000-\uf8ff]|\\.)+)"')
_MARK = re.compile("\ue000([0-9]+)\ue001")
_NOT_REPEATABLE = re.compile('[\x00-\x1f"\\\\\ud800-\udfff\ue000-\uf8ff]')  # names that hold one are decided alone
_SHORT = 100_000  # letters; longer lines are read as they stand
_in_json = json.JSONEncoder(ensure_ascii=False).encode
_PARTS = 3  # of a split line: the text, the key, the name

Key = tuple[str | int, ...]
Class = tuple[tuple[str, ...], tuple[int, ...], str]  # the answer in pieces, the names between them, what is wrong


class AnsweredLine(NamedTuple):
    """The answer as one line of JSON, or what is wrong with the facts and where."""

    line: str
    wrong: str = ""


class _Line(NamedTuple):
    """A line without its names: what is left of it, and the names in their order."""

    key: Key
    names: list[str]


@dataclass(slots=True)
class Batch:
    """Answers line by line and keeps the classes that it has met; `most` bounds how many.

    `written`: the class of a text as somebody wrote it; `classes`: that of the facts, whatever the order of the keys.
    """

    language: str
    most: int = 100_000
    classes: dict[Key, Class] = field(default_factory=dict)
    written: dict[Key, Class] = field(default_factory=dict)
    order: tuple[object, ...] | None = None  # of keys, in the first line that was read
    has_one_order: bool = True

    def answer_bytes(self, line: bytes) -> AnsweredLine:
        """The answer to a line as it stands in a file; an empty line has an empty answer."""
        if not line.strip():
            return AnsweredLine("")
        try:
            text = read_text(line)
        except FactsError as error:
            return _fill_in(self._wrong(error), [])
        return self.answer(text)

    def answer(self, line: str) -> AnsweredLine:
        """The same answer as `songda explain` gives to this line alone."""
        written = _without_names(line)
        if written is None:
            return self._answer_single(line)
        known = self.written.get(written.key)
        return self._read(line, written) if known is None else _fill_in(known, written.names)

    def _read(self, line: str, written: _Line) -> AnsweredLine:
        """Of a text that was not met before: of the class that its facts have, or of a new one."""
        marked, names = None if "\\" in line or len(line) > _SHORT else _marked(written), written.names
        if marked is None:  # its own text says best why it cannot be read
            try:
                given = read_json(line.encode(errors="surrogatepass"))
                names = sorted({*_names_in(given)})
            except FactsError as error:
                return _fill_in(self._keep(self.written, written.key, self._wrong(error)), names)
            if any(_NOT_REPEATABLE.search(name) for name in names):
                return self._answer_single(line)
            marked = _with_marks(given, {name: _mark(place) for place, name in enumerate(names)})
        by_one = self._is_by_one_writer(marked)
        if names != written.names:
            return _fill_in(self._class_of(marked), names)
        # Where all lines have one writer no other text says the same.
        known = self._decided(marked) if by_one else self._class_of(marked)
        return _fill_in(self._keep(self.written, written.key, known), names)

    def _class_of(self, marked: object) -> Class:
        """The class of the facts, in whatever order their keys were written."""
        key = (json.dumps(marked, ensure_ascii=False, sort_keys=True),)
        known = self.classes.get(key)
        if known is None:
            known = self._decided(marked)
            if not known[-1]:  # of facts that are refused the first that is wrong hangs on the order of the keys
                self._keep(self.classes, key, known)
        return known

    def _is_by_one_writer(self, given: object) -> bool:
        """Whether the keys of all lines so far stand in one order."""
        if self.has_one_order:
            self.order = self.order or _order_of(given)
            self.has_one_order = _order_of(given) == self.order
        return self.has_one_order

    def _keep(self, classes: dict[Key, Class], key: Key, known: Class) -> Class:
        if len(classes) >= self.most:
            classes.clear()
        classes[key] = known
        return known

    def _answer_single(self, line: str) -> AnsweredLine:
        try:
            facts = read_facts(read_json(line.encode(errors="surrogatepass")))
            return AnsweredLine(json.dumps(decide(facts).to_json(self.language), ensure_ascii=False))
        except FactsError as error:
            return _fill_in(self._wrong(error), [])

    def _decided(self, marked: object) -> Class:
        """The class's answer with a mark for each name, from facts in which every name is one."""
        try:
            answered = _in_json(decide(read_facts(marked)).to_json(self.language))
        except FactsError as error:
            return self._wrong(error)
        template = _MARK.split(answered)
        return tuple(template), tuple(map(int, template[1::2])), ""

    def _wrong(self, error: FactsError) -> Class:
        told = [{"path": e.path, "reason": e.reason.sentence(self.language)} for e in (error, *error.others)]
        first, *others = told
        wrong = {**first, "others": others} if others else first
        return (json.dumps({"error": wrong}, ensure_ascii=False),), (), f"{error.path}: {first['reason']}"


def _order_of(given: object) -> tuple[object, ...]:
    """The keys in their order, those of the case, the paper and the recipient too."""
    keys = given.items() if isinstance(given, dict) else ()
    return tuple((key, *each) if isinstance(each, dict) else key for key, each in keys)


_NAMES = frozenset({"id", "sha256", "paper_sha256", "replaces", "number"})


def _without_names(line: str) -> _Line | None:
    """The line without its names; None where a name is none that could be told again as it is."""
    if "\ue000" in line:
        return None
    parts = _NAMED.split(line)
    names = parts[2::_PARTS]
    if "\\" in line:
        names = [_unescaped(name) for name in names]
        if any(_NOT_REPEATABLE.search(name) for name in names):
            return None
    by_place = sorted({*names})
    del parts[2::_PARTS]
    return _Line((*parts, *map(by_place.index, names)), by_place)


def _unescaped(name: str) -> str:
    """The letters of a name; what is no text stays as it is written, and is refused where it is read."""
    try:
        return str(json.loads(f'"{name}"')) if "\\" in name else name
    except json.JSONDecodeError:
        return name


def _mark(place: int) -> str:
    """Marks are ordered as the names are."""
    return f"\ue000{place:06}\ue001"


def _marked(line: _Line) -> object:
    """What the line says, each name as its mark; None where it cannot be read, which its own text says better."""
    count = len(line.key) // 3  # of the names: a text before each and one after, a key and a place for each
    parts: list[object] = [*line.key[: 2 * count + 1]]
    parts[1::2] = [
        f'"{key}":"{_mark(int(place))}"' for key, place in zip(parts[1::2], line.key[2 * count + 1 :], strict=True)
    ]
    try:
        return read_json("".join(map(str, parts)).encode(errors="surrogatepass"))
    except FactsError:
        return None


def _names_in(given: object) -> Iterator[str]:
    """What is named, wherever it stands."""
    if isinstance(given, dict):
        for key, each in given.items():
            if key in _NAMES and isinstance(each, str):
                yield each
            else:
                yield from _names_in(each)
    elif isinstance(given, list):
        for each in given:
            yield from _names_in(each)


def _with_marks(given: object, marks: Mapping[str, str]) -> object:
    """The same facts, each name as its mark."""
    if isinstance(given, dict):
        return {
            key: marks.get(each, each) if key in _NAMES and isinstance(each, str) else _with_marks(each, marks)
            for key, each in given.items()
        }
    return [_with_marks(each, marks) for each in given] if isinstance(given, list) else given


def _fill_in(known: Class, names: list[str]) -> AnsweredLine:
    """The answer of the class with these names in it."""
    template, places, wrong = known
    if not places:
        return AnsweredLine(template[0], wrong)
    answered = [*template]
    answered[1::2] = [names[place] for place in places]
    return AnsweredLine("".join(answered), wrong)
