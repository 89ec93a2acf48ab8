"""Which tables of what carriers say are compared with the log, and which of their columns are no evidence, and why."""

from songda.core.state.ways import carriage as carriage_things
from songda.records.delivery.carriage.models import CameBack, Carriage, CarrierReport
from songda.records.proof.certificates.compared import SEALED, SUBJECT, WORK_ONLY
from songda.records.proof.certificates.comparing import Compared

_SEEN = "that somebody looked at it; decides nothing"
CARRIER_REPORT = Compared(
    CarrierReport,
    carriage_things.CarrierFact,
    lambda state: state.carriages.facts,
    {
        "id": SUBJECT,
        "fact": "keeps the same fact from being kept twice; what it is made of is compared",
        "words_sealed": SEALED,
        "scan_key": "opens the sealed scan; what it opens is compared with the hash",
        "seen_at": _SEEN,
        "seen_by": _SEEN,
    },
)
CARRIAGE = Compared(
    Carriage,
    carriage_things.Carriage,
    lambda state: state.carriages.carriages,
    {
        "letter_id": SUBJECT,
        "begun_at": WORK_ONLY,
        "tell_after": WORK_ONLY,
        "times_told": WORK_ONLY,
        "facts": WORK_ONLY,
        "judged_at": "the event says when it was judged",
        "look_at": WORK_ONLY,
        "reason_sealed": SEALED,
    },
    key=lambda row: str(row.letter_id),
    may_be_untold=lambda row: row.judged_at is None and row.told_at is None,
)
CAME_BACK = Compared(CameBack, carriage_things.CameBack, lambda state: state.carriages.returns, {"id": SUBJECT})
