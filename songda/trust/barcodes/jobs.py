"""The inside of the child process: opens a scan, PDF or photograph, and reads the barcodes on its first pages."""

import json
import re
import sys
import warnings
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from songda.trust.barcodes.code128 import texts_in
from songda.trust.paper.child import write_frames
from songda.trust.paper.confinement import take_limits

if TYPE_CHECKING:
    from PIL.Image import Image

DPI: Final = 200
MOST_PAGES: Final = 4
MOST_PIXELS: Final = 60_000_000
LONGEST_SIDE: Final = 3000
LEAST_CONTRAST: Final = 60
ROWS: Final = 160  # lines looked along, each way
_RUNS: Final = re.compile(rb"\x00+|\x01+")


def pictures(body: bytes) -> "Iterator[Image]":
    """The pages in shades of grey."""
    from PIL import Image, ImageOps

    if not body.startswith(b"%PDF"):
        warnings.simplefilter("error")  # a bomb is an error, not a warning
        Image.MAX_IMAGE_PIXELS = MOST_PIXELS
        with Image.open(BytesIO(body), formats=("JPEG", "PNG", "WEBP")) as opened:
            one = ImageOps.exif_transpose(opened).convert("L")
            one.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            yield one
        return
    import pypdfium2

    document = pypdfium2.PdfDocument(body)
    for number in range(min(len(document), MOST_PAGES)):
        page = document[number]
        scale = min(DPI / 72, LONGEST_SIDE / max(page.get_width(), page.get_height(), 1))
        yield page.render(scale=scale, grayscale=True).to_pil().convert("L")


def texts(picture: "Image") -> set[str]:
    """The barcodes of a picture, lying or standing, forwards or upside down."""
    from PIL import Image

    found: set[str] = set()
    for turned in (picture, picture.transpose(Image.Transpose.ROTATE_90)):
        step = max(1, turned.height // ROWS)
        for top in range(step // 2, turned.height, step):
            line = turned.crop((0, top, turned.width, top + 1))
            shades = line.tobytes()
            darkest, lightest = min(shades), max(shades)
            if lightest - darkest < LEAST_CONTRAST:
                continue  # nothing dark stands on it
            middle = (darkest + lightest) // 2
            row = _row(shades.translate(bytes(shade < middle for shade in range(256))))
            found |= {*texts_in(row), *texts_in([*reversed(row)])}
    return found


def _row(line: bytes) -> list[int]:
    """Widths, light and dark in turn, with a light one at either end."""
    runs = [(run[0][0], len(run[0])) for run in _RUNS.finditer(line)]
    widths = [width for _, width in runs]
    return [*([0] if runs[0][0] else []), *widths, *([0] if runs[-1][0] else [])]


def read(bodies: bytes, sizes: Sequence[int]) -> Iterator[tuple[dict[str, Any], bytes]]:
    """Of each file every text once; they come one behind the other, and one that cannot be opened bears none."""
    start = 0
    for size in sizes:
        try:
            found = sorted(set().union(*map(texts, pictures(bodies[start : start + size]))))
        except Exception:  # noqa: BLE001 - whatever is wrong with one is no matter of the others
            found = []
        yield {"texts": found}, b""
        start += size


def main(arguments: list[str]) -> None:
    """Limits, then the job, of which there is one; without sizes there is one file."""
    processor, memory, answer, _, *sizes = arguments
    take_limits(int(processor), int(memory), int(answer))
    bodies = sys.stdin.buffer.read()
    write_frames(sys.stdout.buffer, read(bodies, json.loads(sizes[0]) if sizes else [len(bodies)]))


if __name__ == "__main__":
    main(sys.argv[1:])
