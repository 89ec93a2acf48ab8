"""The pages of papers as pictures: drawn once, when first asked for, and kept sealed beside the papers."""

import fcntl
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from songda.records.ground import vault
from songda.records.matter.papers.models import Paper
from songda.trust.paper import PageImage, page_images
from songda.trust.paper.child import FILE_SLOTS

SHARPNESS = 150  # dots per inch; a new value draws all pictures anew
PAGES_TOGETHER = 8  # pages drawn together: a child process costs as much as one page


def page_picture(paper: Paper, number: int) -> PageImage:
    """Page `number` (from 1) without any mark; drawn with its neighbours if not kept. Raises trust.paper.PaperError."""
    path = _path(paper, number)
    if not path.exists():
        _draw(paper, number)
    return _open(vault.open_bytes(_cell(paper, number), path.read_bytes()))


def kept_bytes(paper: Paper, number: int) -> int | None:
    """How many bytes the picture of this page has as it is kept; None while it was never drawn."""
    try:
        return _path(paper, number).stat().st_size
    except FileNotFoundError:
        return None


def _draw(paper: Paper, number: int) -> None:
    """Draw the pages around this one; of several who ask at once, one draws and the others wait for it."""
    first = number - (number - 1) % PAGES_TOGETHER
    folder = _folder(paper)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _locked(folder):
        if _path(paper, number).exists():
            return
        images = page_images(paper.read(), SHARPNESS, only=range(first, first + PAGES_TOGETHER))
        for drawn, image in enumerate(images, first):
            sealed = vault.seal_bytes(_cell(paper, drawn), _close(image))
            draft = folder / f"{drawn}.draft"
            draft.write_bytes(sealed)
            draft.replace(_path(paper, drawn))


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    with FILE_SLOTS.opening(), (folder / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _close(image: PageImage) -> bytes:
    head = json.dumps({"mime": image.mime, "width": image.width, "height": image.height})
    return head.encode() + b"\n" + image.body


def _open(plain: bytes) -> PageImage:
    head, _, body = plain.partition(b"\n")
    header = json.loads(head)
    return PageImage(header["mime"], body, header["width"], header["height"])


def _folder(paper: Paper) -> Path:
    name = paper.id.hex
    return Path(settings.FILES) / "pictures" / name[-2:] / name


def _path(paper: Paper, number: int) -> Path:
    return _folder(paper) / f"{SHARPNESS}-{number}"


def _cell(paper: Paper, number: int) -> str:
    return f"paper.picture:{paper.id}:{SHARPNESS}:{number}"
