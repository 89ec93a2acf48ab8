"""What every place of sealed files promises: the same tests for a folder and for a real S3 server."""

import io
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from songda.trust.places import FilePlace, FilesAwayError, Folder, Places
from songda.trust.s3 import S3, S3AddressError, bucket_of
from songda.trust.sealing import Keyring
from tests.surroundings.s3 import Gateway, gateway

ONE = "papers/0f/019345f00000700080000000000000" + "0f-00112233445566aa"
OTHER = "letters/0f/019345f00000700080000000000000" + "0f-00112233445566aa"
HALF = "papers/0f/.019345f0000070008000000000000f0f-00112233445566aa.0a0b.part"


@pytest.fixture(scope="module")
def server() -> Iterator[Gateway]:
    with gateway() as running:
        yield running


@pytest.fixture
def ring(tmp_path: Path) -> Keyring:
    return Keyring.create(tmp_path / "ring.json")


@pytest.fixture(params=["folder", "s3", "on the way to s3"])
def place(request: pytest.FixtureRequest, tmp_path: Path, ring: Keyring) -> FilePlace:
    folder = Folder(tmp_path / "files")
    if request.param == "folder":
        return folder
    store = S3(request.getfixturevalue("server").url(), lambda: ring)
    return store if request.param == "s3" else Places(store, [folder])


def put(place: FilePlace, name: str, body: bytes) -> None:
    place.put(name, io.BytesIO(body))


@pytest.mark.parametrize("size", [0, 1, 70_000, 9_000_000])
def test_what_is_put_is_there_whole(place: FilePlace, size: int) -> None:
    body = os.urandom(size)
    put(place, ONE, body)
    assert place.get(ONE) == body
    found = place.stat(ONE)
    assert found is not None
    assert (found.name, found.size) == (ONE, size)
    assert found.written_at.tzinfo is not None
    if size > 100:
        assert place.get(ONE, (10, 42)) == body[10:42]
    assert [lying.name for lying in place.list("papers")] == [ONE]


def test_what_was_never_put_is_said_to_be_nowhere(place: FilePlace) -> None:
    assert place.stat(ONE) is None
    for part in (None, (0, 1)):
        with pytest.raises(FileNotFoundError):
            place.get(ONE, part)
    place.remove(ONE)
    assert list(place.list("papers")) == []


