"""What a carrier's reports of one letter prove: nothing, until outcome, scan of the return and closure agree.

A carrier is not believed for its word. Only a triplet that is whole, in order and without a contradiction gives an
effect by itself; every defect has a name of its own, and none of them gives one. Whether what a whole triplet says
serves anybody is for the law (Court-express mail provisions of 2004, articles 6 to 11).
"""

from songda.core.delivery.carriage.judging import ANSWER_WITHIN, GRACE, Basis, Standing, judge, silent_from, standing_of
from songda.core.delivery.carriage.reports import OnRecord, Report, Shipment, Verdict
from songda.core.delivery.carriage.words import (
    MISHAPS,
    MISHAPS_IN_ORDER,
    OUTCOMES,
    UNKNOWN,
    UNREADABLE,
    Defect,
    Kind,
    Piece,
    SettledHow,
    Stage,
    Stray,
)

__all__ = [
    "ANSWER_WITHIN",
    "GRACE",
    "MISHAPS",
    "MISHAPS_IN_ORDER",
    "OUTCOMES",
    "UNKNOWN",
    "UNREADABLE",
    "Basis",
    "Defect",
    "Kind",
    "OnRecord",
    "Piece",
    "Report",
    "SettledHow",
    "Shipment",
    "Stage",
    "Standing",
    "Stray",
    "Verdict",
    "judge",
    "silent_from",
    "standing_of",
]
