"""Inside the child: makes papers fit to be printed, puts a letter together, and checks it as it will be on paper.

Pages that are no upright A4, or that reach too near the edge, are made smaller; each paper begins on a sheet of its
own. A page of a paper is rendered at once, however many letters it goes into.
"""

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from io import BytesIO
from typing import Any

import pikepdf
import pypdfium2

from songda.core.delivery.letters import sheets_of
from songda.core.delivery.letters.sheets import (
    A4,
    ADDRESS_LINE_COUNTS,
    ART_MARGIN,
    CODE_BOX,
    NUMBER_BOX,
    SMALLEST_SCALE,
    TEXT_MARGIN,
    WINDOW,
    WINDOW_MARGIN,
    Box,
    Fault,
    LetterFault,
)
from songda.trust.barcodes.jobs import texts
from songda.trust.paper.child import write_frames
from songda.trust.paper.confinement import take_limits

_POINTS = 72 / 25.4
_A4_POINTS = (A4[0] * _POINTS, A4[1] * _POINTS)
_TOLERANCE = 1.0  # millimetres: so much may a page differ from A4, or a letter overhang its own box
_DOTS = 300  # an inch, as print rooms print
_SCANNED_HEIGHT = 1.0  # millimetres of a bar code that are rendered at, as by a scanner
_DARK_BELOW = 128  # of 255: a darker grey is read as a dark module
_CODE_BORDER = 2  # modules of white that the drawing of the code has
_MOST_WRONG_SHARE = 0.01  # of the modules
_FONT_KEYS = frozenset({"/FontFile", "/FontFile2", "/FontFile3", "/ToUnicode", "/CIDToGIDMap"})
_TEXT_OBJECT = 1  # a kind of page objects


@dataclass(frozen=True)
class Letter:
    """What a letter is made of: the cover's size in bytes, the papers by their places, and what the cover must show."""

    cover: int
    papers: Sequence[int]
    number: str
    link: str
    most_sheets: int


class Paper:
    """A paper whose pages are made ready for print; faults that could not be mended are in `found`, by pages from 1."""

    def __init__(self, body: bytes) -> None:
        self.pdf = pikepdf.open(BytesIO(body), suppress_warnings=True)
        self.pdf.flatten_annotations("print")
        self.found: list[LetterFault] = [
            LetterFault(Fault.FONT_MISSING, detail=name) for name in foreign_fonts(self.pdf)
        ]
        self.scaled = 0
        rendered = pypdfium2.PdfDocument(body)
        for number in range(len(rendered)):
            page = rendered[number]
            self._fit(number, _extent(page))
            page.close()
        self.pages = len(rendered)
        rendered.close()

    def _fit(self, number: int, extent: "PageExtent") -> None:
        if extent.is_upright_a4:
            return
        if extent.scale < SMALLEST_SCALE:
            self.found.append(LetterFault(Fault.UNFIT_PAGE, number + 1))
            return
        self.scaled += 1
        page = self.pdf.pages[number]
        if extent.is_landscape:
            page.rotate(90, relative=True)
        self._shrink(number, extent.share)

    def _shrink(self, number: int, share: float) -> None:
        """Show the page on an A4, whole, on so great a share of its width and height.

        The drawing of a page is read out of that page when the file is written, so the page itself stays as it is and
        another one comes in its place.
        """
        form = self.pdf.pages[number].as_form_xobject()
        shown = self.pdf.add_blank_page(page_size=_A4_POINTS)
        name = shown.add_resource(form, pikepdf.Name.XObject)
        width, height = _A4_POINTS
        across, down = width * (1 - share) / 2, height * (1 - share) / 2
        place = pikepdf.Rectangle(across, down, width - across, height - down)
        shown.contents_add(shown.calc_form_xobject_placement(form, name, place, allow_expand=False))
        self.pdf.pages[number] = shown
        del self.pdf.pages[-1]


