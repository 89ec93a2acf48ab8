"""Writes a file with a secret: only its owner may read it, and it is there whole or not at all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from songda.clock import now

WRITTEN_WITHIN_SECONDS = 600  # a part that is older was left by a writer that was killed


def write_secret(path: Path, content: bytes) -> None:
    """Raises FileExistsError where there is one already; a writer that was killed leaves nothing under the name.

    The file is written beside its place and linked into it when it is on the disk.
    """
    if path.exists():
        raise FileExistsError(path)
    with _written(path, content) as part:
        os.link(part, path)


def replace_secret(path: Path, content: bytes) -> None:
    """The same where there may be one already: whoever reads gets the one before or this one, whole."""
    with _written(path, content) as part:
        part.rename(path)


@contextmanager
def _written(path: Path, content: bytes) -> Iterator[Path]:
    """The content beside its place, on the disk; what a killed writer left there is taken away, another's is not."""
    for left in path.parent.glob(f".{path.name}.*.part"):
        if _age_seconds(left) > WRITTEN_WITHIN_SECONDS:
            left.unlink(missing_ok=True)
    part = path.with_name(f".{path.name}.{os.urandom(4).hex()}.part")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        yield part
    finally:
        part.unlink(missing_ok=True)


def _age_seconds(part: Path) -> float:
    try:
        return now().timestamp() - part.stat().st_mtime
    except FileNotFoundError:  # its writer has just finished
        return 0.0
