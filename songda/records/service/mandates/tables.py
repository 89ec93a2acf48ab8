"""What the tables of mandates are: rights, comparison with the log, erasure, files."""

from songda.records.ground.tables import ACTOR, Among, Compared, keyed, opened
from songda.records.ground.vault import name_index
from songda.records.service.mandates.models import Mandate

TABLES = (
    Compared(
        Mandate,
        among=Among.GROUNDS,
        log="mandates",
        web="I",
        changes="ended_at",
        case="party__case",
        aside={"recorded_by": ACTOR},
        reads={
            "name_sealed": (keyed("name", name_index), opened("name", name_index)),
            "name_index": (keyed("name", name_index), lambda row: bytes(row.name_index)),
        },
        apart=frozenset({"name"}),
        stays={"name_sealed": "who acted for the person"},
        free_text={"recorded_by"},
    ),
)
