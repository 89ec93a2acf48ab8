"""The keys with which each process marks the events that it writes; the database never sees them.

A mark is `key id (4) | HMAC-SHA256 of the leaf (32)`. Each kind of process has keys of its own, so that a mark says who
wrote an event, and a file may hold the keys of one kind only: a web server needs no more than its own.
"""

import base64
import binascii
import hmac
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from songda.core.evidence.doors import OF_A_COURT, Writer
from songda.trust.atomic_files import write_secret

FORMAT = "songda event keys 1"
KEY_ID_BYTES, SECRET_BYTES = 4, 32
MARK_BYTES = KEY_ID_BYTES + 32


class EventKeyError(ValueError):
    """A file of event keys that cannot be used, or a key that it lacks."""


class MarkError(ValueError):
    """An event that none of our processes wrote; `code` says why: `no_mark` or `wrong_mark`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class EventKeys:
    """The secrets by their key id, and whose each is; of several keys of one kind of process the last one marks."""

    secrets: Mapping[bytes, bytes] = field(repr=False)
    owners: Mapping[bytes, Writer]

    @classmethod
    def create(cls, path: Path, writers: tuple[Writer, ...] = OF_A_COURT) -> Self:
        """Makes one key for each kind of process and writes them (0600). Raises FileExistsError, never overwrites."""
        fresh = {writer: (os.urandom(KEY_ID_BYTES), os.urandom(SECRET_BYTES)) for writer in writers}
        keys = cls(dict(fresh.values()), {key_id: writer for writer, (key_id, _) in fresh.items()})
        write_secret(path, keys._written())
        return keys

    @classmethod
    def load(cls, path: Path) -> Self:
        """Reads the keys from their file; EventKeyError says what is wrong with it."""
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
        except OSError as error:
            raise EventKeyError(f"The event keys {path} cannot be read: {error.strerror}.") from error
        except ValueError as error:
            raise EventKeyError(f"{path} does not hold event keys.") from error
        if not isinstance(content, dict) or content.get("format") != FORMAT:
            raise EventKeyError(f"{path} does not hold event keys of a kind known here ({FORMAT}).")
        try:
            rows = [(bytes.fromhex(row["id"]), _secret(row["secret"]), Writer(row["of"])) for row in content["keys"]]
        except (KeyError, TypeError, ValueError) as error:
            raise EventKeyError(f"{path} holds a key that is not whole.") from error
        return cls({key_id: secret for key_id, secret, _ in rows}, {key_id: writer for key_id, _, writer in rows})

    def mark(self, leaf: bytes, writer: Writer) -> bytes:
        """The 36 bytes that say that this kind of process wrote the leaf; EventKeyError without a key of its kind."""
        own = [key_id for key_id, owner in self.owners.items() if owner is writer]
        if not own:
            raise EventKeyError(f"There is no event key of the kind of process `{writer}`.")
        return own[-1] + hmac.digest(self.secrets[own[-1]], leaf, "sha256")

    def writer_of(self, leaf: bytes, mark: bytes) -> Writer:
        """Which kind of process wrote the leaf; MarkError when none did."""
        key_id = mark[:KEY_ID_BYTES]
        secret = self.secrets.get(key_id)
        if secret is None or len(mark) != MARK_BYTES:
            raise MarkError("no_mark")
        if not hmac.compare_digest(hmac.digest(secret, leaf, "sha256"), mark[KEY_ID_BYTES:]):
            raise MarkError("wrong_mark")
        return self.owners[key_id]

    def _written(self) -> bytes:
        rows = [
            {"of": str(owner), "id": key_id.hex(), "secret": base64.b64encode(self.secrets[key_id]).decode()}
            for key_id, owner in self.owners.items()
        ]
        return json.dumps({"format": FORMAT, "keys": rows}, indent=2).encode()


def _secret(written: str) -> bytes:
    try:
        secret = base64.b64decode(written, validate=True)
    except binascii.Error as error:
        raise ValueError("not base64") from error
    if len(secret) != SECRET_BYTES:
        raise ValueError(f"not {SECRET_BYTES} bytes")
    return secret