@dataclass(frozen=True)
class PageExtent:
    """How large a page is, and how near text and drawings come to its edges; millimetres."""

    width: float
    height: float
    text: float  # the least distance of a letter to an edge
    art: float  # the same of a drawing or picture

    @property
    def is_landscape(self) -> bool:
        """Whether it lies on its side."""
        return self.width > self.height

    @property
    def to_a4(self) -> float:
        """By how much the whole page must shrink to be an A4; 1 for one that is no larger."""
        short, long = sorted((self.width, self.height))
        return min(A4[0] / short, A4[1] / long, 1.0)

    @property
    def share(self) -> float:
        """On how much of an A4's width and height the page keeps its margins."""
        text, art = self.text * self.to_a4, self.art * self.to_a4
        return min(_within(text, TEXT_MARGIN), _within(art, ART_MARGIN))

    @property
    def scale(self) -> float:
        """The factor by which the page is made smaller in all."""
        return self.to_a4 * self.share

    @property
    def is_upright_a4(self) -> bool:
        """Whether it is an upright A4 with its margins."""
        is_a4 = abs(self.width - A4[0]) <= _TOLERANCE and abs(self.height - A4[1]) <= _TOLERANCE
        return is_a4 and self.share >= 1


def _within(distance: float, margin: float) -> float:
    """How much an A4 whose content is so near to the edge must shrink, about its middle, to keep the margin."""
    half = A4[0] / 2
    return 1.0 if distance >= margin - _TOLERANCE / 2 else (half - margin) / (half - max(distance, 0.0))


def _extent(page: Any) -> PageExtent:
    width, height = page.get_width() / _POINTS, page.get_height() / _POINTS
    whole = Box(0, 0, width, height)
    letters = page.get_textpage()
    text = [_box(page, letters.get_rect(place)) for place in range(letters.count_rects())]
    letters.close()
    art = [_box(page, each.get_bounds()) for each in page.get_objects(max_depth=1) if each.type != _TEXT_OBJECT]
    return PageExtent(width, height, _least(text, whole), _least(art, whole))


def _least(boxes: Sequence[Box], whole: Box) -> float:
    """The least distance of any of these to an edge of the page; what covers all of it is a ground, and left out."""
    distances = [
        min(box.left - whole.left, box.top - whole.top, whole.right - box.right, whole.bottom - box.bottom)
        for box in boxes
        if box.right > box.left and box.bottom > box.top
    ]
    return min(distances, default=A4[0] / 2)


def _box(page: Any, sides: Sequence[float]) -> Box:
    left, bottom, right, top = (side / _POINTS for side in sides)
    height = page.get_height() / _POINTS
    return Box(left, height - top, right, height - bottom)


def foreign_fonts(pdf: pikepdf.Pdf) -> list[str]:
    """The names of fonts that the file uses and does not bear; each once."""
    names = []
    for each in pdf.objects:
        if not isinstance(each, pikepdf.Dictionary) or each.get("/Type") != "/Font":
            continue
        if each.get("/Subtype") in ("/Type3", "/Type0"):
            continue  # drawn by the file itself; or told by its descendant, which is a font too
        described = each.get("/FontDescriptor")
        if described is None or not any(key in described for key in ("/FontFile", "/FontFile2", "/FontFile3")):
            names.append(str(each.get("/BaseFont", "/?")).lstrip("/")[:40])
    return list(dict.fromkeys(names))


def build_letters(
    bodies: bytes, cover_sizes: Sequence[int], paper_sizes: Sequence[int], letters: Sequence[Any]
) -> Iterator[tuple[dict[str, Any], bytes]]:
    """Each letter as one PDF, with its pages and what was found; covers come first in `bodies`, papers behind them."""
    covers = _split(bodies, cover_sizes)
    papers = _split(bodies[sum(cover_sizes) :], paper_sizes)
    ready: dict[int, Paper | None] = {}
    for cover, request in zip(covers, letters, strict=True):
        letter = Letter(len(cover), request["papers"], request["number"], request["link"], request["most_sheets"])
        for place in letter.papers:
            if place not in ready:
                ready[place] = _paper(papers[place])
        yield _build_letter(cover, letter, [ready[place] for place in letter.papers])


def _split(bodies: bytes, sizes: Sequence[int]) -> list[bytes]:
    parts, start = [], 0
    for size in sizes:
        parts.append(bodies[start : start + size])
        start += size
    return parts


