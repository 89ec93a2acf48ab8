"""What the tables of determinations are: rights, comparison with the log, erasure, files."""

from hashlib import sha256

from songda.records.ground.tables import Among, Compared, words
from songda.records.service.determinations.actions import reason_of
from songda.records.service.determinations.models import Determination

TABLES = (
    Compared(
        Determination,
        among=Among.GROUNDS,
        log="determinations",
        web="I",
        case="party__case",
        seldom=("reason_sealed",),
        aside={
            "party_id consent_id hearing_id": "what was decided on is told of in events of its own, and compared there",
            "shown_to_judge": "what the judge had before them, kept for whoever asks; decides nothing",
        },
        reads={"reason_sealed": words(lambda row: sha256(reason_of(row).encode()).hexdigest(), "reason_sha256")},
        stays={"reason_sealed": "why a judge decided so"},
    ),
)
