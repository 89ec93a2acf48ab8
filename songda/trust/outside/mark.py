"""The high-water mark: how far the evidence log had come, told outside the database.

A log that ends before its mark, or differs from it, lost what came after: it must not sign a second history.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from songda.trust.atomic_files import locked_folder, replace_file

NAME = "high-water-mark.json"


@dataclass(frozen=True)
class HighWaterMark:
    """The newest checkpoint that was signed: its size, root and note, under which epoch, in which database.

    `size` 0 and an empty note: nothing was signed in this epoch yet.
    """

    database: str
    epoch: int
    size: int
    root: bytes
    note: str


def write_mark(folder: Path, mark: HighWaterMark) -> None:
    """Replace the mark, durably. Raises OSError."""
    content = {
        "database": mark.database,
        "epoch": mark.epoch,
        "size": mark.size,
        "root": mark.root.hex(),
        "note": mark.note,
    }
    replace_file(folder / NAME, json.dumps(content, indent=1).encode() + b"\n")


def raise_to(folder: Path, newest: Callable[[], HighWaterMark]) -> None:
    """Replace the mark where it is not the newest one. Raises OSError; ValueError where it is none.

    Threads and workers take turns: one that was slow would set the mark back to what it had read.
    """
    if read_mark(folder) == newest():
        return
    with locked_folder(folder):
        write_mark(folder, newest())


def read_mark(folder: Path) -> HighWaterMark | None:
    """The mark; None where none was ever written. Raises ValueError when the file is not one, OSError."""
    try:
        written = (folder / NAME).read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    try:
        content = json.loads(written)
        root = bytes.fromhex(content["root"])
        return HighWaterMark(
            str(content["database"]), int(content["epoch"]), int(content["size"]), root, str(content["note"])
        )
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(
            f"{folder / NAME} is not a high-water mark; put the right one back, or take it away"
        ) from error
