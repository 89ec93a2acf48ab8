"""What the tables of incidents are: rights, comparison with the log, erasure, files."""

from songda.core.state.entities_of_work import work_entities
from songda.records.ground.incidents.models import Incident, StuckRow, UnshownRow
from songda.records.ground.tables import ALL, Among, Compared, Table

TABLES = (
    Compared(
        Incident,
        among=Among.HOUSE,
        log="incidents",
        web="I",
        changes="waiting detail ended_at",
        of_nothing="that something was away: is believed where an event of its kind tells of it",
        aside={
            "detail": "the last of the words in which a machine complained",
            "waiting": "how many waited at the worst moment",
        },
        key=lambda row: work_entities.incident_id(row.kind, row.subject, row.begun_at),
        column_if_unlogged="begun_at",
        free_text={"detail", "subject"},
    ),
    Table(
        StuckRow,
        why="rows whose work failed and is tried again: it says when, and nothing follows from it but work done later",
        free_text={"wrong"},
    ),
    Table(
        UnshownRow,
        why="rows that a page could not show: for the administrator, and nothing follows from it",
        web="I",
        changes="wrong times last_at",
        untold={ALL: "that a page could not show a row; decides nothing"},
        free_text={"number", "thing", "wrong"},
    ),
)
