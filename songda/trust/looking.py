"""Looks at a court's public notices from outside: which pages stand, with which text; and signs what was seen.

What comes out is a signed note (C2SP signed-note): the court's address, the moment, and a line for each page.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from html.parser import HTMLParser

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from songda.core.delivery.ladder.public_notice import LookResult, text_hash
from songda.core.evidence.note import NoteError, VerifierKey, check_note, read_note
from songda.exchange import Bounds, ExchangeError, get
from songda.trust.log_keys import NoteKey

FIRST_LINE = "songda look v1"
LIST, PAGE = "/notices.txt", "/notices/{token}"
TEXT_ID = "notice-text"
LARGEST_NOTE = 200_000
PATIENCE_S = 20
# Gives status and body of an address, or None where nobody answers.
Fetch = Callable[[str], tuple[int, str] | None]


@dataclass(frozen=True)
class PageSeen:
    """What was seen of one page; the hash of its text where there was one."""

    token: str
    seen: LookResult
    text_sha256: bytes | None = None


@dataclass(frozen=True)
class LookNote:
    """What somebody saw at a court, and when; `looker` the name of the key that signed."""

    address: str
    at: datetime
    looker: str
    pages: tuple[PageSeen, ...]


def fetch(address: str, patience_s: float = PATIENCE_S) -> tuple[int, str] | None:
    """The page as anybody gets it; None where nobody answers, or where the answer has no end."""
    try:
        answer = get(address, {"Accept-Language": "zh"}, Bounds(piece_s=patience_s))
        return answer.status, answer.body.decode("utf-8", "replace")
    except ExchangeError:
        return None


def look_at(address: str, pages: Iterable[tuple[str, bytes]], get: Fetch = fetch) -> list[PageSeen]:
    """Every one of these pages, given as token and hash of the text that should stand there."""
    return [_look(address.rstrip("/"), token, expected, get) for token, expected in pages]


def _look(address: str, token: str, expected: bytes, get: Fetch) -> PageSeen:
    answer = get(address + PAGE.format(token=token))
    if answer is None or answer[0] >= 500:
        return PageSeen(token, LookResult.SILENT)
    status, body = answer
    text = text_in(body) if status == 200 else None
    if text is None:
        return PageSeen(token, LookResult.ABSENT)
    found = text_hash(text)
    return PageSeen(token, LookResult.STOOD if found == expected else LookResult.OTHER, found)


def listed(address: str, get: Fetch = fetch) -> list[tuple[str, bytes]] | None:
    """The pages that the court says are to stand, as token and hash of the text; None where it does not say."""
    answer = get(address.rstrip("/") + LIST)
    if answer is None or answer[0] != 200:
        return None
    pairs = (line.split(" ") for line in answer[1].splitlines() if line.strip())
    try:
        return [(token, bytes.fromhex(digest)) for token, digest in pairs]
    except ValueError:
        return None


def text_in(page: str) -> str | None:
    """The text of the notice in a page; None where there is none."""
    reader = _NoticeText()
    reader.feed(page)
    return "\n".join(reader.lines) if reader.was_there else None


class _NoticeText(HTMLParser):
    """Keeps what stands in the element of the notice, one line a paragraph."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = []
        self.was_there = False
        self._depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._depth:
            self._depth += 1
            if tag == "p":
                self.lines.append("")
        elif ("id", TEXT_ID) in attrs:
            self._depth, self.was_there = 1, True

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 - the parser's signature
        if self._depth:
            self._depth -= 1

    def handle_data(self, data: str) -> None:
        if self._depth and self.lines:
            self.lines[-1] += data


def write_look(address: str, at: datetime, pages: Sequence[PageSeen], key: NoteKey) -> str:
    """The signed note of one round."""
    lines = [FIRST_LINE, address.rstrip("/"), at.astimezone(UTC).isoformat(timespec="seconds")]
    lines += [f"{each.token} {each.seen.value} {(each.text_sha256 or b'').hex() or '-'}" for each in pages]
    return key.sign("".join(f"{line}\n" for line in lines))


def read_look(written: str, keys: Iterable[VerifierKey]) -> LookNote:
    """The note, if one of these keys signed it. Raises NoteError."""
    if len(written) > LARGEST_NOTE:
        raise NoteError("longer than any look")
    note = read_note(written)
    key = next((each for each in keys if any(s.key_id == each.key_id for s in note.signatures)), None)
    if key is None:
        raise NoteError("no key that this court knows signed it")
    check_note(note, key, _verify)
    head, address, moment, *lines = [*note.text.splitlines(), "", "", ""]
    if head != FIRST_LINE:
        raise NoteError("not a look at notices")
    try:
        at = datetime.fromisoformat(moment)
        pages = tuple(_page(line) for line in lines if line)
    except (KeyError, ValueError) as wrong:
        raise NoteError("a line of it cannot be read") from wrong
    if at.tzinfo is None:
        raise NoteError("its moment has no offset from UTC")
    return LookNote(address, at, key.name, pages)


def _page(line: str) -> PageSeen:
    token, seen, digest = line.split(" ")
    return PageSeen(token, LookResult(seen), None if digest == "-" else bytes.fromhex(digest))


def _verify(public: bytes, signature: bytes, message: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True
