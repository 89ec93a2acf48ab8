"""Signs and seals what the sandbox's account says to the court, by code of its own, which tests the court's."""

import base64
import hashlib
import os
from xml.sax.saxutils import escape

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from songda.sandbox.wechat.account import APP_ID, KEY, TOKEN


def sign(*parts: str, token: str = TOKEN) -> str:
    """The signature over parts."""
    return hashlib.sha1("".join(sorted((token, *parts))).encode(), usedforsecurity=False).hexdigest()


def seal(text: str, app_id: str = APP_ID) -> str:
    """A text encrypted for the court."""
    key = base64.b64decode(KEY + "=")
    inner = text.encode()
    plain = os.urandom(16) + len(inner).to_bytes(4, "big") + inner + app_id.encode()
    fill = 32 - len(plain) % 32
    worker = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
    return base64.b64encode(worker.update(plain + bytes([fill]) * fill) + worker.finalize()).decode()


def xml_of(**tags: str) -> str:
    """Tags as WeChat writes them."""
    return "<xml>" + "".join(f"<{name}>{escape(text)}</{name}>" for name, text in tags.items()) + "</xml>"
