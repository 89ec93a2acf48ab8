"""The blind indexes of personal columns: which form of a value is indexed, in one place, so that searches find it.

An index tells nothing without the court's keys; that two rows hold the same value can be seen, by design.
"""

from songda.core.identifiers.person_name import plain_name
from songda.core.identifiers.plain import plain
from songda.records.ground import vault


def name_index(name: str) -> bytes:
    """The index of a name, however dots, blanks and wide letters were typed."""
    return vault.blind_index("party.name", plain_name(name))


def number_index(number: str) -> bytes:
    """The index of an identity number or credit code: narrow, without blanks or dashes, X in capitals."""
    return vault.blind_index("party.number", plain(number).upper())


def address_index(kind: str, value: str) -> bytes:
    """The index of an address; a number that is a mobile and a fax counts as two addresses."""
    return vault.blind_index("address.value", f"{kind}:{plain_name(value)}")
