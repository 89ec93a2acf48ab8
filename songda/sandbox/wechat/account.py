"""The sandbox's official account: its names and secrets, which everybody may know, and how its callbacks are sealed."""

import base64
import hashlib
import os
from typing import Final
from xml.sax.saxutils import escape

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

APP_ID: Final = "wx5a4d2b1c0e3f6978"
SECRET: Final = "sandbox"  # noqa: S105 - the sandbox lets anybody in
TOKEN: Final = "songdasandboxtoken"  # noqa: S105
KEY: Final = "c29uZ2RhU2FuZGJveEtleVRoYXRFdmVyeWJvZHlLbm8"
TEMPLATE: Final = "songda-sandbox-template"
FIELDS: Final = "thing1,thing2,thing3,thing4,character_string5,phone_number6"
NAME: Final = "示范法院服务号"
ORIGINAL: Final = "gh_songdasandbox"  # the account as its own callbacks call it
_PREFIX: Final = "oSongdaSandbox_"


def open_id_of(number: str) -> str:
    """The account, at this court, of whoever has this telephone number."""
    return f"{_PREFIX}{number:0>11}"


def number_of(open_id: str) -> str:
    """The telephone number of an account, or an empty text."""
    return open_id.removeprefix(_PREFIX) if open_id.startswith(_PREFIX) else ""


def court_address(sandbox: str, listen: str) -> str:
    """What a court puts into SONGDA_WECHAT_URL to use this account; `sandbox` is host and port."""
    options = f"template={TEMPLATE}&fields={FIELDS}&token={TOKEN}&key={KEY}&name={NAME}&listen={listen}"
    return f"http://{APP_ID}:{SECRET}@{sandbox}?{options}"


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
