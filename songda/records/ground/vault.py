"""Opens and closes personal fields and stored files with the court's keys.

A `cell` is `table.column:row-id`; it is bound into every sealed value, so that values cannot be swapped between rows.
Which form of a value its blind index is made of stands here too, so that searches find it. It is the one way to sealed
files, wherever they lie.
"""

import errno
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from functools import lru_cache, partial
from io import BytesIO
from pathlib import Path
from typing import TypeAlias
from uuid import UUID

from django.conf import settings
from django.db import transaction

from songda.clock import new_id
from songda.core.identifiers.person_name import plain_name
from songda.core.identifiers.typed import plain
from songda.trust.places import FilePlace, FilesAwayError, Folder, Places
from songda.trust.s3 import S3
from songda.trust.sealing import Keyring, SealedWriter, SealError, key_mark, open_file, open_part, plain_size
from songda.trust.sealing.files import PIECE_BYTES


@lru_cache(maxsize=1)
def keyring() -> Keyring:
    """The court's keys, read once per process from the file that the settings name."""
    return Keyring.load(settings.KEYRING_FILE)


def ring_for(sealed: bytes) -> Keyring:
    """The ring that opens this value: read again when it names a key that came onto it after we read it."""
    if not keyring().knows(sealed):
        keyring.cache_clear()
    return keyring()


def seal_text(cell: str, text: str) -> bytes:
    """Seal one personal text for exactly this cell."""
    return keyring().seal(text.encode(), cell)


def open_text(cell: str, sealed: bytes | memoryview) -> str:
    """Open what `seal_text` sealed; raises when the value was changed or moved from another cell."""
    try:
        return open_bytes(cell, sealed).decode()
    except SealError:
        if (say := _said_instead.get()) is None:
            raise
        return say(cell)


_said_instead: ContextVar[Callable[[str], str] | None] = ContextVar("said_instead", default=None)


@contextmanager
def unreadable_said(say: Callable[[str], str]) -> Iterator[None]:
    """Within it a text that cannot be opened reads as `say(cell)`: for pages that are shown, and nothing else."""
    token = _said_instead.set(say)
    try:
        yield
    finally:
        _said_instead.reset(token)


def seal_bytes(cell: str, plain: bytes) -> bytes:
    """Seal bytes for exactly this cell."""
    return keyring().seal(plain, cell)


def open_bytes(cell: str, sealed: bytes | memoryview) -> bytes:
    """Open what `seal_bytes` sealed."""
    value = bytes(sealed)
    return ring_for(value).open(value, cell)


def blind_index(column: str, text: str) -> bytes:
    """A keyed 16-byte index of a normalised value, for exact search only."""
    return keyring().blind_index(column, text)


def mark(purpose: str, text: str) -> bytes:
    """A keyed 16-byte mark that changes with any letter; where wide, narrow or small letters are other ones."""
    return keyring().mark(purpose, text)


def link_token(envelope_id: UUID) -> str:
    """The ten characters in a recipient's link; computed, never stored."""
    return keyring().code("portal-link", str(envelope_id), 10)


def call_code(call_id: UUID) -> str:
    """Six characters by which the court and a party know that they speak of the same call; computed, never stored."""
    return keyring().code("call-check", str(call_id), 6)


def notice_code(notice_id: UUID) -> str:
    """Eight characters on the paper of a public notice, which open its page once it has run; computed, never stored."""
    return keyring().code("notice-page", str(notice_id), 8)


def link_index(token: str) -> bytes:
    """What the database keeps of a link token."""
    return keyring().blind_index("envelope.link", token)


def file_place() -> FilePlace:
    """Where sealed files lie: the place that is written to, and the other one while files move between them."""
    written, *others = file_places()
    return Places(written, others) if others else written


def file_places() -> Sequence[FilePlace]:
    """Each place for itself, the one first that is written to."""
    folder = Folder(Path(settings.FILES))
    if not settings.FILES_URL:
        return [folder]
    store = S3(settings.FILES_URL, keyring)
    return [store, folder] if settings.FILES_IN == "s3" else [folder, store]


def try_store(url: str) -> None:
    """Put, read and take away a small file in the store at this address. Raises FilesAwayError."""
    store, name, body = S3(url, keyring), _name("tried", new_id(), os.urandom(8).hex()), os.urandom(100)
    store.put(name, BytesIO(body))
    with suppress(FileNotFoundError):
        is_same = store.get(name) == body
        store.remove(name)
        if is_same:
            return
    raise FilesAwayError("the store gave other bytes back than it got")


WrappedKey: TypeAlias = bytes | memoryview | None  # None or empty: there is no file, or no more


def file_name(kind: str, file_id: UUID, wrapped_key: WrappedKey) -> str:
    """Under which a sealed file lies: its id, and the mark of its own key. SealError for a key that is none."""
    wrapped = bytes(wrapped_key or b"")
    if not wrapped:
        raise SealError(f"There is no key to {_file_cell(kind, file_id)}.")
    return _name(kind, file_id, key_mark(ring_for(wrapped).unwrap(wrapped, _file_cell(kind, file_id))))


