"""The authority's own key and certificates, made at the first start and kept in the sandbox's folder."""

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from songda.trust.signing.demo_keys import DemoRoot

ROOT, CERTIFICATE, KEY = "tsa-root.pem", "tsa.pem", "tsa.key"


@dataclass(frozen=True)
class AuthorityKeys:
    """What the authority signs with."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate


def load_or_make(folder: Path, now: datetime) -> AuthorityKeys:
    """The keys in the folder; fresh ones, below a root of their own, if there are none yet."""
    if not (folder / KEY).exists():
        _make(folder, now)
    key = load_pem_private_key((folder / KEY).read_bytes(), None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError(f"{folder / KEY} is not an elliptic-curve key.")
    return AuthorityKeys(key, x509.load_pem_x509_certificate((folder / CERTIFICATE).read_bytes()))


def _make(folder: Path, now: datetime) -> None:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    root = DemoRoot.make("songda sandbox time root", now)
    key, certificate = root.issue_authority("songda sandbox time-stamp authority", now)
    _write(folder / ROOT, root.certificate.public_bytes(Encoding.PEM))
    _write(folder / CERTIFICATE, certificate.public_bytes(Encoding.PEM))
    _write(folder / KEY, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))


def _write(path: Path, content: bytes) -> None:
    """The key is written last and whole, so that a start that breaks off leaves nothing half made."""
    part = path.with_suffix(f"{path.suffix}.part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
    part.replace(path)
