"""Mobile numbers, landline numbers and mailboxes: how they are read, and what is wrong with one that is not."""

import re
from dataclasses import dataclass

from songda.core.identifiers.china import EXTENSION
from songda.core.identifiers.typed import IdentifierError, narrow, plain

# Prefixes in use, by the operator to whom they were given (numbers are ported since); some have a fourth digit.
_MOBILE = (
    "134 135 136 137 138 139 147 148 150 151 152 157 158 159 165 172 178 182 183 184 187 188 195 197 198 1703 1705 1706"
)
_UNICOM = "130 131 132 145 146 155 156 166 167 171 175 176 185 186 196 1704 1707 1708 1709"
_TELECOM = "133 149 153 162 173 174 177 180 181 189 190 191 193 199 1700 1701 1702 1349"
_BROADNET = "192"
_IN_USE = frozenset(f"{_MOBILE} {_UNICOM} {_TELECOM} {_BROADNET}".split())
_THINGS = ("140", "141", "144")  # lines of machines: no person reads their messages


@dataclass(frozen=True, slots=True)
class Mobile:
    """A mobile number whose form is right."""

    text: str

    def __str__(self) -> str:
        return self.text


def is_mobile(text: str) -> bool:
    """Whether this is a whole number in normal form, be its prefix known or not."""
    return len(text) == 11 and text.isascii() and text.isdigit() and text[0] == "1"


def read_mobile(text: str) -> Mobile:
    """The number in normal form, without country code; raises IdentifierError."""
    if is_landline(text):
        raise IdentifierError("mobile.landline")
    digits = _without_country(plain(text).replace("(", "").replace(")", ""))
    if not (digits.isascii() and digits.isdigit()):
        raise IdentifierError("mobile.characters")
    if len(digits) != 11:
        raise IdentifierError("mobile.length", count=len(digits))
    _check_prefix(digits)
    return Mobile(digits)


def _without_country(digits: str) -> str:
    for country in ("+86", "0086"):
        if digits.startswith(country):
            return digits.removeprefix(country)
    return digits.removeprefix("86") if len(digits) == 13 else digits


def _check_prefix(digits: str) -> None:
    if digits[:4] in _IN_USE or digits[:3] in _IN_USE:
        return
    wrong = "of_machines" if digits.startswith(_THINGS) else "not_allocated"
    raise IdentifierError("mobile.prefix", wrong, prefix=digits[:3])


# Two digits after the 0 where the number has eight (and 20 to 29), else three; no subscriber number begins with 0 or 1.
_LANDLINE = re.compile(r"(0(?:10|2\d|[3-9]\d{2}))[- ]?([2-9]\d{6,7})(?:(?:-|x|ext\.?)(\d{1,6}))?", re.IGNORECASE)
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−"), "-")
_COUNTRY_CODE = re.compile(r"^(?:\+|00)86[- ]?0?")


def is_landline(typed: str) -> bool:
    """Whether this is a landline number with its area code."""
    return _LANDLINE.fullmatch(_plain_landline(typed)) is not None


def is_landline_of_sorts(typed: str) -> bool:
    """Whether it was meant as one, though its area code is missing or wrong."""
    digits = plain(typed)
    return digits.isdigit() and 7 <= len(digits) <= 12 and digits[0] != "1"


def read_landline(typed: str) -> str:
    """The number as it is kept, 0358-7621234 or 0358-7621234-801; raises IdentifierError."""
    found = _LANDLINE.fullmatch(_plain_landline(typed))
    if found is None:
        raise IdentifierError("landline.form")
    return "-".join(part for part in found.groups() if part)


def _plain_landline(typed: str) -> str:
    text = narrow(typed).translate(_DASHES).replace(EXTENSION, "-").replace("(", "").replace(")", "-")
    return _COUNTRY_CODE.sub("0", text)


LONGEST, LONGEST_NAME, LONGEST_LABEL = 254, 64, 63
_MAILBOX_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_DOTS = dict.fromkeys((0x3002, 0xFF0E, 0xFF61), ".")  # those of other scripts (RFC 3490, 3.1)
_DOMAIN_LABEL = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?")


def read_mailbox(typed: str) -> str:
    """The address with its domain in small letters; raises IdentifierError naming the part (mailbox, domain, length).

    Quoted names (`"a b"@x.cn`) and names with letters beyond ASCII are refused: few mail servers carry them. A domain
    with such letters is kept as every mail server knows it (RFC 5891: xn--…).
    """
    address = narrow(typed) if len(typed.split()) == 1 else typed.strip()  # a blank within is no slip to be mended
    name, at, domain = address.rpartition("@")
    domain = ascii_domain(domain)
    if len(name) + len(at) + len(domain) > LONGEST:
        raise IdentifierError("mailbox.length")
    if not at or not is_mailbox_name(name):
        raise IdentifierError("mailbox.mailbox")
    if not is_domain(domain):
        raise IdentifierError("mailbox.domain")
    return f"{name}@{domain.lower()}"


def ascii_domain(domain: str) -> str:
    """The domain in plain letters; as it is where that is none, or would not lead back to the same letters.

    The standard library encodes by RFC 3490: what RFC 5891 reads otherwise (ß, ς) does not lead back, and is refused.
    """
    plain_dots = domain.translate(_DOTS).lower()
    if plain_dots.isascii():
        return domain.translate(_DOTS)
    try:
        encoded = plain_dots.encode("idna").decode()
        return encoded if encoded.encode().decode("idna") == plain_dots else domain
    except UnicodeError:
        return domain


def is_mailbox(address: str) -> bool:
    """Whether a mail can be written to exactly this address."""
    name, _, domain = address.rpartition("@")
    return len(address) <= LONGEST and is_mailbox_name(name) and is_domain(domain)


def is_mailbox_name(name: str) -> bool:
    """Whether this may stand before the @: plain letters, digits and signs, with single dots between them."""
    return len(name) <= LONGEST_NAME and bool(_MAILBOX_NAME.fullmatch(name))


def is_domain(domain: str) -> bool:
    """Whether this is a domain of at least two parts, the last of them no number."""
    labels = domain.split(".")
    well_formed = all(len(label) <= LONGEST_LABEL and _DOMAIN_LABEL.fullmatch(label) for label in labels)
    return len(labels) > 1 and well_formed and not labels[-1].isdigit()