def _name(kind: str, file_id: UUID, mark: str) -> str:
    return f"{kind}/{file_id.hex[-2:]}/{file_id.hex}-{mark}"


def _file_cell(kind: str, file_id: UUID) -> str:
    return f"{kind}:{file_id}"


def id_in(name: str) -> UUID | None:
    """The id under which a file lies; None for one that is not in its place."""
    try:
        file_id = UUID(name.rpartition("/")[2].partition("-")[0])
    except ValueError:
        return None
    return file_id if name.startswith(f"{name.partition('/')[0]}/{file_id.hex[-2:]}/{file_id.hex}-") else None


def store_file(kind: str, file_id: UUID, plain: bytes) -> bytes:
    """Seal a file, put it in its place and give back its wrapped key, which belongs into the row.

    When this returns it is kept for good: a power cut leaves no row whose file is gone. Raises OSError.
    """
    made, view = begin_file(kind, file_id), memoryview(plain)
    for start in range(0, len(view), PIECE_BYTES):
        made.write(view[start : start + PIECE_BYTES])
    return finish_file(made, kind, file_id)


def begin_file(kind: str, file_id: UUID) -> SealedWriter:
    """A sealed file that is written while it comes in; `finish_file` puts it in its place."""
    drafts = Path(settings.HOME)
    drafts.mkdir(parents=True, exist_ok=True, mode=0o700)
    return SealedWriter(_file_cell(kind, file_id), drafts)


def finish_file(made: SealedWriter, kind: str, file_id: UUID) -> bytes:
    """Put it in its place; its wrapped key belongs into the row. Raises OSError."""
    place = file_place()
    return made.finish(keyring(), lambda mark, sealed: place.put(_name(kind, file_id, mark), sealed))


def read_file(kind: str, file_id: UUID, wrapped_key: bytes | memoryview) -> bytes:
    """Read a sealed file; SealError when it is missing, truncated, changed or exchanged.

    FilesAwayError where the store does not answer: then nothing is known of the file.
    """
    wrapped, cell = bytes(wrapped_key), _file_cell(kind, file_id)
    name = file_name(kind, file_id, wrapped)
    with _unread(cell):
        sealed = file_place().get(name)
    return open_file(sealed, wrapped, ring_for(wrapped), cell)


def size_of_file(kind: str, file_id: UUID, wrapped_key: WrappedKey) -> int:
    """How many bytes a file of ours has, unsealed; 0 where it is not in its place."""
    with suppress(SealError):
        found = file_place().stat(file_name(kind, file_id, wrapped_key))
        return plain_size(found.size) if found else 0
    return 0


def read_part(kind: str, file_id: UUID, wrapped_key: bytes | memoryview, wanted: tuple[int, int]) -> bytes:
    """Some bytes of a sealed file, from the first of `wanted` up to the second, without opening the rest."""
    wrapped, cell, place = bytes(wrapped_key), _file_cell(kind, file_id), file_place()
    name = file_name(kind, file_id, wrapped)
    with _unread(cell):
        found = place.stat(name)
        if found is None:
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
        return open_part(
            lambda start, stop: place.get(name, (start, stop)), found.size, (wrapped, ring_for(wrapped), cell), wanted
        )


@contextmanager
def _unread(cell: str) -> Iterator[None]:
    """A file that cannot be read is as good as a changed one; of a store that is away nothing is known."""
    try:
        yield
    except FilesAwayError:
        raise
    except OSError as wrong:
        raise SealError(f"The file of {cell} cannot be read: {wrong.strerror or wrong}.") from wrong


def remove_file(kind: str, file_id: UUID, wrapped_key: WrappedKey) -> None:
    """Take a sealed file away for good; its key goes with its row."""
    file_place().remove(file_name(kind, file_id, wrapped_key))


SealedFile: TypeAlias = tuple[str, UUID, WrappedKey]  # its kind, its id, its wrapped key


def remove_once_certain(files: Iterable[SealedFile]) -> None:
    """Take these sealed files away when the caller's transaction, in which their keys go, is committed.

    What is taken back leaves every file in its place. Who dies in between, or finds the store away, leaves files that
    nothing opens; they are found by their rows, which name no key any more (`site.keeping.sealed_files`).
    """
    for kind, file_id, wrapped_key in files:
        with suppress(SealError):  # a key that was spoilt: its file is found as one that no row names
            transaction.on_commit(partial(_remove, file_name(kind, file_id, wrapped_key)), robust=True)


def _remove(name: str) -> None:
    file_place().remove(name)


# The blind indexes of personal columns: which form of a value is indexed, in one place, so that searches find it.
#
# An index tells nothing without the court's keys; that two rows hold the same value can be seen, by design.


def name_index(name: str) -> bytes:
    """The index of a name, however dots, blanks and wide letters were typed."""
    return blind_index("party.name", plain_name(name))


def number_index(number: str) -> bytes:
    """The index of an identity number or credit code: narrow, without blanks or dashes, X in capitals."""
    return blind_index("party.number", plain(number).upper())


def address_index(kind: str, value: str) -> bytes:
    """The index of an address; a number that is a mobile and a fax counts as two addresses."""
    return blind_index("address.value", f"{kind}:{plain_name(value)}")
