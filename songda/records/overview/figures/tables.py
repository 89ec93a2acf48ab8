"""What the tables of figures are: rights, comparison with the log, erasure, files."""

from songda.records.ground.tables import ALL, Shelf, Table
from songda.records.overview.figures.models import (
    CountedFact,
    CountedUpTo,
    DayCount,
    FiguresPaper,
    Recount,
    Revision,
    UnitCost,
)

TABLES = (
    Table(DayCount, why="counted from the events, and counted anew", free_text={"dimension", "key", "part"}),
    Table(CountedFact, why="counted from the events, and counted anew", free_text={"key"}),
    Table(CountedUpTo, why="counted from the events, and counted anew", free_text={"counted_by"}),
    Table(Revision, why="counted from the events, and counted anew", free_text={"part"}),
    Table(Recount, why="counted from the events, and counted anew"),
    Table(
        UnitCost,
        why="what savings are reckoned with; no count rests on it",
        web="I",
        changes="value set_by set_at",
        untold={ALL: "what savings are reckoned with; no count rests on it"},
        free_text={"set_by"},
    ),
    Table(
        FiguresPaper,
        why="files of counted numbers; the events bear what was asked and the hash of the file",
        web="I",
        shelves=(Shelf("figures"),),
        stays={"wrapped_key": "of the court itself, and of nobody's case"},
        free_text={"asked_by"},
    ),
)
