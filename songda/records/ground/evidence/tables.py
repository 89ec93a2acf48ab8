"""What the tables of evidence are: rights, comparison with the log, erasure, files."""

from songda.records.ground.evidence.models import (
    Audit,
    Checkpoint,
    CheckpointSetAside,
    CheckpointStamp,
    Cosignature,
    Entry,
    Event,
    EventSecret,
    LogEpoch,
    SetAside,
    Tile,
    Unsequenced,
)
from songda.records.ground.tables import Table

_LOG = "the log itself: `songda audit` checks marks, commitments, hashes and signatures"
_WAITS = "what waits for a place, and what got none; shown, and counted by `songda check`"
TABLES = (
    Table(Event, why=_LOG, web="I", free_text={"actor", "name", "stream"}),
    Table(EventSecret, why=_LOG, web="I"),
    *(Table(model, why=_LOG) for model in (Entry, Tile, Checkpoint, CheckpointStamp)),
    *(Table(model, why=_WAITS) for model in (Unsequenced, SetAside, CheckpointSetAside)),
    Table(LogEpoch, why=_LOG, free_text={"database"}),
    Table(Cosignature, why=_LOG, free_text={"witness"}),
    Table(Audit, why="what audits found before; each finds it anew"),
)
