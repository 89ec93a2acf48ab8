"""Case numbers, identity numbers, credit codes and telephone numbers: checked, brought to one form, and masked."""

import re

from songda.core.identifiers.case_number import CaseNumber, looks_like_case_number, mask_case_number, read_case_number
from songda.core.identifiers.china import EXTENSION
from songda.core.identifiers.courts import Court, CourtLevel, read_court_code
from songda.core.identifiers.credit_code import CreditCode, read_credit_code
from songda.core.identifiers.errors import IdentifierError
from songda.core.identifiers.masks import mask_id, mask_mobile, mask_name
from songda.core.identifiers.mobile import Mobile, is_mobile, read_mobile
from songda.core.identifiers.person_document import is_resident_number, read_person_document
from songda.core.identifiers.plain import narrow
from songda.core.identifiers.resident_id import ResidentId, read_resident_id

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


# Two digits after the 0 where the number has eight (and 20 to 29), else three; no subscriber number begins with 0 or 1.
_FORM = re.compile(r"(0(?:10|2\d|[3-9]\d{2}))[- ]?([2-9]\d{6,7})(?:(?:-|x|ext\.?)(\d{1,6}))?", re.IGNORECASE)
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−"), "-")
_COUNTRY = re.compile(r"^(?:\+|00)86[- ]?0?")


def is_landline(typed: str) -> bool:
    """Whether this is a landline number with its area code."""
    return _FORM.fullmatch(_plain(typed)) is not None


def read_landline(typed: str) -> str:
    """The number as it is kept, 0358-7621234 or 0358-7621234-801; raises IdentifierError."""
    found = _FORM.fullmatch(_plain(typed))
    if found is None:
        raise IdentifierError("landline.form")
    return "-".join(part for part in found.groups() if part)


def _plain(typed: str) -> str:
    text = narrow(typed).translate(_DASHES).replace(EXTENSION, "-").replace("(", "").replace(")", "-")
    return _COUNTRY.sub("0", text)


LONGEST, LONGEST_NAME, LONGEST_LABEL = 254, 64, 63
_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?")


def read_mailbox(typed: str) -> str:
    """The address with its domain in small letters; raises IdentifierError naming the part (mailbox, domain, length).

    Quoted names (`"a b"@x.cn`) and addresses with letters beyond ASCII are refused: few mail servers carry them.
    """
    address = narrow(typed) if len(typed.split()) == 1 else typed.strip()  # a blank within is no slip to be mended
    name, at, domain = address.rpartition("@")
    if len(address) > LONGEST:
        raise IdentifierError("mailbox.length")
    if not at or not is_mailbox_name(name):
        raise IdentifierError("mailbox.mailbox")
    if not is_domain(domain):
        raise IdentifierError("mailbox.domain")
    return f"{name}@{domain.lower()}"


def is_mailbox(address: str) -> bool:
    """Whether a mail can be written to exactly this address."""
    name, _, domain = address.rpartition("@")
    return len(address) <= LONGEST and is_mailbox_name(name) and is_domain(domain)


def is_mailbox_name(name: str) -> bool:
    """Whether this may stand before the @: plain letters, digits and signs, with single dots between them."""
    return len(name) <= LONGEST_NAME and bool(_NAME.fullmatch(name))


def is_domain(domain: str) -> bool:
    """Whether this is a domain of at least two parts, the last of them no number."""
    labels = domain.split(".")
    well_formed = all(len(label) <= LONGEST_LABEL and _LABEL.fullmatch(label) for label in labels)
    return len(labels) > 1 and well_formed and not labels[-1].isdigit()
