"""The court's ring of secret keys: seals a value to its place, finds equal values blindly, makes unguessable codes.

A sealed value is `1 | key id (4) | nonce (12) | AES-256-GCM ciphertext and tag`; the cell that it belongs to
("table.column:row") is authenticated with it, so a value copied into another row does not open there. No secret is
used for two purposes: each use has its own key, derived with its own label. The ring lies in a file of its own, in
JSON, which only its owner may read.
"""

import base64
import binascii
import fcntl
import hmac
import json
import os
import stat
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, AESSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

from songda.trust.atomic_files import sync_folder, write_secret


class SealError(Exception):
    """A sealed value, file or key ring cannot be opened; the message names it and never shows what is inside."""


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


ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # without 0 O, 1 I L and U, which people mistake for one another
INDEX_BYTES = 16
_VERSION = b"\x01"
_HEADER_BYTES = 5
_NONCE_BYTES = 12
_LONGEST_CODE = 40  # a SHA-256 carries 52 such letters; beyond 40 the last ones would no longer be even


class Keyring:
    """Several live keys: the current one seals, any of them opens what it once sealed."""

    def __init__(self, secrets: Secrets) -> None:
        self._secrets = secrets
        self._ciphers: dict[bytes, AESGCM] = {}
        self._derived: dict[tuple[str, str], bytes] = {}
        self._current = bytes.fromhex(secrets.current)

    @classmethod
    def create(cls, path: Path | str) -> Self:
        """Makes a ring with one key and writes it (0600); refuses to replace a ring that is there."""
        key_id, secret = new_key()
        secrets = Secrets(current=key_id, keys={key_id: secret}, index=new_key()[1])
        write_new(Path(path), secrets)
        return cls(secrets)

    @classmethod
    def load(cls, path: Path | str) -> Self:
        """Reads a ring from its file; SealError says what is wrong with it."""
        return cls(read(Path(path)))

    @classmethod
    def add_key(cls, path: Path | str) -> Self:
        """Puts a fresh key on the ring in the file and makes it current; what older keys sealed still opens."""
        place = Path(path).resolve()  # behind a link, the file is changed and the link stays
        with locked_keyring(place):
            old = read(place)
            key_id, secret = new_key()
            secrets = Secrets(current=key_id, keys={**old.keys, key_id: secret}, index=old.index)
            replace(place, secrets)
        return cls(secrets)

    @property
    def current(self) -> str:
        """The id of the key that seals now."""
        return self._secrets.current

    @property
    def key_ids(self) -> tuple[str, ...]:
        """The ids of all keys on the ring, the oldest first."""
        return tuple(self._secrets.keys)

    def key_of(self, sealed: bytes) -> str:
        """The id of the key that sealed this value or wrapped this file key."""
        return bytes(sealed[1:_HEADER_BYTES]).hex()

    def knows(self, sealed: bytes) -> bool:
        """Whether the key that sealed this value or wrapped this file key is on the ring."""
        return self.key_of(sealed) in self._secrets.keys

    def seal(self, plain: bytes, cell: str) -> bytes:
        """Seals a value to its cell, named "table.column:row"."""
        header = _VERSION + self._current
        nonce = os.urandom(_NONCE_BYTES)
        return header + nonce + self._cipher(self._current).encrypt(nonce, plain, header + cell.encode())

    def open(self, sealed: bytes, cell: str) -> bytes:
        """Opens a value sealed to this cell; SealError when it was changed, moved, or sealed with a key not here."""
        header, nonce, body = _split(bytes(sealed), cell)
        try:
            return self._cipher(header[1:]).decrypt(nonce, body, header + cell.encode())
        except InvalidTag:
            raise SealError(f"The sealed value of {cell} was changed, or belongs to another place.") from None

    def blind_index(self, column: str, value: str) -> bytes:
        """Sixteen bytes that are equal for equal values of one column and tell nothing without the key.

        Wide and narrow forms, surrounding blanks and case count as equal; the caller has normalised the rest.
        """
        normal = unicodedata.normalize("NFKC", value).strip().upper()
        return hmac.digest(self._label_key("index", column), normal.encode(), "sha256")[:INDEX_BYTES]

    def mark(self, purpose: str, text: str) -> bytes:
        """Sixteen bytes that change with any letter of the text, be it its case or its width alone."""
        return hmac.digest(self._label_key("mark", purpose), text.encode(), "sha256")[:INDEX_BYTES]

    def hide(self, label: str, plain: bytes) -> bytes:
        """The same sealed bytes each time, for names that others see; `show` reads them back."""
        return AESSIV(self._label_key("name", label)).encrypt(plain, None)

    def show(self, label: str, hidden: bytes) -> bytes:
        """What `hide` hid under this label; SealError for what was hidden by somebody else."""
        try:
            return AESSIV(self._label_key("name", label)).decrypt(hidden, None)
        except (InvalidTag, ValueError):
            raise SealError(f"That is no name of {label} of ours.") from None

    def code(self, label: str, value: str, length: int) -> str:
        """A code of `length` letters that only this ring can make from the value; the same each time."""
        if not 0 < length <= _LONGEST_CODE:
            raise ValueError(f"A code has 1 to {_LONGEST_CODE} letters.")
        rest = int.from_bytes(hmac.digest(self._label_key("code", label), value.encode(), "sha256"))
        letters = []
        for _ in range(length):
            rest, letter = divmod(rest, len(ALPHABET))
            letters.append(ALPHABET[letter])
        return "".join(letters)

    def wrap(self, file_key: bytes) -> bytes:
        """Wraps the key of one file with the current key: `1 | key id (4) | AES-KW`."""
        return _VERSION + self._current + aes_key_wrap(self._wrap_key(self._current), file_key)

    def unwrap(self, wrapped: bytes, cell: str) -> bytes:
        """Gives back the key of one file."""
        header, body = bytes(wrapped[:_HEADER_BYTES]), bytes(wrapped[_HEADER_BYTES:])
        if header[:1] != _VERSION:
            raise SealError(f"The file key of {cell} is of no kind known here.")
        try:
            return aes_key_unwrap(self._wrap_key(header[1:]), body)
        except (InvalidUnwrap, ValueError):
            raise SealError(f"The file key of {cell} was changed.") from None

    def _secret(self, key_id: bytes) -> bytes:
        secret = self._secrets.keys.get(key_id.hex())
        if secret is None:
            raise SealError(f"Key {key_id.hex()} is not on the key ring.")
        return secret

    def _cipher(self, key_id: bytes) -> AESGCM:
        cipher = self._ciphers.get(key_id)
        if cipher is None:
            cipher = self._ciphers[key_id] = AESGCM(_derive(self._secret(key_id), "songda 1 cell"))
        return cipher

    def _wrap_key(self, key_id: bytes) -> bytes:
        return self._remember("wrap", key_id.hex(), lambda: _derive(self._secret(key_id), "songda 1 file wrap"))

    def _label_key(self, use: str, label: str) -> bytes:
        return self._remember(use, label, lambda: _derive(self._secrets.index, f"songda 1 {use} {label}"))

    def _remember(self, use: str, name: str, make: Callable[[], bytes]) -> bytes:
        key = self._derived.get((use, name))
        if key is None:
            key = self._derived[use, name] = make()
        return key


def _derive(secret: bytes, label: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=label.encode()).derive(secret)


def _split(sealed: bytes, cell: str) -> tuple[bytes, bytes, bytes]:
    if sealed[:1] != _VERSION or len(sealed) < _HEADER_BYTES + _NONCE_BYTES + 16:
        raise SealError(f"The sealed value of {cell} is of no kind known here, or cut short.")
    start = _HEADER_BYTES + _NONCE_BYTES
    return sealed[:_HEADER_BYTES], sealed[_HEADER_BYTES:start], sealed[start:]


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
def locked_keyring(path: Path) -> Iterator[None]:
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
    sync_folder(path.parent)


def _give_to_the_same(fresh: Path, old: os.stat_result) -> None:
    own = fresh.stat()
    if (own.st_uid, own.st_gid) != (old.st_uid, old.st_gid):
        os.chown(fresh, old.st_uid, old.st_gid)
    fresh.chmod(stat.S_IMODE(old.st_mode))


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
