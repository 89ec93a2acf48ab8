"""What the tables of malfunctions are: rights, comparison with the log, erasure, files."""

from songda.records.ground.tables import FILE_KEY, Among, Compared, Shelf, words
from songda.records.service.malfunctions.actions import reason_of_weighing
from songda.records.service.malfunctions.models import Malfunction, RanMeanwhile

TABLES = (
    Compared(
        Malfunction,
        among=Among.HOUSE,
        log="malfunctions.times",
        web="I",
        changes="until in_vain struck_at looked_for_periods_at",
        aside={
            "wrapped_key": FILE_KEY,
            "looked_for_periods_at": "says when periods were looked for; decides nothing",
        },
        root=("malfunction", "malfunction.noted"),
        shelves=(Shelf("malfunctions"),),
        stays={"wrapped_key": "of the court itself, and of nobody's case"},
        free_text={"noted_by", "words"},
    ),
    Compared(
        RanMeanwhile,
        among=Among.FILES,
        log="malfunctions.ran",
        changes="outcome weighed_at weighed_by reason_sealed",
        case="party__case",
        aside={"id": "the row's number", "last_day": "follows from the answer of the law, which is compared"},
        reads={"reason_sealed": words(reason_of_weighing, "reason")},
        key=lambda row: (str(row.malfunction_id), str(row.party_id)),
        may_be_unlogged=lambda row: row.weighed_at is None,
        column_if_unlogged="weighed_at",
        emptied={"reason_sealed": None},
        free_text={"weighed_by"},
    ),
)
