"""Opens and closes personal fields and stored files with the court's keys.

A `cell` is `table.column:row-id`; it is bound into every sealed value, so that values cannot be swapped between rows.
Which form of a value its blind index is made of stands here too, so that searches find it; and what lies on the shelves
of sealed files, so that it can be compared with the rows that name it.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache, partial
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction

from songda.core.identifiers.person_name import plain_name
from songda.core.identifiers.typed import plain
from songda.trust.sealing import Keyring, SealedWriter, SealError, open_file, open_part, plain_size, seal_file


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


def file_path(kind: str, file_id: UUID) -> Path:
    """Where a sealed file lies."""
    name = file_id.hex
    return Path(settings.FILES) / kind / name[-2:] / name


def store_file(kind: str, file_id: UUID, plain: bytes) -> bytes:
    """Write a sealed file and give back its wrapped key, which belongs into the row."""
    path = file_path(kind, file_id)
    return seal_file(plain, path, keyring(), f"{kind}:{file_id}")


def begin_file(kind: str, file_id: UUID) -> SealedWriter:
    """A sealed file that is written while it comes in; `finish_file` puts it in its place."""
    return SealedWriter(file_path(kind, file_id), f"{kind}:{file_id}")


def finish_file(made: SealedWriter) -> bytes:
    """Put it in its place; its wrapped key belongs into the row."""
    return made.finish(keyring())


def read_file(kind: str, file_id: UUID, wrapped_key: bytes | memoryview) -> bytes:
    """Read a sealed file; raises when it was truncated, changed or exchanged."""
    wrapped = bytes(wrapped_key)
    return open_file(file_path(kind, file_id), wrapped, ring_for(wrapped), f"{kind}:{file_id}")


def size_of_file(kind: str, file_id: UUID) -> int:
    """How many bytes a file of ours has, unsealed; 0 where it is not in its place."""
    try:
        return plain_size(file_path(kind, file_id))
    except FileNotFoundError:
        return 0


def read_part(kind: str, file_id: UUID, wrapped_key: bytes | memoryview, wanted: tuple[int, int]) -> bytes:
    """Some bytes of a sealed file, from the first of `wanted` up to the second, without opening the rest."""
    wrapped = bytes(wrapped_key)
    return open_part(file_path(kind, file_id), wrapped, ring_for(wrapped), f"{kind}:{file_id}", wanted)


def remove_file(kind: str, file_id: UUID) -> None:
    """Take a sealed file away for good; its key goes with its row."""
    file_path(kind, file_id).unlink(missing_ok=True)


def remove_once_certain(files: Iterable[tuple[str, UUID]]) -> None:
    """Take these sealed files away when the caller's transaction, in which their keys go, is committed.

    What is taken back leaves every file in its place. Who dies in between leaves files that nothing opens; they are
    found by their rows, which name no key any more (`site.sealed_files`).
    """
    for kind, file_id in files:
        transaction.on_commit(partial(remove_file, kind, file_id), robust=True)


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


def files_of(kind: str) -> Iterator[Path]:
    """Every file of this kind, those too that a killed writer left half-written beside their place."""
    shelf = Path(settings.FILES) / kind
    for folder in sorted(shelf.iterdir()) if shelf.is_dir() else ():
        yield from (path for path in sorted(folder.iterdir()) if path.is_file())


def id_of(path: Path) -> UUID | None:
    """The id under which a file lies; None for one that is not in its place."""
    try:
        file_id = UUID(path.name)
    except ValueError:
        return None
    return file_id if file_path(path.parent.parent.name, file_id) == path else None
