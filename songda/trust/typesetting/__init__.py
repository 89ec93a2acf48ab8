"""Sets certificates and court papers in type: lasting, accessible PDF files that look the same on every machine."""

from songda.trust.typesetting.address_form import address_form_pdf
from songda.trust.typesetting.certificate import certificate_pdf
from songda.trust.typesetting.compiler import MissingGlyphError, TypesettingError
from songda.trust.typesetting.figures import figures_pdf
from songda.trust.typesetting.papers import KINDS, PaperFields, paper_pdf
from songda.trust.typesetting.seal import round_seal

__all__ = [
    "KINDS",
    "MissingGlyphError",
    "PaperFields",
    "TypesettingError",
    "address_form_pdf",
    "certificate_pdf",
    "figures_pdf",
    "paper_pdf",
    "round_seal",
]
