"""Reads e-mail addresses: one check for every door, as strict as the mails that are written to them."""

import re

from songda.core.identifiers.errors import IdentifierError
from songda.core.identifiers.plain import narrow

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
