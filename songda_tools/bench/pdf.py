"""The paper that every case of the bench gets."""

from songda.trust.typesetting.papers import PaperFields, paper_pdf
from songda_tools.bench.made_up import MADE_UP


def paper() -> bytes:
    """A notice to respond as a PDF."""
    return paper_pdf("notice_to_respond", PaperFields(**MADE_UP["paper"]))
