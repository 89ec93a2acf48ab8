"""What of a letter counts by all that is known of it, whatever was known first; and whether a judge has to be asked.

Which day wins: that of signing or receipt which is written on the return (Civil Procedure Law of 2023, articles 87(2)
and 91). Somebody of the court who read it off the return is believed before what a carrier reports of it. A whole
triplet is such a return as well, and its day the one on which the letter was given back (court-express mail provisions
of 2004, article 11). Whoever holds the letter in their hands and tells no day knows only that it is back by then; where
they tell one that the carrier does not, or anything else than it does, the letter in their hands is believed, and a
judge is asked.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from songda.core.delivery.carriage.reports import Report, Shipment, Verdict
from songda.core.delivery.carriage.words import Defect


class Basis(StrEnum):
    """On what it rests that something counts of a letter."""

    READ_OFF = "read_off"  # the return, by somebody of the court
    PROOF = "proof"  # the triplet is whole
    IN_HAND = "in_hand"  # somebody of the court holds the letter
    NOTHING = "nothing"


@dataclass(frozen=True)
class Standing:
    """What counts, and whether somebody contradicts what people of the court put on record.

    `proved`: the outcome that counts by the carrier's triplet, where that is the basis.
    """

    basis: Basis
    proved: Report | None = None
    is_contradicted: bool = False


AGAINST = frozenset(
    {
        Defect.TWO_OUTCOMES,
        Defect.DELIVERED_AFTER_RETURN,
        Defect.RETURNED_AFTER_DELIVERY,
        Defect.OUTCOME_AFTER_MISHAP,
        Defect.AGAINST_THE_RECORD,
    }
)


def standing_of(shipment: Shipment, verdict: Verdict, now: datetime) -> Standing:
    """What counts of the letter at this moment; an outcome that a carrier's clock dates ahead counts when it comes."""
    is_contradicted = bool(shipment.on_record) and bool(AGAINST & set(verdict.defects))
    if any(not one.at_station for one in shipment.on_record):
        return Standing(Basis.READ_OFF, None, is_contradicted)
    if shipment.gives_proof and verdict.is_proof and verdict.outcome is not None and verdict.outcome.at <= now:
        return Standing(Basis.PROOF, verdict.outcome)
    return Standing(Basis.IN_HAND if shipment.on_record else Basis.NOTHING, None, is_contradicted)