def _paper(body: bytes) -> Paper | None:
    try:
        return Paper(body)
    except (pikepdf.PdfError, pypdfium2.PdfiumError, ValueError, KeyError):
        return None


def _build_letter(cover: bytes, letter: Letter, papers: Sequence[Paper | None]) -> tuple[dict[str, Any], bytes]:
    found = check_cover(cover, letter)
    if None in papers:
        found.append(LetterFault(Fault.UNREADABLE_PAPER))
    known = [paper for paper in papers if paper is not None]
    body, starts, pages = _join_pdfs(cover, known)
    for paper, start in zip(known, starts, strict=True):
        found += [
            LetterFault(each.fault, each.page and start + each.page, each.box, each.detail) for each in paper.found
        ]
    if sheets_of(pages) > letter.most_sheets:
        found.append(LetterFault(Fault.TOO_MANY_SHEETS, detail=str(sheets_of(pages))))
    head = {"pages": pages, "scaled": sum(paper.scaled for paper in known), "found": [each.to_json() for each in found]}
    return head, body


def _join_pdfs(cover: bytes, papers: Sequence[Paper]) -> tuple[bytes, list[int], int]:
    """The file, after which page each paper begins, and how many pages there are; no paper begins on a back."""
    made, starts = BytesIO(), []
    with pikepdf.open(BytesIO(cover)) as whole:
        for paper in papers:
            if len(whole.pages) % 2:
                whole.add_blank_page(page_size=_A4_POINTS)
            starts.append(len(whole.pages))
            whole.pages.extend(paper.pdf.pages)
        pages = len(whole.pages)
        for key in ("/StructTreeRoot", "/MarkInfo", "/Outlines"):
            if key in whole.Root:
                del whole.Root[key]  # it tells of the cover alone
        whole.save(made, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return made.getvalue(), starts, pages


def check_cover(cover: bytes, letter: Letter) -> list[LetterFault]:
    """The faults of a cover, the sheet before the papers: address window, codes as rendered, margins, fonts."""
    document = pypdfium2.PdfDocument(cover)
    if len(document) != 2:
        document.close()
        return [LetterFault(Fault.TOO_MANY_PAPERS)]
    front = document[0]
    letters = front.get_textpage()
    text = [_box(front, letters.get_rect(place)) for place in range(letters.count_rects())]
    letters.close()
    found = [*_faults_of_window(text), *_faults_at_edges(document)]
    if not _reads_number(front, letter.number):
        found.append(LetterFault(Fault.NUMBER_UNREADABLE, 1, NUMBER_BOX))
    if not _reads_code(front, letter.link):
        found.append(LetterFault(Fault.CODE_UNREADABLE, 1, CODE_BOX))
    front.close()
    document.close()
    with pikepdf.open(BytesIO(cover)) as opened:
        found += [LetterFault(Fault.FONT_MISSING, 1, detail=name) for name in foreign_fonts(opened)]
    return found


def _faults_of_window(text: Sequence[Box]) -> Iterator[LetterFault]:
    """The faults of the address window: what shows in it must be the address alone, whole, on three to seven lines."""
    tolerated = Box(
        WINDOW.left - WINDOW_MARGIN,
        WINDOW.top - WINDOW_MARGIN,
        WINDOW.right + WINDOW_MARGIN,
        WINDOW.bottom + WINDOW_MARGIN,
    )
    near = [box for box in text if box.meets(tolerated)]
    inside = [box for box in near if WINDOW.meets(box)]
    for box in near:
        if not WINDOW.holds(box):
            yield LetterFault(Fault.ADDRESS_OUTSIDE if box in inside else Fault.WINDOW_DISTURBED, 1, box)
    lines = _count_lines(inside)
    if not ADDRESS_LINE_COUNTS[0] <= lines <= ADDRESS_LINE_COUNTS[1]:
        yield LetterFault(Fault.ADDRESS_LINES, 1, WINDOW, str(lines))


def _count_lines(boxes: Sequence[Box]) -> int:
    """How many lines these pieces stand on: pieces of one line overlap in height."""
    count, lowest = 0, 0.0
    for box in sorted(boxes, key=lambda each: each.top):
        if box.top >= lowest - (box.bottom - box.top) * 0.4:
            count += 1
        lowest = max(lowest, box.bottom)
    return count


def _faults_at_edges(document: Any) -> Iterator[LetterFault]:
    for number in range(len(document)):
        page = document[number]
        extent = _extent(page)
        page.close()
        if extent.text < TEXT_MARGIN - _TOLERANCE:
            yield LetterFault(Fault.TEXT_AT_EDGE, number + 1, Box(0, 0, *A4))
        if extent.art < ART_MARGIN:
            yield LetterFault(Fault.ART_AT_EDGE, number + 1, Box(0, 0, *A4))


def _rendered(page: Any, place: Box) -> Any:
    """That part of the page as print shows it, in grey."""
    crop = (
        place.left * _POINTS,
        page.get_height() - place.bottom * _POINTS,
        page.get_width() - place.right * _POINTS,
        place.top * _POINTS,
    )
    return page.render(scale=_DOTS / 72, crop=crop, grayscale=True).to_pil()


def _reads_number(page: Any, number: str) -> bool:
    """Whether the bars say the number, read as a scanner reads them."""
    middle = (NUMBER_BOX.top + NUMBER_BOX.bottom) / 2
    return number in texts(_rendered(page, replace(NUMBER_BOX, top=middle, bottom=middle + _SCANNED_HEIGHT)))


def _reads_code(page: Any, link: str) -> bool:
    """Whether every module of the square code is as it should be, but for one in a hundred."""
    from songda.trust.typesetting.drawings import qr_modules  # the typesetter itself is not needed here

    modules = qr_modules(link)
    picture = _rendered(page, CODE_BOX)
    side = len(modules) + 2 * _CODE_BORDER
    step = picture.width / side
    wrong = 0
    for down, line in enumerate(modules):
        for across, is_dark in enumerate(line):
            x, y = (across + _CODE_BORDER + 0.5) * step, (down + _CODE_BORDER + 0.5) * step
            wrong += (picture.getpixel((int(x), int(y))) < _DARK_BELOW) != is_dark
    return wrong <= _MOST_WRONG_SHARE * len(modules) ** 2


def join_letters(bodies: bytes, sizes: Sequence[int]) -> bytes:
    """Many letters as one file: what several of them bear alike, fonts and pictures, it bears once."""
    made = BytesIO()
    parts = [pikepdf.open(BytesIO(body)) for body in _split(bodies, sizes)]
    with pikepdf.new() as whole:
        for part in parts:
            whole.pages.extend(part.pages)
        _merge_identical(whole)
        whole.save(made, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    for part in parts:
        part.close()
    return made.getvalue()


def _merge_identical(pdf: pikepdf.Pdf) -> None:
    """Fonts and pictures that are alike to the last byte are the same one from here on."""
    first: dict[bytes, Any] = {}
    for holder in pdf.objects:
        if not isinstance(holder, pikepdf.Dictionary):
            continue
        for key in list(holder.keys()):
            file = holder[key]
            if isinstance(file, pikepdf.Stream) and (key in _FONT_KEYS or file.get("/Subtype") == "/Image"):
                holder[key] = first.setdefault(sha256(file.read_raw_bytes()).digest(), file)


def letters(bodies: bytes, arguments: list[str]) -> Iterator[tuple[dict[str, Any], bytes]]:
    """Letters, each made of its cover and its papers, with what was found wrong."""
    request = json.loads(arguments[0])
    yield from build_letters(bodies, request["covers"], request["papers"], request["letters"])


def batch(bodies: bytes, arguments: list[str]) -> Iterator[tuple[dict[str, Any], bytes]]:
    """Letters as one file."""
    yield {}, join_letters(bodies, json.loads(arguments[0]))


JOBS = {"letters": letters, "batch": batch}


def main(arguments: list[str]) -> None:
    """Run one job; the arguments are processor, memory and answer limits, the job's name, the job's own arguments."""
    processor, memory, answer, job, *rest = arguments
    take_limits(int(processor), int(memory), int(answer))
    write_frames(sys.stdout.buffer, JOBS[job](sys.stdin.buffer.read(), rest))


if __name__ == "__main__":
    main(sys.argv[1:])
