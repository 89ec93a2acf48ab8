"""Opens and makes the encrypted, signed envelopes in which WeChat's callbacks travel, and reads the XML in them."""

import base64
import binascii
import hashlib
import hmac
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qsl
from xml.parsers import expat

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

LARGEST: Final = 64 * 1024
DEEPEST: Final = 6
MOST_TAGS: Final = 200
_BLOCK: Final = 32
_HEAD: Final = 20  # sixteen random bytes, then the length in four

Fields = Mapping[str, Any]  # a tag's text, or the tags within it; a list of these for several tags of one name


class ForgedError(ValueError):
    """It bears no signature of ours, is for another account, or cannot be opened with our key."""


@dataclass(frozen=True)
class Envelope:
    """Opens and seals for one account."""

    token: str
    key: str
    app_id: str

    def sign(self, *parts: str) -> str:
        """The signature over parts, in any order."""
        return hashlib.sha1("".join(sorted([self.token, *parts])).encode(), usedforsecurity=False).hexdigest()

    def is_signed(self, signature: str, *parts: str) -> bool:
        """Whether the signature is ours; takes the same time for every wrong one."""
        return hmac.compare_digest(self.sign(*parts).encode(), signature.encode())

    def open(self, sealed: str) -> bytes:
        """What was sealed for our account; ForgedError for anything else."""
        try:
            cipher = base64.b64decode(sealed, validate=True)
        except (binascii.Error, ValueError):
            raise ForgedError("not encrypted") from None
        if not cipher or len(cipher) % 16:
            raise ForgedError("not encrypted")
        decryptor = self._cipher().decryptor()
        plain = decryptor.update(cipher) + decryptor.finalize()
        padding = plain[-1]
        if not 1 <= padding <= _BLOCK or plain[-padding:] != bytes([padding]) * padding:
            raise ForgedError("encrypted with another key")
        plain = plain[:-padding]
        size = int.from_bytes(plain[16:_HEAD], "big")
        content, owner = plain[_HEAD : _HEAD + size], plain[_HEAD + size :]
        if len(content) != size or not hmac.compare_digest(owner, self.app_id.encode()):
            raise ForgedError("meant for another account")
        return content

    def seal(self, content: bytes) -> str:
        """Sealed so that only whoever has the key reads it."""
        plain = os.urandom(16) + len(content).to_bytes(4, "big") + content + self.app_id.encode()
        padding = _BLOCK - len(plain) % _BLOCK
        encryptor = self._cipher().encryptor()
        return base64.b64encode(encryptor.update(plain + bytes([padding]) * padding) + encryptor.finalize()).decode()

    def _cipher(self) -> "Cipher[modes.CBC]":
        key = base64.b64decode(self.key + "=")
        return Cipher(algorithms.AES(key), modes.CBC(key[:16]))


def open_callback(envelope: Envelope, query: str, body: bytes) -> Fields:
    """What a callback says; ForgedError where it is none of WeChat's, ValueError where it cannot be read."""
    stamp, nonce, signature = signed_by(query)
    sealed = read_xml(body).get("Encrypt")
    if not isinstance(sealed, str) or not sealed:
        raise ForgedError("not encrypted")
    if not envelope.is_signed(signature, stamp, nonce, sealed):
        raise ForgedError("wrong signature")
    return read_xml(envelope.open(sealed))


def signed_by(query: str) -> tuple[str, str, str]:
    """Stamp, nonce and signature of a callback; ForgedError where one is missing, or said twice.

    Of two stamps one reader would take the first, another the last: an old callback would pass for a new one.
    """
    asked = parse_qsl(query, keep_blank_values=True)
    values = [[value for name, value in asked if name == wanted] for wanted in ("timestamp", "nonce", "msg_signature")]
    if any(len(said) != 1 for said in values):
        raise ForgedError("not signed once")
    (stamp,), (nonce,), (signature,) = values
    return stamp, nonce, signature


def read_xml(text: bytes) -> Fields:
    """The tags within the outermost one. ValueError for a DOCTYPE (and so for every entity), depth, or too much."""
    if len(text) > LARGEST:
        raise ValueError("too long")
    reader = _Reader()
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = reader.refuse
    parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
    parser.CharacterDataHandler = reader.text
    try:
        parser.Parse(text, True)  # noqa: FBT003 - expat's own word for "this is all"
    except expat.ExpatError:
        raise ValueError("not XML") from None
    return reader.found


class _Reader:
    """Collects tags as they come."""

    def __init__(self) -> None:
        self.found: dict[str, Any] = {}
        self._open: list[tuple[str, dict[str, Any], list[str]]] = []
        self._tags = 0

    def refuse(self, *_declared: object) -> None:
        """A document that declares anything of its own is none of WeChat's."""
        raise ValueError("it declares something of its own")

    def start(self, name: str, _attributes: object) -> None:
        """A tag begins."""
        self._tags += 1
        if len(self._open) >= DEEPEST or self._tags > MOST_TAGS:
            raise ValueError("too many tags")
        self._open.append((name, {}, []))

    def text(self, text: str) -> None:
        """Text of the innermost tag."""
        self._open[-1][2].append(text)

    def end(self, _name: str) -> None:
        """A tag ends."""
        name, within, text = self._open.pop()
        if not self._open:
            self.found = within
            return
        outer = self._open[-1][1]
        value: Any = within or "".join(text).strip()
        if name in outer:
            value = [*outer[name], value] if isinstance(outer[name], list) else [outer[name], value]
        outer[name] = value
