"""The kinds of address that a court may know of a person: how each is read, and how it is shown in part.

A channel that reaches people in another way brings a kind of its own with its route.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from songda.core.identifiers import IdentifierError, is_mobile, mask_mobile, read_landline, read_mailbox, read_mobile
from songda.core.identifiers.masks import mask_account, mask_landline, mask_mailbox, mask_place
from songda.core.identifiers.postal import parse
from songda.core.identifiers.typed import narrow, plain
from songda.core.refusal import WrongField
from songda.core.words import Phrase

_WECHAT = re.compile(r"[A-Za-z][-_A-Za-z0-9]{5,19}")
_FAX = re.compile(r"\+?[0-9]{7,15}")
_INBOX = re.compile(r"[\w.@-]{3,80}")


def _never(_value: str) -> bool:
    return False


@dataclass(frozen=True)
class AddressKind:
    """One kind, by the word that stands in tables and events.

    `reader` brings what was typed to the form that is kept and written to, or raises WrongField or IdentifierError.
    `mask` shows as much as is needed to recognise it. `is_whole` tells whether a provider's report names such an
    address in full, so that another one in it is a contradiction. Its name is `routes.address_kind` in the words.
    """

    word: str
    reader: Callable[[str], str]
    mask: Callable[[str], str]
    is_whole: Callable[[str], bool] = _never
    is_place: bool = False  # post and people go there
    is_telephone: bool = False  # a person can be called there
    is_connected: bool = False  # it comes from its owner's own act with the provider: nobody types one

    def read(self, typed: str) -> str:
        """The form that is kept. Raises WrongField, and nothing else, for what is no such address."""
        try:
            return self.reader(typed)
        except IdentifierError as error:
            raise WrongField("value", error.code, why=error, part=error.part) from error


def _read_mobile(typed: str) -> str:
    return str(read_mobile(typed))


def _read_fax(typed: str) -> str:
    return _matching(plain(typed), _FAX, "fields.wrong_fax")


def _read_wechat(typed: str) -> str:
    return _matching(narrow(typed), _WECHAT, "fields.wrong_wechat")


def _read_inbox(typed: str) -> str:
    return _matching(narrow(typed), _INBOX, "fields.wrong_inbox")


def _read_postal(typed: str) -> str:
    address = " ".join(typed.split())
    if not 5 <= len(address) <= 200:
        raise WrongField("value", "wrong_postal")
    return address


def _mask_postal(line: str) -> str:
    known = parse(line)
    return mask_place(line if known is None else known.place)


def _matching(value: str, pattern: re.Pattern[str], wrong: str) -> str:
    if pattern.fullmatch(value):
        return value
    raise WrongField("value", "wrong_value", why=Phrase(wrong))


MOBILE = AddressKind("mobile", _read_mobile, mask_mobile, is_whole=is_mobile, is_telephone=True)
LANDLINE = AddressKind("landline", read_landline, mask_landline, is_telephone=True)
EMAIL = AddressKind("email", read_mailbox, mask_mailbox)
KINDS = (
    MOBILE,
    LANDLINE,
    EMAIL,
    AddressKind("wechat", _read_wechat, mask_account),
    AddressKind("inbox", _read_inbox, mask_account),
    AddressKind("fax", _read_fax, mask_mobile),
    AddressKind("postal", _read_postal, _mask_postal, is_place=True),
)
