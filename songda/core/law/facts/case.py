"""The case and the paper, as the law looks at them."""

from dataclasses import dataclass
from datetime import datetime

from songda.core.law.facts.words import (
    Branch,
    PaperKind,
    Procedure,
    RetrialOf,
    Stage,
)


@dataclass(frozen=True, slots=True)
class JurisdictionObjection:
    """A party's objection to jurisdiction; `dismissal_in_force_at` is None until its dismissal is in force."""

    raised_at: datetime
    dismissal_in_force_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """The case. `internet_court`: the case is heard by one of the internet courts, which have rules of their own.

    Where the procuratorate takes part, `procuratorate_agreed_at` tells since when it agrees to proceedings on line
    (None: it has not). `retrial_of`: of a retrial, whose decision is tried again (None: not told).
    """

    branch: Branch
    procedure: Procedure
    stage: Stage
    status_case: bool = False
    internet_court: bool = False
    number: str | None = None
    jurisdiction_objection: JurisdictionObjection | None = None
    procuratorate_takes_part: bool = False
    procuratorate_agreed_at: datetime | None = None
    retrial_of: RetrialOf | None = None


@dataclass(frozen=True, slots=True)
class PaperFacts:
    """The paper, fixed by its hash.

    `days_set_in_paper` is the period that the paper itself sets (an evidence notice). `other_signatures` tells when
    each of the other parties signed a mediation document (None: not yet). `carried_out` tells whether a preservation
    ruling has been carried out. `issued_at`: when the court issued a payment order, which lapses if it is not served
    in time.
    """

    id: str
    kind: PaperKind
    sha256: str
    replaces: str | None = None
    days_set_in_paper: int | None = None
    carried_out: bool | None = None
    other_signatures: tuple[datetime | None, ...] | None = None
    issued_at: datetime | None = None
