"""What the tables of limits are: rights, comparison with the log, erasure, files."""

from songda.records.ground.limits.models import KeptValue, TryCount
from songda.records.ground.tables import ALL, Table

TABLES = (
    Table(
        TryCount,
        why="counts of guesses; keep guessing at bay",
        web="ID",
        changes="since count",
        untold={ALL: "counts by place and hour; what locks a link, a code or an account is told in the log"},
    ),
    Table(
        KeptValue,
        why="counts of guesses; keep guessing at bay",
        web="ID",
        changes="value expires",
        untold={ALL: "counts by place and hour; what locks a link, a code or an account is told in the log"},
        free_text={"cache_key"},
    ),
)
