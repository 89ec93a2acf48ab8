"""Addresses as they come in and go out: a number, or a place in its parts; where they lead goes out masked."""

from datetime import date
from typing import Self
from uuid import UUID

from pydantic import AwareDatetime

from songda.channels.registry import mask_address
from songda.core.identifiers.postal import PostalAddress
from songda.records.matter.parties.drafts import AddressDraft
from songda.records.matter.parties.models import Address
from songda.web.api.shapes.base import How, In, Out, Text
from songda.web.api.shapes.words import AddressClassWord, AddressKindWord, SourceWord


class PlaceIn(In):
    """A postal address in its parts, from the province down to the door.

    `city` and `district` are left out where there is none. `postcode` has six digits. `addressee` is whose name stands
    on the letter where it is not the party themselves.
    """

    province: Text
    city: Text = ""
    district: Text = ""
    street: Text
    postcode: Text = ""
    addressee: Text = ""

    def address(self) -> PostalAddress:
        """For the records, which look whether it is whole."""
        return PostalAddress(**self.model_dump())


def place_of(body: "PlaceOrLineIn") -> PostalAddress | None:
    """The place in its parts; None where it was given in one line, or is none."""
    return None if body.place is None else body.place.address()


class PlaceOrLineIn(In):
    """Where an address leads: in one line (`value`), or a postal address in its parts (`place`), not both."""

    value: Text = ""
    place: PlaceIn | None = None


class AddressIn(PlaceOrLineIn):
    """Where a party can be reached: mobile, landline, email, wechat, inbox, fax or postal.

    A postal address is given in its parts (`place`) or in one line (`value`), anything else as `value`. Of a postal
    address that they did not give themselves: its `source`, and `last_used_on`, when they last used it so.
    `is_sure`: it is theirs though the other side has it too.
    """

    kind: AddressKindWord
    address_class: AddressClassWord = "provided"
    how: How = "form"
    source: SourceWord = ""
    last_used_on: date | None = None
    is_sure: bool = False

    def draft(self) -> AddressDraft:
        """For the records."""
        return AddressDraft(
            self.kind, self.value, self.address_class, self.how, self.source, self.last_used_on, place=place_of(self)
        )


class AddressClassIn(In):
    """How sure the court is of an address, and how it knows."""

    address_class: AddressClassWord
    how: How = "form"


class AddressOut(Out):
    """An address; where it leads is masked. `disowned_at` is when whoever holds it said that they are not the party."""

    id: UUID
    kind: str
    masked: str
    address_class: str
    source: str
    last_used_on: date | None
    disowned_at: AwareDatetime | None = None

    @classmethod
    def of(cls, address: Address) -> Self:
        """From its row."""
        return cls(
            id=address.id,
            kind=address.kind,
            masked=mask_address(address.kind, address.value),
            address_class=address.address_class,
            source=address.source,
            last_used_on=address.last_used_on,
            disowned_at=address.disowned_at,
        )
