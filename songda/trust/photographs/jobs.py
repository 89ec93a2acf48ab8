"""The inside of the child process: opens one photograph, draws it anew without anything that hides in the file."""

import sys
import warnings
from io import BytesIO

from songda.trust.paper.confinement import take_limits

KINDS = ("JPEG", "PNG", "WEBP")
MOST_PIXELS = 60_000_000
LONGEST_SIDE = 1600
QUALITY = 82
DPI = 150  # of a page that is a photograph


def redraw(body: bytes) -> bytes:
    """The picture as JPEG of at most 1600 pixels, without the place, the camera and the time that stood in the file."""
    from PIL import Image, ImageOps

    warnings.simplefilter("error")  # a bomb is an error, not a warning
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    with Image.open(BytesIO(body), formats=KINDS) as opened:
        turned = ImageOps.exif_transpose(opened).convert("RGB")
    turned.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    plain = Image.new("RGB", turned.size)
    plain.paste(turned)
    made = BytesIO()
    plain.save(made, "JPEG", quality=QUALITY, optimize=True)
    return made.getvalue()


def as_page(body: bytes) -> bytes:
    """The picture, drawn anew, as a PDF of one page."""
    from PIL import Image

    made = BytesIO()
    with Image.open(BytesIO(redraw(body))) as drawn:
        drawn.save(made, "PDF", resolution=DPI)
    return made.getvalue()


JOBS = {"redraw": redraw, "as_page": as_page}


def main(arguments: list[str]) -> None:
    """Limits, then the job."""
    processor, memory, answer, job, *_ = arguments
    take_limits(int(processor), int(memory), int(answer))
    sys.stdout.buffer.write(JOBS[job](sys.stdin.buffer.read()))


if __name__ == "__main__":
    main(sys.argv[1:])
