"""Checks signatures in the CMS form (RFC 5652), which PDF files and time stamps carry."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding

from songda.trust.offline.cms_form import (
    SignatureError,
    check_with_key,
    digest_name,
    digest_of,
    only_element,
    require_listed,
    require_version,
)
from songda.trust.offline.der import INTEGER, OCTET_STRING, SEQUENCE, SET, Der, DerError, part

_SIGNED_DATA, _MESSAGE_DIGEST, _CONTENT_TYPE = "1.2.840.113549.1.7.2", "1.2.840.113549.1.9.4", "1.2.840.113549.1.9.3"
STAMP_ATTRIBUTE = "1.2.840.113549.1.9.16.2.14"
_NAMES_CERTIFICATE = {"1.2.840.113549.1.9.16.2.47": "sha256", "1.2.840.113549.1.9.16.2.12": "sha1"}  # v2, v1
_PLAIN_DATA = "1.2.840.113549.1.7.1"


@dataclass(frozen=True)
class SignedContent:
    """What a right signature covers and who made it."""

    content_type: str
    content: bytes
    signature: bytes
    certificate: x509.Certificate
    stamp: bytes  # a time-stamp token over `signature`, empty without one

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the signer's certificate."""
        return self.certificate.fingerprint(hashes.SHA256()).hex()

    @property
    def signer(self) -> str:
        """The signer's name as the certificate gives it."""
        return self.certificate.subject.rfc4514_string()


def open_signed(written: bytes, detached: bytes | None = None) -> SignedContent:
    """Check a signature over its own content or over `detached`. Raises `SignatureError`.

    Whether the signer's certificate comes from an authority is not looked at.
    """
    try:
        return _open(written, detached)
    except (DerError, InvalidSignature, UnsupportedAlgorithm, ValueError) as error:
        raise SignatureError(str(error) or "the signature is wrong") from error
    except Exception as error:
        raise SignatureError(f"a certificate that cannot be read ({type(error).__name__})") from error


def digest(object_id: str, content: bytes) -> bytes:
    """The hash of the content by the algorithm of this identifier. Raises `SignatureError` for weak or unknown ones."""
    return hashlib.new(digest_name(object_id), content).digest()


def _open(written: bytes, detached: bytes | None) -> SignedContent:
    outer = only_element(written, SEQUENCE).parts()
    if part(outer, 0).object_id() != _SIGNED_DATA:
        raise SignatureError("not a signature")
    signed = only_element(part(outer, 1).require(0xA0).body, SEQUENCE).parts()
    wrapped = part(signed, 2).require(SEQUENCE).parts()
    content = only_element(wrapped[1].require(0xA0).body, OCTET_STRING).body if len(wrapped) > 1 else detached
    if content is None:
        raise SignatureError("the signed content is missing")
    signer, content_type = _only_signer(signed[-1]), part(wrapped, 0).object_id()
    _require_form(signed, signer, content_type)
    certificate = _certificate_of(part(signer, 1), [one for one in signed[3:-1] if one.tag == 0xA0])
    signature = _check(signer, content_type, content, certificate)
    return SignedContent(content_type, content, signature, certificate, _stamp_in(signer[-1]))


def _require_form(signed: Sequence[Der], signer: Sequence[Der], content_type: str) -> None:
    """What no signature covers says what the rest says; certificates of others and unsigned attributes may be there."""
    require_version(signed[0], (1, 3) if content_type == _PLAIN_DATA else (3,))
    require_version(part(signer, 0), (1,))
    require_listed(part(signed, 1).require(SET), digest_of(part(signer, 2)))
    if {one.tag for one in signed[3:-1]} - {0xA0, 0xA1} or {one.tag for one in signer[6:]} - {0xA1}:
        raise SignatureError("a part that a signature does not have")


def _only_signer(signers: Der) -> Sequence[Der]:
    found = signers.require(SET).parts()
    if len(found) != 1:
        raise SignatureError("not exactly one signer")
    return found[0].require(SEQUENCE).parts()


def _certificate_of(signer: Der, sets: Sequence[Der]) -> x509.Certificate:
    """The certificate that the signer names by issuer and serial number."""
    issuer, serial = signer.require(SEQUENCE).parts()
    serial.require(INTEGER)
    for candidate in (one for group in sets for one in group.parts() if one.tag == SEQUENCE):
        certificate = x509.load_der_x509_certificate(candidate.whole)
        same_serial = certificate.serial_number == int.from_bytes(serial.body, "big")
        if same_serial and certificate.issuer.public_bytes() == issuer.whole:
            return certificate
    raise SignatureError("the signer's certificate is missing")


def _check(signer: Sequence[Der], content_type: str, content: bytes, certificate: x509.Certificate) -> bytes:
    """Check digest and signature; gives the signature's bytes."""
    name = digest_of(part(signer, 2))
    attributes = part(signer, 3).require(0xA0)
    said = _attributes(attributes)
    if said.get(_CONTENT_TYPE, Der(0, b"", b"")).object_id() != content_type:
        raise SignatureError("the signature is for another kind of content")
    if said.get(_MESSAGE_DIGEST, Der(0, b"", b"")).require(OCTET_STRING).body != hashlib.new(name, content).digest():
        raise SignatureError("the content was changed after it was signed")
    _require_named(said, certificate)
    signature = part(signer, 5).require(OCTET_STRING).body
    check_with_key(certificate, part(signer, 4), name, (signature, b"\x31" + attributes.whole[1:]))
    return signature


def _require_named(said: Mapping[str, Der], certificate: x509.Certificate) -> None:
    """Where the signer's statements name the certificate by its hash (RFC 5035, ESSCertID), it must be this one."""
    for attribute, usual in _NAMES_CERTIFICATE.items():
        if attribute not in said:
            continue
        first = part(part(said[attribute].require(SEQUENCE).parts(), 0).parts(), 0).require(SEQUENCE).parts()
        name = usual if first[0].tag == OCTET_STRING else digest_name(part(first[0].parts(), 0).object_id())
        told = next((one.body for one in first if one.tag == OCTET_STRING), b"")
        if told != hashlib.new(name, certificate.public_bytes(Encoding.DER)).digest():
            raise SignatureError("the certificate is not the one that the signature names")


def _attributes(attributes: Der) -> dict[str, Der]:
    """The signer's statements: identifier to first value."""
    pairs = [one.require(SEQUENCE).parts() for one in attributes.parts()]
    return {part(pair, 0).object_id(): part(part(pair, 1).require(SET).parts(), 0) for pair in pairs}


def _stamp_in(unsigned: Der) -> bytes:
    """The time-stamp token among the unsigned attributes; empty without one."""
    if unsigned.tag != 0xA1:
        return b""
    token = _attributes(unsigned).get(STAMP_ATTRIBUTE)
    return token.whole if token else b""
