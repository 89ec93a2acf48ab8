"""What can be done with address confirmation forms: set in type, signed on line, kept when signed on paper."""

from songda.records.delivery.address_forms.drafts import FormDraft
from songda.records.delivery.address_forms.printing import blank_form, form_as_signed, form_to_sign, said_on_record
from songda.records.delivery.address_forms.signing import check_form, keep_scanned, sign_on_line

__all__ = [
    "FormDraft",
    "blank_form",
    "check_form",
    "form_as_signed",
    "form_to_sign",
    "keep_scanned",
    "said_on_record",
    "sign_on_line",
]
