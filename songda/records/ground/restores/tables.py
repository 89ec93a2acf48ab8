"""What the tables of restores are: rights, comparison with the log, erasure, files."""

from songda.records.ground.restores.models import LostCall, LostHandOver, Quarantine
from songda.records.ground.tables import Table

TABLES = (
    Table(
        Quarantine,
        why="of the hours after a restore; what people decide then is an event",
        changes="ended_at",
        free_text={"detail"},
    ),
    Table(LostHandOver, why="of the hours after a restore; what people decide then is an event", free_text={"channel"}),
    Table(LostCall, why="of the hours after a restore; what people decide then is an event"),
)
