"""What the tables of processes are: rights, comparison with the log, erasure, files."""

from songda.records.ground.processes.models import Filling, Process
from songda.records.ground.tables import ALL, Table

TABLES = (
    Table(
        Process,
        why="which processes run, and of which version: contracting waits for older ones",
        web="ID",
        changes="seen_at",
        untold={ALL: "that a web server runs; decides nothing of a case"},
        free_text={"knows", "name", "version"},
    ),
    Table(
        Filling,
        why="how far rows are filled that a change of tables left; contracting looks at the rows themselves",
        free_text={"name", "position"},
    ),
)
