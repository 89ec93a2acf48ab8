"""Answers many lines of facts: lines that say the same are one class, decided once; only names differ among them.

What is named in a line (ids, hashes, the case number) is taken out of its text. Two lines with the same rest, whose
names are equal and ordered among themselves in the same way, are the same facts to the law: ids break ties by their
order, and hashes are only compared. The answer of the class is told again with the names of the line.
"""

import json
import re
from dataclasses import dataclass, field
from typing import NamedTuple

from songda.core.law.answer import decide
from songda.core.law.facts import FactsError, read_facts, read_json
from songda.core.law.facts.json_text import read_text

# A key with a plain text value; inside of a text every quote is escaped, so that no text can look like this.
_NAMED = re.compile(r'"(id|sha256|paper_sha256|replaces|number)"\s*:\s*"([^"\\\x00-\x1f\ue000-\uf8ff]+)"')
_MARK = re.compile("\ue000([0-9]+)\ue001")
_PARTS = 3  # of a split line: the text, the key, the name

Key = tuple[str | int, ...]
Class = tuple[tuple[str, ...], tuple[int, ...], str]  # the answer in pieces, the names between them, what is wrong


class Answered(NamedTuple):
    """The answer as one line of JSON, or what is wrong with the facts and where."""

    line: str
    wrong: str = ""


@dataclass(slots=True)
class Batch:
    """Answers line by line and keeps the classes that it has met; `most` bounds how many."""

    language: str
    most: int = 100_000
    classes: dict[Key, Class] = field(default_factory=dict)

    def answer_bytes(self, line: bytes) -> Answered:
        """The answer to a line as it stands in a file; an empty line has an empty answer."""
        if not line.strip():
            return Answered("")
        try:
            text = read_text(line)
        except FactsError as error:
            (told,), _, wrong = self._wrong(error)
            return Answered(told, wrong)
        return self.answer(text)

    def answer(self, line: str) -> Answered:
        """The same answer as `songda explain` gives to this line alone."""
        parts = _NAMED.split(line)
        names = parts[2::_PARTS]
        by_place = sorted({*names})
        del parts[2::_PARTS]
        key = (*parts, *map(by_place.index, names))
        known = self.classes.get(key)
        if known is None:
            known = self._decided(line, by_place)
            if len(self.classes) >= self.most:
                self.classes.clear()
            self.classes[key] = known
        template, places, wrong = known
        if not places:
            return Answered(template[0], wrong)
        told = [*template]
        told[1::2] = [by_place[place] for place in places]
        return Answered("".join(told), wrong)

    def _decided(self, line: str, by_place: list[str]) -> Class:
        """The class's answer with a mark for each name; marks are ordered as the names are."""

        def marked(found: re.Match[str]) -> str:
            return f'"{found[1]}": "\ue000{by_place.index(found[2]):06}\ue001"'

        try:
            facts = read_facts(read_json(_NAMED.sub(marked, line).encode("utf-8", "surrogatepass")))
            told = json.dumps(decide(facts).to_json(self.language), ensure_ascii=False)
        except FactsError as error:
            return self._wrong(error)
        template = _MARK.split(told)
        return tuple(template), tuple(map(int, template[1::2])), ""

    def _wrong(self, error: FactsError) -> Class:
        reason = error.reason.sentence(self.language)
        wrong = {"error": {"path": error.path, "reason": reason}}
        return (json.dumps(wrong, ensure_ascii=False),), (), f"{error.path}: {reason}"
