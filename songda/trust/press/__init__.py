"""Letters put together from their sheets and papers, checked for print, and bound into one file; all in the child."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO

from songda.core.delivery.letters.sheets import A4, LetterFault, read_fault
from songda.trust.paper.child import Allowance, ChildFailed, read_frames, run
from songda.trust.paper.findings import MEGABYTE, PaperError, Refusal
from songda.trust.paper.rendering import PageImage, encode

JOBS = "songda.trust.press.jobs"
_FOR_LETTERS = Allowance(processor=300, clock=600)
_FOR_BINDING = Allowance(processor=300, clock=600, memory=3072 * MEGABYTE, answer=1024 * MEGABYTE)
AT_ONCE = 64 * MEGABYTE  # of files that one child is given
_RED = (200, 20, 30)


@dataclass(frozen=True)
class LetterParts:
    """What a letter is made of: its sheet, the places of its papers in the list beside it, what the sheet must show."""

    cover: bytes
    papers: tuple[int, ...]
    number: str
    link: str
    most_sheets: int


@dataclass(frozen=True)
class MadeLetter:
    """A letter as it is printed; `scaled` of its pages were made smaller; what was found stops it or is a warning."""

    body: bytes
    pages: int
    scaled: int
    found: tuple[LetterFault, ...]


def make_letters(letters: Sequence[LetterParts], papers: Sequence[bytes]) -> list[MadeLetter]:
    """Every letter with what was found wrong with it; PaperError where a file breaks the child's limits."""
    request = {
        "covers": [len(letter.cover) for letter in letters],
        "papers": [len(paper) for paper in papers],
        "letters": [
            {"papers": each.papers, "number": each.number, "link": each.link, "most_sheets": each.most_sheets}
            for each in letters
        ],
    }
    bodies = b"".join([*(letter.cover for letter in letters), *papers])
    try:
        answer = run("letters", bodies, [json.dumps(request)], _FOR_LETTERS, jobs=JOBS)
        return [_made(head, body) for head, body in read_frames(answer)]
    except (ChildFailed, ValueError) as error:
        raise PaperError(Refusal("too_heavy")) from error


def _made(head: dict[str, object], body: bytes) -> MadeLetter:
    found = head["found"]
    faults = tuple(read_fault(each) for each in found) if isinstance(found, list) else ()
    return MadeLetter(body, int(str(head["pages"])), int(str(head["scaled"])), faults)


def bind(letters: Iterable[bytes]) -> bytes:
    """Many letters as one file, in their order, a few at a time; PaperError where they break the child's limits."""
    parts = [_in_one(group) for group in _groups(letters)]
    return parts[0] if len(parts) == 1 else _in_one(parts)


def _groups(letters: Iterable[bytes]) -> Iterator[list[bytes]]:
    group: list[bytes] = []
    size = 0
    for letter in letters:
        if group and size + len(letter) > AT_ONCE:
            yield group
            group, size = [], 0
        group.append(letter)
        size += len(letter)
    if group:
        yield group


def _in_one(bodies: Sequence[bytes]) -> bytes:
    sizes = json.dumps([len(body) for body in bodies])
    try:
        ((_, body),) = read_frames(run("batch", b"".join(bodies), [sizes], _FOR_BINDING, jobs=JOBS))
    except (ChildFailed, ValueError) as error:
        raise PaperError(Refusal("too_heavy")) from error
    return body


def marked(image: PageImage, found: Iterable[LetterFault]) -> PageImage:
    """The picture of an A4 page with a red frame round every place where something was found."""
    from PIL import Image, ImageDraw

    page = Image.open(BytesIO(image.body)).convert("RGB")
    pen, scale = ImageDraw.Draw(page), page.width / A4[0]
    for each in found:
        if each.box is not None:
            sides = (each.box.left, each.box.top, each.box.right, each.box.bottom)
            left, top, right, bottom = (side * scale for side in sides)
            pen.rectangle((left - 4, top - 4, right + 4, bottom + 4), outline=_RED, width=max(3, page.width // 300))
    mime, body = encode(page, is_text=image.mime == "image/webp")
    return PageImage(mime, body, page.width, page.height)
