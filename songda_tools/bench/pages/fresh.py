"""What no database can write: sealed names and numbers, bound to the row in which they stand, and keyed indexes."""

import random
from collections.abc import Callable, Sequence
from hashlib import md5
from typing import TypeVar
from uuid import UUID

from django.db import connection
from django.db.models import Model

from songda.channels.registry import telephone_kinds
from songda.records.ground import vault
from songda.records.ground.vault import address_index, name_index, number_index
from songda.records.matter.parties.models import Address, Party
from songda.records.service.orders.models import Envelope
from songda_tools.bench.files import MADE_UP, mobile_of, resident_id

Row = tuple[object, ...]
M = TypeVar("M", bound=Model)
SHARED = 3  # cases in which one and the same person is met


def copy_of(row: UUID, n: int) -> UUID:
    """The id of the n-th copy, as the database makes it."""
    return UUID(md5(f"{row}/{n}".encode(), usedforsecurity=False).hexdigest())


def write_parties(parties: Sequence[Party], last: int) -> str:
    """A table with the names and numbers of every copy of these parties."""
    columns = "name_sealed bytea, name_index bytea, number_sealed bytea, number_index bytea"
    return _write("fresh_party", columns, parties, last, _party)


def write_addresses(addresses: Sequence[Address], last: int) -> str:
    """A table with the values of every copy of these addresses."""
    return _write("fresh_address", "value_sealed bytea, value_index bytea", addresses, last, _address)


def write_links(envelopes: Sequence[Envelope], last: int) -> str:
    """A table with the links of every copy of these envelopes."""
    return _write("fresh_envelope", "link_index bytea", envelopes, last, _link)


def _party(party: Party, place: int, n: int) -> Row:
    row, person = copy_of(party.id, n), n // SHARED * 2 + place
    name, number = _name(person), resident_id(person)
    return (
        vault.seal_text(f"party.name:{row}", name),
        name_index(name),
        vault.seal_text(f"party.number:{row}", number),
        number_index(number),
    )


def _address(address: Address, place: int, n: int) -> Row:
    row, person = copy_of(address.id, n), n // SHARED * 4 + place
    value = mobile_of(person) if address.kind in telephone_kinds() else f"{MADE_UP['pages']['home']}{person}"
    return vault.seal_text(f"address.value:{row}", value), address_index(address.kind, value)


def _link(envelope: Envelope, _place: int, n: int) -> Row:
    return (vault.link_index(vault.link_token(copy_of(envelope.id, n))),)


def _name(person: int) -> str:
    chance = random.Random(person)  # noqa: S311 - not for secrets: it must come out the same
    given = chance.choices(MADE_UP["pages"]["given"], k=chance.choice((1, 2, 2)))
    family: str = chance.choice(MADE_UP["pages"]["families"])
    return family + "".join(given)


def _write(table: str, columns: str, rows: Sequence[M], last: int, make: Callable[[M, int, int], Row]) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {table}; CREATE TEMPORARY TABLE {table} (one uuid, copy int, {columns})")
        with cursor.copy(f"COPY {table} FROM STDIN (FORMAT binary)") as writing:
            writing.set_types(["uuid", "int4", *(["bytea"] * columns.count("bytea"))])
            for place, row in enumerate(rows):
                for n in range(1, last + 1):
                    writing.write_row((row.pk, n, *make(row, place, n)))
        cursor.execute(f"ANALYZE {table}")
    return table
