"""Writes a file with a secret: only its owner may read it, it is there whole or not at all, and none is replaced."""

import os
from pathlib import Path


def write_secret(path: Path, content: bytes) -> None:
    """Raises FileExistsError where there is one already; a writer that was killed leaves nothing under the name.

    The file is written beside its place and linked into it when it is on the disk.
    """
    if path.exists():
        raise FileExistsError(path)
    for left in path.parent.glob(f".{path.name}.*.part"):  # of a writer that was killed
        left.unlink(missing_ok=True)
    part = path.with_name(f".{path.name}.{os.urandom(4).hex()}.part")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.link(part, path)
    finally:
        part.unlink(missing_ok=True)
