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

TABLES = (
    Table(
        Event,
        why="the log itself: `songda audit` checks marks, commitments, hashes and signatures",
        web="I",
        free_text={"actor", "name", "stream"},
    ),
    Table(EventSecret, why="the log itself: `songda audit` checks marks, commitments, hashes and signatures", web="I"),
    Table(Unsequenced, why="what waits for a place, and what got none; shown, and counted by `songda check`"),
    Table(SetAside, why="what waits for a place, and what got none; shown, and counted by `songda check`"),
    Table(Entry, why="the log itself: `songda audit` checks marks, commitments, hashes and signatures"),
    Table(Tile, why="the log itself: `songda audit` checks marks, commitments, hashes and signatures"),
    Table(Checkpoint, why="the log itself: `songda audit` checks marks, commitments, hashes and signatures"),
    Table(CheckpointSetAside, why="what waits for a place, and what got none; shown, and counted by `songda check`"),
    Table(
        LogEpoch,
        why="the log itself: `songda audit` checks marks, commitments, hashes and signatures",
        free_text={"database"},
    ),
    Table(CheckpointStamp, why="the log itself: `songda audit` checks marks, commitments, hashes and signatures"),
    Table(
        Cosignature,
        why="the log itself: `songda audit` checks marks, commitments, hashes and signatures",
        free_text={"witness"},
    ),
    Table(Audit, why="what audits found before; each finds it anew"),
)
