"""The facts that carriers report of one letter, what the court itself knows of it, and what they come to."""

from dataclasses import dataclass
from datetime import datetime, tzinfo

from songda.core.delivery.carriage.words import Defect, Kind, Piece, Stage
from songda.core.delivery.letters import Product
from songda.core.law.facts import Person


@dataclass(frozen=True)
class Report:
    """One fact that a carrier reports; two with the same words are one fact, however often it comes.

    `number`: of the letter, as the carrier writes it. `scan`: SHA-256 of the picture, in hexadecimal digits.
    `scan_number`: what was read off that picture (empty: nothing could be). `heard_at`: when it came to us first.
    """

    kind: Kind
    at: datetime
    number: str
    heard_at: datetime
    cause: str = ""
    signer: str = ""
    scan: str = ""
    scan_number: str = ""
    product: str = ""
    is_usable: bool = True  # of a scan: it could be opened


@dataclass(frozen=True)
class Shipment:
    """What the court itself knows of the letter.

    `signers`: whose signature the law lets count for it (court-express mail provisions, articles 7 and 9). `on_record`:
    what people of the court put on record of it. `gives_proof`: the carrier's reports are made for evidence.
    """

    number: str
    product: Product
    sealed_at: datetime
    zone: tzinfo
    signers: frozenset[Person]
    on_record: "tuple[OnRecord, ...]" = ()
    gives_proof: bool = True


@dataclass(frozen=True)
class OnRecord:
    """What somebody of the court put on record as having become of the letter.

    `at_station`: they held it in their hands; else they read it off the return. `is_dated`: it happened on that very
    day; else it had happened by then.
    """

    kind: Kind
    at: datetime
    cause: str = ""
    signer: str = ""
    at_station: bool = False
    is_dated: bool = True


@dataclass(frozen=True)
class Verdict:
    """What the reports of one letter come to.

    `outcome`: the one that all agree on, if there is one; `scan` likewise. `is_proof` alone may lead to an effect.
    """

    stage: Stage
    defects: tuple[Defect, ...] = ()
    outcome: Report | None = None
    scan: str = ""
    missing: frozenset[Piece] = frozenset(Piece)
    mishap: Kind | None = None
    tries: int = 0
    heard_at: datetime | None = None  # when the last new fact came

    @property
    def is_proof(self) -> bool:
        """Whether outcome, scan and closure are there, in order, and nothing contradicts them."""
        return self.stage is Stage.WHOLE and not self.defects
