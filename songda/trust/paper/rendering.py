"""Pages as pictures, drawn in a child process that a hostile file can only make us kill."""

import sys

from songda.trust.paper.child import Allowance, ChildFailed, run
from songda.trust.paper.findings import PaperError, Refusal
from songda.trust.paper.framing import read_frames
from songda.trust.paper.page_image import PageImage

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
