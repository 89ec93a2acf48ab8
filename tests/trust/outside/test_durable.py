"""What lies outside is written by threads and processes at once, and none spoils what another writes."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

from songda.trust.atomic_files import locked_folder, replace_file

THREADS, TIMES = 4, 25


def test_many_writers_at_once_leave_one_whole_content_and_nothing_beside_it(tmp_path: Path) -> None:
    path, together = tmp_path / "told", Barrier(THREADS)

    def write(letter: str) -> None:
        for _ in range(TIMES):
            together.wait()
            replace_file(path, letter.encode() * 1000)

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(write, "abcd"))
    assert len(set(path.read_text(encoding="ascii"))) == 1
    assert list(tmp_path.iterdir()) == [path]


def test_whoever_is_alone_reads_what_the_one_before_wrote(tmp_path: Path) -> None:
    path = tmp_path / "count"
    path.write_text("0", encoding="ascii")

    def add(_place: int) -> None:
        for _ in range(TIMES):
            with locked_folder(tmp_path):
                path.write_text(str(int(path.read_text(encoding="ascii") or "0") + 1), encoding="ascii")

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(add, range(THREADS)))
    assert path.read_text(encoding="ascii") == str(THREADS * TIMES)
