"""Signed PDF files and time-stamp tokens for tests, made with pyHanko by a court and an authority that live here."""

import asyncio
import io
from datetime import UTC, datetime, timedelta
from functools import lru_cache

import pikepdf
from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

KINDS = ("ec", "rsa", "pss")


@lru_cache(maxsize=8)
def signer(kind: str) -> SimpleSigner:
    """The court's seal: P-256, RSA, or RSA with PSS."""
    key = ec.generate_private_key(ec.SECP256R1()) if kind == "ec" else _rsa()
    certificate = _certificate(key, "孝义市人民法院", stamps=False)
    store = SimpleCertificateStore()
    store.register(certificate)
    return SimpleSigner(signing_cert=certificate, signing_key=_asn1(key), cert_registry=store, prefer_pss=kind == "pss")


@lru_cache(maxsize=1)
def authority() -> DummyTimeStamper:
    """A time-stamp authority that always says the same moment."""
    key = _rsa()
    certificate = _certificate(key, "Stamps", stamps=True)
    return DummyTimeStamper(certificate, _asn1(key), fixed_dt=datetime(2022, 6, 2, 3, 4, 5, tzinfo=UTC))


@lru_cache(maxsize=8)
def signed_pdf(kind: str = "ec", *, stamped: bool = True, signatures: int = 1) -> bytes:
    """A PDF with one or more signatures."""
    blank = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(blank, static_id=True)
    body = blank.getvalue() + b"\n"
    for number in range(signatures):
        meta = PdfSignatureMetadata(field_name=f"Seal{number}", md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES)
        pades = PdfSigner(meta, signer=signer(kind), timestamper=authority() if stamped else None)
        body = pades.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(body))).getvalue()
    return body


def seal_fingerprint(kind: str = "ec") -> str:
    """SHA-256 of the seal's certificate."""
    return signer(kind).signing_cert.sha256.hex()


def stamp_token(stamped: bytes) -> bytes:
    """A token over these bytes."""
    digest = hashes.Hash(hashes.SHA256())
    digest.update(stamped)
    token: bytes = asyncio.run(authority().async_timestamp(digest.finalize(), "sha256")).dump()
    return token


def _rsa() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


def _asn1(key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) -> asn1_keys.PrivateKeyInfo:
    return asn1_keys.PrivateKeyInfo.load(
        key.private_bytes(serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )


def _certificate(
    key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey, name: str, *, stamps: bool
) -> asn1_x509.Certificate:
    subject = x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, name)])
    begins = datetime(2022, 1, 1, tzinfo=UTC)
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
    builder = builder.serial_number(0x5EA1).not_valid_before(begins).not_valid_after(begins + timedelta(days=9000))
    if stamps:
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
    der = builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)
    return asn1_x509.Certificate.load(der)
