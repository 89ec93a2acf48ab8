"""The court's signing key and its certificate, opened once and then held ready."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Self

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, pkcs12

from songda.core.language import COURT_LANGUAGE
from songda.core.words import say
from songda.trust.atomic_files import write_secret
from songda.trust.signing.demo_keys import DemoRoot

PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


class SealFileError(Exception):
    """The file with the signing key cannot be opened or is of no use for signing."""


@dataclass(frozen=True)
class Seal:
    """What a court signs with; `chain` holds the certificates above its own."""

    key: PrivateKey
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...] = ()

    @classmethod
    def load(cls, path: Path | str, password: str) -> Self:
        """Opens a PKCS#12 file; the key must be an elliptic curve or an RSA key (Ed25519 fails in common readers)."""
        try:
            container = pkcs12.load_pkcs12(Path(path).read_bytes(), password.encode() or None)
        except OSError as error:
            raise SealFileError(f"The seal file {path} cannot be read: {error.strerror}.") from error
        except ValueError as error:
            raise SealFileError(f"The seal file {path} does not open with this password.") from error
        if container.cert is None or not isinstance(container.key, (ec.EllipticCurvePrivateKey, rsa.RSAPrivateKey)):
            raise SealFileError(f"The seal file {path} holds no certificate with an EC or RSA key.")
        return cls(
            container.key, container.cert.certificate, tuple(other.certificate for other in container.additional_certs)
        )

    @classmethod
    def create_demo(cls, folder: Path | str, now: datetime) -> Self:
        """Makes seal.p12, seal.password and seal-root.pem (0600) for a demo, and forgets the root's key."""
        root = DemoRoot.make("songda demo root", now)
        key, certificate = root.issue_seal(say("certificates.demo_seal", COURT_LANGUAGE), now)
        password = secrets.token_urlsafe(24)
        packed = pkcs12.serialize_key_and_certificates(
            b"seal", key, certificate, [root.certificate], BestAvailableEncryption(password.encode())
        )
        home = Path(folder)
        write_secret(home / "seal-root.pem", root.certificate.public_bytes(Encoding.PEM))
        write_secret(home / "seal.password", password.encode() + b"\n")
        write_secret(home / "seal.p12", packed)
        return cls(key, certificate, (root.certificate,))

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the certificate, in hexadecimal, as people compare it."""
        return hashlib.sha256(self.certificate.public_bytes(Encoding.DER)).hexdigest()
