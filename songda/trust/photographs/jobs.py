"""The inside of the child process: opens one photograph, draws it anew without anything that hides in the file."""

import sys
import warnings
from io import BytesIO

from songda.trust.paper.jobs import take_limits

KINDS = ("JPEG", "PNG", "WEBP")
MOST_PIXELS = 60_000_000
LONGEST_SIDE = 1600
QUALITY = 82


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


def main(arguments: list[str]) -> None:
    """Limits, then the job, of which there is one."""
    processor, memory, answer, *_ = arguments
    take_limits(int(processor), int(memory), int(answer))
    sys.stdout.buffer.write(redraw(sys.stdin.buffer.read()))


if __name__ == "__main__":
    main(sys.argv[1:])
