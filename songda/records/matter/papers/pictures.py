"""The pages of papers as pictures: drawn once, when first asked for, and kept sealed beside the papers."""

import json
from contextlib import suppress
from io import BytesIO
from pathlib import Path

from django.conf import settings

from songda.records.ground import vault
from songda.records.matter.papers.models import Paper
from songda.trust.atomic_files import locked_folder
from songda.trust.paper import PageImage, page_images
from songda.trust.paper.child import FILE_SLOTS

SHELF = "pictures"
SHARPNESS = 150  # dots per inch; a new value draws all pictures anew
PAGES_TOGETHER = 8  # pages drawn together: a child process costs as much as one page


def page_picture(paper: Paper, number: int) -> PageImage:
    """Page `number` (from 1) without any mark; drawn with its neighbours if not kept. Raises trust.paper.PaperError."""
    try:
        sealed = vault.file_place().get(_name(paper, number))
    except FileNotFoundError:
        sealed = _drawn(paper, number)
    return _open(vault.open_bytes(_cell(paper, number), sealed))


def kept_bytes(paper: Paper, number: int) -> int | None:
    """How many bytes the picture of this page has as it is kept; None while it was never drawn."""
    found = vault.file_place().stat(_name(paper, number))
    return found.size if found else None


def _drawn(paper: Paper, number: int) -> bytes:
    """Draw the pages around this one; of several who ask at once, one draws and the others wait for it."""
    first, place = number - (number - 1) % PAGES_TOGETHER, vault.file_place()
    with FILE_SLOTS.opening(), locked_folder(Path(settings.HOME) / "drawing" / paper.id.hex[-2:]):
        with suppress(FileNotFoundError):
            return place.get(_name(paper, number))
        images = page_images(paper.read(), SHARPNESS, only=range(first, first + PAGES_TOGETHER))
        for drawn, image in enumerate(images, first):
            place.put(_name(paper, drawn), BytesIO(vault.seal_bytes(_cell(paper, drawn), _close(image))))
        return place.get(_name(paper, number))


def _close(image: PageImage) -> bytes:
    head = json.dumps({"mime": image.mime, "width": image.width, "height": image.height})
    return head.encode() + b"\n" + image.body


def _open(plain: bytes) -> PageImage:
    head, _, body = plain.partition(b"\n")
    header = json.loads(head)
    return PageImage(header["mime"], body, header["width"], header["height"])


def _name(paper: Paper, number: int) -> str:
    """As sealed files are named; a picture has no key of its own, and is the same whenever it is drawn."""
    return f"{SHELF}/{paper.id.hex[-2:]}/{paper.id.hex}-{SHARPNESS:08x}{number:08x}"


def _cell(paper: Paper, number: int) -> str:
    return f"paper.picture:{paper.id}:{SHARPNESS}:{number}"
