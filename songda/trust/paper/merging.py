"""Several papers as one file, in their order, put together in a child process."""

import json
from collections.abc import Sequence

from songda.trust.paper.child import Allowance, ChildFailed, run
from songda.trust.paper.findings import PaperError, Refusal
from songda.trust.paper.framing import read_frames

_ALLOWANCE = Allowance(processor=120, clock=180)


def merged(papers: Sequence[bytes]) -> bytes:
    """One PDF with the pages of all of them, one after the other; PaperError when one cannot be read."""
    sizes = json.dumps([len(paper) for paper in papers])
    try:
        ((_, body),) = read_frames(run("merge", b"".join(papers), [sizes], _ALLOWANCE))
    except (ChildFailed, ValueError) as error:
        raise PaperError(Refusal("too_heavy")) from error
    return body
