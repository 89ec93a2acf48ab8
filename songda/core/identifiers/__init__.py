"""Case numbers, identity numbers, credit codes and telephone numbers: checked, brought to one form, and masked."""

from songda.core.identifiers.case_number import (
    CaseNumber,
    Court,
    CourtLevel,
    looks_like_case_number,
    mask_case_number,
    read_case_number,
    read_court_code,
)
from songda.core.identifiers.contacts import (
    Mobile,
    is_landline,
    is_mailbox,
    is_mobile,
    read_landline,
    read_mailbox,
    read_mobile,
)
from songda.core.identifiers.credit_code import CreditCode, read_credit_code
from songda.core.identifiers.masks import mask_id, mask_mobile, mask_name
from songda.core.identifiers.person_document import (
    ResidentId,
    is_resident_number,
    read_person_document,
    read_resident_id,
)
from songda.core.identifiers.typed import IdentifierError

__all__ = [
    "CaseNumber",
    "Court",
    "CourtLevel",
    "CreditCode",
    "IdentifierError",
    "Mobile",
    "ResidentId",
    "is_landline",
    "is_mailbox",
    "is_mobile",
    "is_resident_number",
    "looks_like_case_number",
    "mask_case_number",
    "mask_id",
    "mask_mobile",
    "mask_name",
    "read_case_number",
    "read_court_code",
    "read_credit_code",
    "read_landline",
    "read_mailbox",
    "read_mobile",
    "read_person_document",
    "read_resident_id",
]
