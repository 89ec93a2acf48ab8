"""Pages as pictures, and papers joined to one, made in a child process that a hostile file can only make us kill."""

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, TypeAlias

from songda.trust.paper.child import Allowance, ChildFailed, read_frames, run
from songda.trust.paper.findings import MEGABYTE, PaperError, Refusal

if TYPE_CHECKING:
    from PIL.Image import Image


SHADES = 32
_WHITE_PAPER = [255 if value >= 250 else value for value in range(256)] * 3  # fewer shades must not grey the page


@dataclass(frozen=True)
class PageImage:
    """One page as a picture: its media type, its bytes, and its size in pixels."""

    mime: str
    body: bytes
    width: int
    height: int


def encode(picture: "Image", *, is_text: bool) -> tuple[str, bytes]:
    """The media type and the bytes of a picture, small enough for a telephone.

    Text keeps every edge but only so many shades (WebP); scans keep their colours but not every edge (JPEG).
    """
    from PIL.Image import Quantize

    out = BytesIO()
    if is_text:
        few = picture.quantize(SHADES, method=Quantize.FASTOCTREE).convert("RGB")
        few = few.point(_WHITE_PAPER)
        few.save(out, "WEBP", lossless=True, quality=20, method=1)
        return "image/webp", out.getvalue()
    picture.save(out, "JPEG", quality=80, optimize=True)
    return "image/jpeg", out.getvalue()


SECONDS_A_PAGE = 8
_ALLOWANCE = Allowance(processor=600, clock=900)


def page_images(
    pdf: bytes, dpi: int = 150, *, seconds_a_page: float = SECONDS_A_PAGE, only: range | None = None
) -> list[PageImage]:
    """The pages (all, or `only` those, counted from 1) as pictures; PaperError when one breaks its limits."""
    wanted = only or range(1, sys.maxsize)
    try:
        bounds = [str(wanted.start), str(wanted.stop)]
        answer = run("images", pdf, [str(dpi), str(seconds_a_page), *bounds], _ALLOWANCE)
        return [PageImage(head["mime"], body, head["width"], head["height"]) for head, body in read_frames(answer)]
    except (ChildFailed, ValueError) as error:
        raise PaperError(Refusal("too_heavy")) from error


_FOR_JOINING = Allowance(processor=120, clock=180)


def merged(papers: Sequence[bytes]) -> bytes:
    """One PDF with the pages of all of them, one after the other; PaperError when one cannot be read."""
    sizes = json.dumps([len(paper) for paper in papers])
    try:
        ((_, body),) = read_frames(run("merge", b"".join(papers), [sizes], _FOR_JOINING))
    except (ChildFailed, ValueError) as error:
        raise PaperError(Refusal("too_heavy")) from error
    return body


Extract: TypeAlias = tuple[int, int, int]  # of which file, by its place; from which page on, from 0; how many, 0: all
_FOR_SETS = Allowance(processor=300, clock=300, memory=2048 * MEGABYTE)


def assembled(files: Sequence[bytes], sets: Sequence[Sequence[Extract]], pages_of_first: int = 0) -> list[bytes]:
    """One PDF for each set, of pages of the files; a file that many share is opened once, and stored once in each.

    PaperError when one cannot be read, or the first has another number of pages than was said (0: any).
    """
    request = json.dumps({"sizes": [len(file) for file in files], "sets": sets, "pages_of_first": pages_of_first})
    try:
        return [body for _, body in read_frames(run("assemble", b"".join(files), [request], _FOR_SETS))]
    except (ChildFailed, ValueError) as error:
        raise PaperError(Refusal("too_heavy")) from error
