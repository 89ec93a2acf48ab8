"""The inside of the child process: takes its limits first, then reads one PDF and writes one answer."""

import json
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from io import BytesIO
from typing import Any

import pikepdf

from songda.trust.paper.child import write_frames
from songda.trust.paper.confinement import take_limits
from songda.trust.paper.rendering import encode

Frames = Iterator[tuple[dict[str, Any], bytes]]


def limit_next_step(seconds: float) -> None:
    """Gives the next step (one page) so much processor time; the system ends the process when it is used up."""
    signal.setitimer(signal.ITIMER_PROF, seconds)


LONGEST_SIDE = 2200  # pixels; a page that claims to be a hundred metres wide is drawn smaller
TEXT_PAGE = 20  # so many letters make a page a text page; with fewer it is a scan
POINTS_PER_INCH = 72


def draw_pages(pdf: bytes, dpi: int, wanted: range, next_step: Callable[[], None]) -> Frames:
    """The wanted pages (counted from 1) as pictures: letters and lines as WebP, scans and photographs as JPEG."""
    import pypdfium2  # late: most files are only looked through, which needs none of it

    document = pypdfium2.PdfDocument(pdf)
    document.init_forms()
    for number in range(wanted.start, min(wanted.stop, len(document) + 1)):
        next_step()
        page = document[number - 1]
        picture = page.render(scale=_scale(page, dpi)).to_pil().convert("RGB")
        mime, body = encode(picture, is_text=_is_text(page))
        yield {"mime": mime, "width": picture.width, "height": picture.height}, body
        page.close()


def read_pages(pdf: bytes, next_step: Callable[[], None], most: int = sys.maxsize) -> Frames:
    """The letters of every page, or of the first `most` of them, line by line as printed."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    for number in range(min(len(document), most)):
        next_step()
        page = document[number]
        letters = page.get_textpage()
        yield {}, letters.get_text_range().encode("utf-8", "replace")
        letters.close()
        page.close()


def _is_text(page: Any) -> bool:
    """Whether there are letters on the page and nothing that needs many colours."""
    from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE

    letters = page.get_textpage()
    count = int(letters.count_chars())
    letters.close()
    pictures = page.get_objects(filter=(FPDF_PAGEOBJ_IMAGE,), max_depth=3)
    return count >= TEXT_PAGE and next(iter(pictures), None) is None


def _scale(page: Any, dpi: int) -> float:
    wanted = dpi / POINTS_PER_INCH
    longest = max(page.get_width(), page.get_height(), 1)
    return float(min(wanted, LONGEST_SIDE / longest))


def inspect(pdf: bytes, arguments: list[str]) -> Frames:
    """The findings of an inspection."""
    from songda.trust.paper.objects import look_through

    yield look_through(pdf, **json.loads(arguments[0])), b""


def images(pdf: bytes, arguments: list[str]) -> Frames:
    """Pages as pictures."""

    dpi, seconds = int(arguments[0]), float(arguments[1])
    wanted = range(int(arguments[2]), int(arguments[3]))
    yield from draw_pages(pdf, dpi, wanted, lambda: limit_next_step(seconds))


def texts(pdf: bytes, arguments: list[str]) -> Frames:
    """Every page as text, or only the first ones, lines as they are printed."""

    seconds, *most = arguments
    yield from read_pages(pdf, lambda: limit_next_step(float(seconds)), *map(int, most))


def merge(pdfs: bytes, arguments: list[str]) -> Frames:
    """Several files, which come one behind the other, as one."""

    yield {}, put_together(pdfs, json.loads(arguments[0]))


def put_together(pdfs: bytes, sizes: Sequence[int]) -> bytes:
    """The pages of all, in their order; `sizes` says how many bytes of `pdfs` are the first, the second, …"""
    made, start = BytesIO(), 0
    with ExitStack() as open_files, pikepdf.new() as whole:  # pages are read from their own file when they are written
        for size in sizes:
            one = open_files.enter_context(pikepdf.open(BytesIO(pdfs[start : start + size]), suppress_warnings=True))
            whole.pages.extend(one.pages)
            start += size
        whole.save(made)
    return made.getvalue()


def assemble(pdfs: bytes, arguments: list[str]) -> Frames:
    """One file for each set of pages out of several files, which come one behind the other and are opened once."""
    request, start = json.loads(arguments[0]), 0
    with ExitStack() as open_files:
        files = []
        for size in request["sizes"]:
            files.append(
                open_files.enter_context(pikepdf.open(BytesIO(pdfs[start : start + size]), suppress_warnings=True))
            )
            start += size
        if request["pages_of_first"] and len(files[0].pages) != request["pages_of_first"]:
            raise ValueError("somebody would get a sheet that is not theirs")
        for wanted in request["sets"]:
            made = BytesIO()
            with pikepdf.new() as whole:
                for place, first, count in wanted:
                    pages = files[place].pages
                    whole.pages.extend(pages[first : first + count] if count else pages)
                whole.save(made)
            yield {}, made.getvalue()


JOBS: dict[str, Callable[[bytes, list[str]], Frames]] = {
    "inspect": inspect,
    "images": images,
    "texts": texts,
    "merge": merge,
    "assemble": assemble,
}


def main(arguments: list[str]) -> None:
    """Limits, job, the job's own arguments."""
    processor, memory, answer, job, *rest = arguments
    take_limits(int(processor), int(memory), int(answer))
    write_frames(sys.stdout.buffer, JOBS[job](sys.stdin.buffer.read(), rest))


if __name__ == "__main__":
    main(sys.argv[1:])
