"""How names and numbers are shown where only a hint is needed."""

from songda.core.identifiers.china import DOUBLE_FAMILY_NAMES

_MOST_STARS = 6  # a mask stands in a text message, where every character is paid for


def mask_name(name: str) -> str:
    """The family name and stars: 李*, 欧阳**; organisations keep their first two and last two characters.

    Brackets and other signs are masked too: in a message they could pass for a sender's signature or for a link.
    """
    if len(name) <= 1:
        return "*" * len(name)
    if len(name) > 4:
        return f"{_letters(name[:2])}{'*' * min(len(name) - 4, _MOST_STARS)}{_letters(name[-2:])}"
    kept = 2 if name[:2] in DOUBLE_FAMILY_NAMES and len(name) > 2 else 1
    return _letters(name[:kept]) + "*" * (len(name) - kept)


def _letters(shown: str) -> str:
    return "".join(letter if letter.isalnum() else "*" for letter in shown)


def mask_id(number: str) -> str:
    """The first and the last character and stars between: 1****************9."""
    return "*" * len(number) if len(number) < 3 else f"{number[0]}{'*' * (len(number) - 2)}{number[-1]}"


def mask_mobile(number: str) -> str:
    """The first three and the last four digits: 138****1234."""
    return "*" * len(number) if len(number) < 8 else f"{number[:3]}{'*' * (len(number) - 7)}{number[-4:]}"


def mask_landline(number: str) -> str:
    """The area code and the last two digits: 0358-*****34."""
    area, dash, own = number.partition("-")
    return f"{area}{dash}{'*' * max(0, len(own) - 2)}{own[-2:]}"


def mask_mailbox(mailbox: str) -> str:
    """The first character and the domain: l***@example.cn."""
    name, at, domain = mailbox.partition("@")
    return f"{name[:1]}***{at}{domain}"


def mask_account(account: str) -> str:
    """The first two characters of the name of an account: li***."""
    return f"{account[:2]}***"


def mask_place(address: str) -> str:
    """The beginning of a postal address, which tells the province and the city: 山西省孝义市***."""
    return f"{address[:6]}***"
