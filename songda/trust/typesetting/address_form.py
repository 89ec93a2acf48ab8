"""Sets an address confirmation form in type: to be filled in by hand, or as it was signed on the platform."""

from dataclasses import asdict
from datetime import UTC

from songda.core.address_form import AddressFormContent
from songda.trust.typesetting.compiler import typeset


def address_form_pdf(content: AddressFormContent) -> bytes:
    """The form as PDF/A-3a and PDF/UA-1; the same content gives the same bytes."""
    return typeset("address_form.typ", {**asdict(content), "made_at": ""}, content.made_at.astimezone(UTC))
