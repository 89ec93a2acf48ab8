"""Made-up people of the demo: numbers that are right in form, telephones whose last digits the sandbox understands."""

from datetime import datetime

from songda.core.identifiers.credit_code import check_character as credit_check
from songda.core.identifiers.resident_id import check_character as resident_check
from songda.records.parties.bulk import PersonFile
from songda.records.parties.drafts import AddressDraft, ConsentDraft, PartyDraft


def resident_id(born: str, order: int) -> str:
    """An identity number of Xiaoyi for a birth date (19800101) and an order number."""
    body = f"141181{born}{order:03d}"
    return body + resident_check(body)


def credit_code(serial: int) -> str:
    """A credit code of a company in Xiaoyi."""
    body = f"91141181MA0S{serial:05d}".replace("S", "K")
    return body + credit_check(body)


def person(role: str, name: str, born: str, *addresses: AddressDraft, order: int = 1) -> PersonFile:
    """A natural person with these addresses."""
    return PersonFile(PartyDraft(role, name, resident_id(born, order)), addresses)


def company(role: str, name: str, serial: int, *addresses: AddressDraft) -> PersonFile:
    """A company with these addresses."""
    return PersonFile(PartyDraft(role, name, credit_code(serial), kind="legal_person"), addresses)


def agreed(one: PersonFile, at: datetime, how: str = "form") -> PersonFile:
    """The same person with an express consent for first instance."""
    consent = ConsentDraft("express", at, ("first_instance",), how=how, proof="送达地址确认书（演示）")
    return PersonFile(one.party, one.addresses, (consent,), one.acts_for)


def mobile(number: str, address_class: str = "confirmed") -> AddressDraft:
    """A mobile number; what its last two digits bring about stands in the sandbox's tables."""
    return AddressDraft("mobile", number, address_class, "lookup" if address_class == "found" else "form")


def email(address: str) -> AddressDraft:
    """An e-mail address that the person gave themselves."""
    return AddressDraft("email", address, "provided", "pleading")
