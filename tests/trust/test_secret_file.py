"""A file with a secret is there whole or not at all, also where two write it at the same moment."""

import fcntl
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from songda.trust.atomic_files import replace_secret


def part_of(path: Path) -> Path:
    """What a writer has written beside the place so far."""
    part = path.with_name(f".{path.name}.0a0b0c0d.part")
    part.write_bytes(b"half")
    return part


def test_what_a_killed_writer_left_is_taken_away(tmp_path: Path) -> None:
    part = part_of(tmp_path / "secret")
    replace_secret(tmp_path / "secret", b"whole")
    assert not part.exists()


def test_what_another_writes_at_this_moment_is_left_to_it(tmp_path: Path) -> None:
    part = part_of(tmp_path / "secret")
    with part.open("rb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        replace_secret(tmp_path / "secret", b"whole")
        assert part.exists()
        part.rename(tmp_path / "secret")  # as that one does when it has finished
    assert (tmp_path / "secret").read_bytes() == b"half"


def test_many_writers_at_once_each_finish_and_leave_nothing_beside_it(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    with ThreadPoolExecutor(8) as writers:
        list(writers.map(lambda place: replace_secret(secret, bytes([place]) * 1000), range(200)))
    assert len(set(secret.read_bytes())) == 1
    assert list(tmp_path.iterdir()) == [secret]
