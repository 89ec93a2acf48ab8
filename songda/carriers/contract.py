"""What every carrier offers to the delivery engine, and the words that both sides use.

A carrier is given letters, is asked where one is, and pushes reports. What it pushes is opened here only as far as is
needed to know that the carrier sent it: whatever it says is kept as it came before anybody reads it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final, Protocol

from songda.core.delivery.carriage import Kind

LARGEST_PUSH: Final = 12 * 1024 * 1024  # bytes of one push, with the scans in it
LARGEST_SCAN: Final = 8 * 1024 * 1024
MOST_REPORTS: Final = 500  # in one push
LARGEST_CONSIGNMENT: Final = 1000
LONGEST_NUMBER: Final = 40


class Trouble(StrEnum):
    """Why nothing came of asking a carrier."""

    TIME_OUT = "time_out"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"  # our name or signature is not accepted
    UNREADABLE = "unreadable"  # not signed by the carrier, or not in its form
    NOT_OFFERED = "not_offered"  # this carrier cannot be asked that


class CarrierError(Exception):
    """Nothing came of it; the message holds nothing personal. One that is `permanent` is not cured by trying again."""

    def __init__(self, trouble: Trouble, words: str) -> None:
        super().__init__(words)
        self.trouble = trouble

    @property
    def is_permanent(self) -> bool:
        """Whether trying again helps as little as trying once."""
        return self.trouble in {Trouble.REFUSED, Trouble.NOT_OFFERED}


class ForgedError(ValueError):
    """A push that the carrier did not sign, or not for us, or so long ago that somebody else may bring it now."""


@dataclass(frozen=True)
class Parcel:
    """One letter that is given to the carrier: its number, how it travels, and to whom."""

    number: str
    product: str
    name: str = field(repr=False)
    place: str = field(repr=False)


@dataclass(frozen=True)
class Consignment:
    """A sealed batch, or what the carrier has not taken of it yet; the same id is the same consignment."""

    id: str
    sealed_at: datetime
    parcels: Sequence[Parcel]


@dataclass(frozen=True)
class Push:
    """A push as it came: the path it came to, its headers in small letters, and its body."""

    path: str
    headers: Mapping[str, str]
    body: bytes = field(repr=False)


@dataclass(frozen=True)
class OpenedPush:
    """A push of the carrier's; `once` is by what it is known when it comes again."""

    once: str


@dataclass(frozen=True)
class Answer:
    """What the carrier is told: that its push is kept."""

    status: int
    body: bytes
    content_type: str
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ReadReport:
    """One report, its words translated; `code` is the carrier's own word.

    `kind` is None for what nobody here understands, `at` for a moment that cannot be read. `sender`: under which name
    the letter was given to the carrier, where it says so. `cause` and `signer` are words of the law, empty where
    nothing was told, or `carriage.UNKNOWN` and `carriage.UNREADABLE`.
    """

    number: str
    kind: Kind | None
    at: datetime | None
    code: str
    sender: str = ""
    cause: str = ""
    signer: str = ""
    product: str = ""
    words: str = field(default="", repr=False)  # of the carrier's people: where, who, what they met
    scan: bytes | None = field(default=None, repr=False)


class Carrier(Protocol):
    """Somebody who takes letters away."""

    products: frozenset[str]
    sender: str  # our name with the carrier

    def hand_over(self, consignment: Consignment) -> frozenset[str]:
        """Tell the carrier of these letters; gives the numbers that it has, now or from before. CarrierError else."""

    def enquire(self, number: str, once: str) -> None:
        """Ask where a letter is: the answer comes as reports. The same `once` is the same question. CarrierError."""

    def open_push(self, push: Push, now: datetime) -> OpenedPush:
        """Whether the carrier sent this, for us, just now; ForgedError otherwise. Nothing of it is believed."""

    def read_push(self, body: bytes) -> Sequence[ReadReport]:
        """What a push says, one for each report in it; ValueError for what is not in the carrier's form."""

    def answer(self, opened: OpenedPush) -> Answer:
        """What is said once a push is kept: the same whether it came first or again."""
