"""How the secrets of a key ring are kept in a file that only its owner may read."""

import base64
import binascii
import fcntl
import json
import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from songda.trust.sealing.errors import SealError
from songda.trust.secret_file import write_secret

FORMAT = "songda keyring 1"
SECRET_BYTES = 32
KEY_ID_BYTES = 4


@dataclass(frozen=True)
class Secrets:
    """Every live secret by its key id, which of them seals new values, and the secret of indexes and codes."""

    current: str
    keys: Mapping[str, bytes]
    index: bytes

    def __repr__(self) -> str:
        """Names the keys only, so that a secret cannot slip into a log."""
        return f"Secrets(current={self.current!r}, keys={sorted(self.keys)!r})"


def new_key() -> tuple[str, bytes]:
    """A fresh key id (8 hexadecimal digits) and its secret."""
    return os.urandom(KEY_ID_BYTES).hex(), os.urandom(SECRET_BYTES)


def write_new(path: Path, secrets: Secrets) -> None:
    """Writes a key ring where none is yet; refuses to replace one, because that would lose every sealed value."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        write_secret(path, _written(secrets))
    except FileExistsError:
        raise SealError(f"There is a key ring at {path} already; it is not replaced.") from None


@contextmanager
def alone_at(path: Path) -> Iterator[None]:
    """While it lasts nobody else changes the key ring; SealError where somebody does already.

    Two who each added a key to the ring that they had read would lose one of the keys.
    """
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise SealError(f"Somebody else is changing the key ring {path} at this moment.") from None
    finally:
        os.close(folder)


def replace(path: Path, secrets: Secrets) -> None:
    """Writes a changed key ring beside the old one and puts it in its place in one step, with owner and mode kept.

    Whoever is killed before that step leaves the old ring as it was, and a file that the next one takes away.
    """
    fresh = path.with_name(f".{path.name}.new")
    fresh.unlink(missing_ok=True)
    write_new(fresh, secrets)
    try:
        _give_to_the_same(fresh, path.stat())
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
    _settle(path.parent)


def _give_to_the_same(fresh: Path, old: os.stat_result) -> None:
    own = fresh.stat()
    if (own.st_uid, own.st_gid) != (old.st_uid, old.st_gid):
        os.chown(fresh, old.st_uid, old.st_gid)
    fresh.chmod(stat.S_IMODE(old.st_mode))


def _settle(folder: Path) -> None:
    """Have the disk keep the names in a folder."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _written(secrets: Secrets) -> bytes:
    keys = {key_id: base64.b64encode(secret).decode() for key_id, secret in secrets.keys.items()}
    text = {
        "format": FORMAT,
        "current": secrets.current,
        "keys": keys,
        "index": base64.b64encode(secrets.index).decode(),
    }
    return json.dumps(text, indent=2).encode()


def read(path: Path) -> Secrets:
    """Reads a key ring file; SealError says what is wrong with it."""
    try:
        text = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SealError(f"The key ring {path} cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise SealError(f"{path} is not a key ring.") from error
    if not isinstance(text, dict) or text.get("format") != FORMAT:
        raise SealError(f"{path} is not a key ring of a kind known here ({FORMAT}).")
    return _parse(text, path)


def _parse(text: Mapping[str, object], path: Path) -> Secrets:
    keys, current = text.get("keys"), str(text.get("current"))
    if not isinstance(keys, dict) or current not in keys:
        raise SealError(f"The key ring {path} does not hold its current key.")
    return Secrets(
        current=current,
        keys={_key_id(key_id, path): _secret(value, path) for key_id, value in keys.items()},
        index=_secret(text.get("index"), path),
    )


def _key_id(text: str, path: Path) -> str:
    try:
        raw = bytes.fromhex(text)
    except ValueError:
        raw = b""
    if len(raw) != KEY_ID_BYTES:
        raise SealError(f"The key ring {path} holds a key id that is not 8 hexadecimal digits.")
    return raw.hex()


def _secret(value: object, path: Path) -> bytes:
    try:
        secret = base64.b64decode(str(value), validate=True)
    except binascii.Error:
        secret = b""
    if len(secret) != SECRET_BYTES:
        raise SealError(f"The key ring {path} holds a secret that is not {SECRET_BYTES} bytes long.")
    return secret
