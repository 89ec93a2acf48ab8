"""The paper that every case of the bench gets."""

from songda.site.bench.made_up import MADE_UP
from songda.trust.typesetting.papers import PaperFields, paper_pdf


def paper() -> bytes:
    """A notice to respond as a PDF."""
    return paper_pdf("notice_to_respond", PaperFields(**MADE_UP["paper"]))