def test_the_same_put_twice_and_at_once_is_one_file(place: FilePlace) -> None:
    body = os.urandom(50_000)
    threads = [threading.Thread(target=put, args=(place, ONE, body)) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert [(lying.name, lying.size) for lying in place.list("papers")] == [(ONE, 50_000)]
    assert place.get(ONE) == body


def test_kinds_are_apart_and_what_is_removed_is_gone(place: FilePlace) -> None:
    put(place, ONE, b"one")
    put(place, OTHER, b"other")
    place.remove(ONE)
    place.remove(ONE)
    assert place.stat(ONE) is None
    assert list(place.list("papers")) == []
    assert place.get(OTHER) == b"other"
    place.remove(OTHER)


class BrokenOffError(Exception):
    pass


class BreaksOff(io.BytesIO):
    """A stream whose writer dies after a while."""

    def __init__(self, after: int) -> None:
        super().__init__()
        self._left = after

    def read(self, size: int | None = -1) -> bytes:
        if size is None or size < 0 or self._left <= 0:
            raise BrokenOffError
        some = min(self._left, size)
        self._left -= some
        return bytes(some)


@pytest.mark.parametrize("after", [0, 20_000_000])
def test_a_put_that_breaks_off_leaves_nothing_under_the_name(place: FilePlace, after: int) -> None:
    with pytest.raises(BrokenOffError):
        place.put(ONE, BreaksOff(after))
    assert place.stat(ONE) is None
    with pytest.raises(FileNotFoundError):
        place.get(ONE)


def test_the_store_sees_names_that_tell_nothing(server: Gateway, ring: Keyring) -> None:
    store = S3(server.url(), lambda: ring)
    key = store._key(ONE)
    assert "papers" not in key
    assert "019345f0" not in key
    assert key.partition("/")[0] != store._key(OTHER).partition("/")[0]
    assert key.partition("/")[2] != store._key(OTHER).partition("/")[2]


def test_what_another_court_keeps_in_the_bucket_is_neither_named_nor_ours(server: Gateway, tmp_path: Path) -> None:
    ours, theirs = (
        S3(server.url(), lambda kept=ring: kept)
        for ring in (Keyring.create(tmp_path / "a.json"), Keyring.create(tmp_path / "b.json"))
    )
    put(theirs, ONE, b"theirs")
    assert list(ours.list("papers")) == []
    assert ours.stat(ONE) is None
    theirs.remove(ONE)


@pytest.fixture
def away(server: Gateway) -> Iterator[Callable[[str], str]]:
    """Breaks the line to the store in one of several ways, and gives the address that is then in use."""

    def broken(how: str) -> str:
        if how == "stopped":
            server.stop()
        return {"no bucket": server.url("never-made"), "wrong secret": server.url(secret="x")}.get(how, server.url())

    yield broken
    if server.process is None:
        server.start()


WHY = {
    "no bucket": "the bucket is not there",
    "wrong secret": r"does not let us in \(403\)",
    "stopped": "cannot be reached",
}


@pytest.mark.parametrize("how", WHY)
def test_a_store_that_is_away_is_never_taken_for_a_file_that_is_gone(
    how: str, away: Callable[[str], str], ring: Keyring, server: Gateway
) -> None:
    sound = S3(server.url(), lambda: ring)
    put(sound, ONE, b"kept")
    broken = S3(away(how), lambda: ring)
    asked: tuple[Callable[[], object], ...] = (
        lambda: put(broken, OTHER, b"new"),
        lambda: broken.get(ONE),
        lambda: broken.get(ONE, (0, 1)),
        lambda: broken.stat(ONE),
        lambda: list(broken.list("papers")),
        lambda: broken.remove(ONE),
    )
    for ask in asked:
        with pytest.raises(FilesAwayError, match=WHY[how]) as wrong:
            ask()
        assert "sandbox" not in str(wrong.value)
    if server.process is None:
        server.start()
    assert sound.get(ONE) == b"kept"
    assert sound.stat(OTHER) is None
    sound.remove(ONE)


def test_a_file_that_moves_between_two_looks_is_found(tmp_path: Path) -> None:
    first, second = Folder(tmp_path / "new"), Folder(tmp_path / "old")
    put(second, ONE, b"kept")

    class Moved(Folder):
        def get(self, name: str, part: tuple[int, int] | None = None) -> bytes:
            put(first, name, super().get(name, part))
            self.remove(name)
            raise FileNotFoundError

        def stat(self, name: str) -> None:
            put(first, name, (self.root / name).read_bytes())
            self.remove(name)

    both = Places(first, [Moved(tmp_path / "old")])
    assert both.stat(ONE) is not None
    first.remove(ONE)
    put(second, ONE, b"kept")
    assert both.get(ONE) == b"kept"


def test_a_removal_begins_where_files_are_moved_from_and_goes_on_where_one_place_is_away(tmp_path: Path) -> None:
    new, old, taken = Folder(tmp_path / "new"), Folder(tmp_path / "old"), list[str]()

    class Away(Folder):
        def remove(self, name: str) -> None:
            taken.append(name)
            raise FilesAwayError("away")

    put(new, ONE, b"kept")
    with pytest.raises(FilesAwayError):
        Places(new, [Away(old.root)]).remove(ONE)
    assert (taken, new.stat(ONE)) == ([ONE], None)


def test_what_a_killed_writer_left_in_the_folder_is_listed(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    put(folder, ONE, b"kept")
    (tmp_path / HALF).write_bytes(b"SDF1")
    assert {lying.name for lying in folder.list("papers")} == {ONE, HALF}
    assert (tmp_path / ONE).stat().st_mode & 0o777 == 0o600
    assert (tmp_path / ONE).parent.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize(
    "url",
    ["", "s3://a:b@host/x", "https://host/x", "https://a@host/x", "https://a:b@host", "https://a:b@host/x/y"],
)
def test_what_names_no_bucket_is_refused_without_being_quoted(url: str) -> None:
    with pytest.raises(S3AddressError) as wrong:
        bucket_of(url)
    assert "a:b" not in str(wrong.value)
