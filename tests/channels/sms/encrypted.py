"""Certificates for the tests: an authority of one's own, and what it vouches for."""

import ssl
from dataclasses import dataclass
from datetime import UTC, datetime
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

ALWAYS = (datetime(2000, 1, 1, tzinfo=UTC), datetime(2190, 1, 1, tzinfo=UTC))  # OpenSSL asks the machine's clock


@dataclass(frozen=True)
class Papers:
    """A certificate and its key, as files."""

    cert: Path
    key: Path

    @property
    def served(self) -> ssl.SSLContext:
        """What a server makes of them."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.cert, self.key)
        return context


class Authority:
    """Vouches for names and addresses."""

    def __init__(self, folder: Path, name: str) -> None:
        self._folder, self._name = folder, name
        self._key = ec.generate_private_key(ec.SECP256R1())
        self.file = folder / f"{name}.pem"
        self.file.write_bytes(self._sign(name, self._key, is_authority=True).public_bytes(Encoding.PEM))

    def vouch(self, name: str) -> Papers:
        """For this host name or address."""
        key = ec.generate_private_key(ec.SECP256R1())
        papers = Papers(self._folder / f"{self._name}-{name}.pem", self._folder / f"{self._name}-{name}.key")
        papers.cert.write_bytes(self._sign(name, key).public_bytes(Encoding.PEM))
        papers.key.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        return papers

    @property
    def _known_as(self) -> x509.AuthorityKeyIdentifier:
        return x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key())

    def _sign(self, name: str, key: ec.EllipticCurvePrivateKey, *, is_authority: bool = False) -> x509.Certificate:
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, self._name)])
        told = x509.IPAddress(ip_address(name)) if name[0].isdigit() else x509.DNSName(name)
        return (
            x509.CertificateBuilder(issuer, subject, key.public_key(), x509.random_serial_number())
            .not_valid_before(ALWAYS[0])
            .not_valid_after(ALWAYS[1])
            .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
            .add_extension(x509.SubjectAlternativeName([told]), critical=False)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .add_extension(self._known_as, critical=False)
            .add_extension(_uses(is_authority), critical=True)
            .sign(self._key, hashes.SHA256())
        )


def _uses(is_authority: bool) -> x509.KeyUsage:
    """All that RFC 5280 asks for is there: Python 3.13 believes nothing less."""
    return x509.KeyUsage(
        digital_signature=not is_authority,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=is_authority,
        crl_sign=is_authority,
        encipher_only=False,
        decipher_only=False,
    )
