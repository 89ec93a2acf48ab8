"""The phones of the sandbox: joins the parts of a text again and shows what the owner would see."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

GAP = "〔…〕"


@dataclass(slots=True)
class Text:
    """One text message on a phone, whole or with parts missing."""

    id: int
    number: str
    sender: str
    at: datetime
    total: int
    parts: dict[int, str] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "at": self.at.isoformat()}

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "Text":
        parts = {int(number): text for number, text in kept["parts"].items()}
        return cls(**{**kept, "at": datetime.fromisoformat(kept["at"]), "parts": parts})

    @property
    def is_whole(self) -> bool:
        """Whether every part came."""
        return len(self.parts) == self.total

    @property
    def shown(self) -> str:
        """What the owner reads; a gap where a part is missing."""
        return "".join(self.parts.get(number, GAP) for number in range(1, self.total + 1))


@dataclass(frozen=True, slots=True)
class TextPart:
    """A part as it came over the air."""

    text: str
    reference: int = 0
    number: int = 1
    total: int = 1


def read_text_part(octets: bytes, *, has_header: bool, coding: int) -> TextPart:
    """The part in the bytes of a submit, with the header for joining taken off."""
    size = octets[0] + 1 if has_header and octets else 0
    header, text = octets[:size], octets[size:]
    shown = text.decode("utf-16-be" if coding == 8 else "latin-1", "replace")
    if len(header) == 6 and header[1:3] == b"\x00\x03" and 1 <= header[5] <= header[4]:
        return TextPart(shown, header[3], header[5], header[4])
    return TextPart(shown)


class Phones:
    """Every number that ever got a text, and its texts; at most so many texts are kept in all."""

    def __init__(self, most: int = 2000) -> None:
        self._most = most
        self._texts: dict[int, Text] = {}
        self._by_number: dict[str, dict[int, Text]] = {}
        self._unfinished: dict[tuple[str, str, int, int], Text] = {}
        self._last = 0
        self._count_ever: Counter[str] = Counter()  # survives forgetting: shows whether anybody got two

    def take(self, number: str, sender: str, text_part: TextPart, at: datetime) -> Text:
        """A part arrives at a phone; returns the text that it belongs to."""
        if text_part.total == 1:
            return self._add(number, sender, text_part, at)
        key = (number, sender, text_part.reference, text_part.total)
        text = self._unfinished.get(key)
        if text is None or text_part.number in text.parts:
            text = self._unfinished[key] = self._add(number, sender, text_part, at)
        text.parts[text_part.number] = text_part.text
        if text.is_whole:
            del self._unfinished[key]
        return text

    def restore(self, text: Text) -> None:
        """Puts back a text that was kept on disk."""
        self._last = max(self._last, text.id)
        self._texts[text.id] = text
        self._by_number.setdefault(text.number, {})[text.id] = text

    def numbers(self) -> Mapping[str, int]:
        """Every number with how many texts it has, the latest first."""
        by_latest = sorted(self._by_number.items(), key=lambda item: max(item[1]), reverse=True)
        return {number: len(texts) for number, texts in by_latest}

    def counts_of(self, prefix: str = "") -> list[int]:
        """How many texts each number that begins so has ever got since the start, forgotten ones too."""
        return [count for number, count in self._count_ever.items() if number.startswith(prefix)]

    def texts_of(self, number: str) -> list[Text]:
        """The texts of a phone, oldest first."""
        return list(self._by_number.get(number, {}).values())

    def __iter__(self) -> Iterator[Text]:
        return iter(self._texts.values())

    def _add(self, number: str, sender: str, text_part: TextPart, at: datetime) -> Text:
        text = Text(self._last + 1, number, sender, at, text_part.total, {text_part.number: text_part.text})
        self._count_ever[number] += 1
        self.restore(text)
        if len(self._texts) > self._most:
            self._forget_oldest()
        return text

    def _forget_oldest(self) -> None:
        oldest = self._texts.pop(next(iter(self._texts)))
        texts = self._by_number[oldest.number]
        del texts[oldest.id]
        if not texts:
            del self._by_number[oldest.number]
