"""The tables of malfunctions, each with the things of the log that its rows are compared with."""

from songda.core.state.ways import malfunctions
from songda.records.delivery.malfunctions.models import Malfunction, RanMeanwhile
from songda.records.proof.certificates.comparing import Compared

MALFUNCTION = Compared(
    Malfunction,
    malfunctions.Malfunction,
    lambda state: state.malfunctions.times,
    {
        "id": "an id that the events name the row by",
        "wrapped_key": "opens the sealed file; what it opens is compared with the hash",
        "looked_for_periods_at": "says when periods were looked for; decides nothing",
    },
)
RAN_MEANWHILE = Compared(
    RanMeanwhile,
    malfunctions.RanMeanwhile,
    lambda state: state.malfunctions.ran,
    {
        "id": "the row's number",
        "last_day": "follows from the answer of the law, which is compared",
        "reason_sealed": "sealed for this very row: without our keys no other value can stand there",
    },
    key=lambda row: (str(row.malfunction_id), str(row.party_id)),
    may_be_untold=lambda row: row.weighed_at is None,
    untold="weighed_at",
)
