"""A file with a secret is there whole or not at all, also where two write it at the same moment."""

import os
from pathlib import Path

from songda.trust.secret_file import WRITTEN_WITHIN_SECONDS, replace_secret


def part_of(path: Path, age_seconds: float) -> Path:
    """What a writer has written beside the place so far."""
    part = path.with_name(f".{path.name}.0a0b0c0d.part")
    part.write_bytes(b"half")
    at = part.stat().st_mtime - age_seconds
    os.utime(part, (at, at))
    return part


def test_what_a_killed_writer_left_is_taken_away(tmp_path: Path) -> None:
    part = part_of(tmp_path / "secret", WRITTEN_WITHIN_SECONDS + 60)
    replace_secret(tmp_path / "secret", b"whole")
    assert not part.exists()


def test_what_another_writes_at_this_moment_is_left_to_it(tmp_path: Path) -> None:
    part = part_of(tmp_path / "secret", 0)
    replace_secret(tmp_path / "secret", b"whole")
    assert part.exists()
    part.rename(tmp_path / "secret")  # as that one does when it has finished
    assert (tmp_path / "secret").read_bytes() == b"half"
