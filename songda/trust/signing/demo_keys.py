"""Makes certificates for demo and tests: a root, and below it a court's seal or a time-stamp authority.

A real court gets its certificate from a licensed authority; these roots are trusted by nobody.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.types import CertificatePublicKeyTypes
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

DEMO_ORGANIZATION = "songda demo"
_YEARS = timedelta(days=3650)
_EARLIER = timedelta(days=1)  # clocks differ


@dataclass(frozen=True)
class DemoRoot:
    """A root of trust for one demo; its key is forgotten with the object."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @classmethod
    def make(cls, name: str, now: datetime) -> Self:
        """A self-signed P-256 root."""
        key = ec.generate_private_key(ec.SECP256R1())
        builder = _builder(name, key.public_key(), now).issuer_name(_name(name))
        builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        builder = builder.add_extension(_usage("key_cert_sign", "crl_sign"), critical=True)
        return cls(key, builder.sign(key, hashes.SHA256()))

    def issue_seal(self, name: str, now: datetime) -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
        """Key and certificate of a court's seal."""
        key = ec.generate_private_key(ec.SECP256R1())
        return key, self.issue_for(name, key.public_key(), now)

    def issue_for(self, name: str, key: CertificatePublicKeyTypes, now: datetime) -> x509.Certificate:
        """The certificate of a court's seal for a key that was made elsewhere."""
        builder = self._below(name, key, now)
        builder = builder.add_extension(_usage("digital_signature", "content_commitment"), critical=True)
        return builder.sign(self.key, hashes.SHA256())

    def issue_authority(self, name: str, now: datetime) -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
        """Key and certificate of a time-stamp authority."""
        key = ec.generate_private_key(ec.SECP256R1())
        builder = self._below(name, key.public_key(), now)
        builder = builder.add_extension(_usage("digital_signature", "content_commitment"), critical=True)
        stamping = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        return key, builder.add_extension(stamping, critical=True).sign(self.key, hashes.SHA256())

    def _below(self, name: str, key: CertificatePublicKeyTypes, now: datetime) -> x509.CertificateBuilder:
        issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key())
        builder = _builder(name, key, now).issuer_name(self.certificate.subject)
        builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        return builder.add_extension(issuer, critical=False)


def _builder(name: str, key: CertificatePublicKeyTypes, now: datetime) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(_name(name))
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _EARLIER)
        .not_valid_after(now + _YEARS)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _name(name: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, DEMO_ORGANIZATION),
            x509.NameAttribute(NameOID.COMMON_NAME, name),
        ]
    )


def _usage(*allowed: str) -> x509.KeyUsage:
    names = (
        *("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement"),
        *("key_cert_sign", "crl_sign", "encipher_only", "decipher_only"),
    )
    return x509.KeyUsage(**{name: name in allowed for name in names})
