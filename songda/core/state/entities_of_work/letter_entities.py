"""Letters, batches, numbers and capacities of the print room. A field has the name that the column of its row has."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from songda.core.state.logged import UNTOLD, Entity


@dataclass(kw_only=True)
class Letter(Entity):
    """A letter to one place; `service_ids`: those of the papers in it."""

    envelope_id: str
    address_id: str
    address_class: str
    product: str
    why: str
    service_ids: Sequence[str]
    is_large_print: bool
    may_sign: Sequence[str]
    must_be_there_by: date | None
    previous_id: str | None
    again: str
    opened_at: datetime
    opened_by: str
    state: str
    planned_at: datetime | None = None
    number: str = ""
    set_at: datetime | None = None
    sha256: str | None = None
    size: int | None = None
    pages: int | None = None
    batch_id: str | None = UNTOLD  # until it is sealed, the events of batches tell it
    place_in_batch: int | None = UNTOLD
    sealed_at: datetime | None = None
    deed_id: str | None = None
    withdrawn_at: datetime | None = None
    withdrawal: str = ""
    overtaken_at: datetime | None = None
    overtaken: str = ""


@dataclass(kw_only=True)
class Batch(Entity):
    """Letters that were printed and counted together."""

    court_id: str
    product: str
    n: int
    made_at: datetime
    made_by: str
    bound_at: datetime | None = None
    pages: int | None = None
    sha256: str | None = None
    manifest_sha256: str | None = None
    sealed_at: datetime | None = None
    sealed_by: str = ""
    counted: Sequence[str] = ()  # the letters in it when it was sealed


@dataclass(kw_only=True)
class NumberRange(Entity):
    """Numbers that the carrier gave to a court."""

    court_id: str
    product: str
    prefix: str
    first: int
    last: int
    given_at: datetime
    given_by: str


@dataclass(kw_only=True)
class PrintRoom(Entity):
    """How much a court prints and its carrier takes; its id is that of the court."""

    a_day: int
    a_week: int
    carrier_a_day: int
    prints_at_id: str | None
    share: int
