"""Keeps dangerous PDFs out and shows safe ones as pictures and as text, without ever opening one in this process."""

from songda.trust.paper.findings import Inspection, Limits, PaperError, Refusal
from songda.trust.paper.inspection import inspect
from songda.trust.paper.marking import watermark
from songda.trust.paper.page_image import PageImage
from songda.trust.paper.reading import page_texts
from songda.trust.paper.rendering import page_images

__all__ = [
    "Inspection",
    "Limits",
    "PageImage",
    "PaperError",
    "Refusal",
    "inspect",
    "page_images",
    "page_texts",
    "watermark",
]
