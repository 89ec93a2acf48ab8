"""Checks signatures in the CMS form (RFC 5652), which PDF files and time stamps carry, and reads DER, its binary form.

What a signature says of its algorithm must fit the key and the hash. Whether a certificate comes from an authority is
not looked at.
"""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding

SEQUENCE, SET, OCTET_STRING, OBJECT_ID, INTEGER, GENERALIZED_TIME = 0x30, 0x31, 0x04, 0x06, 0x02, 0x18


LONGEST_OBJECT_ID = 100  # bytes
LARGEST_SIGNATURE = 1024 * 1024  # with all its certificates and time stamps


class DerError(ValueError):
    """Bytes that are not DER, or not what was expected at this place."""


@dataclass(frozen=True)
class Der:
    """One element: its tag, its content, and its bytes as a whole."""

    tag: int
    body: bytes
    whole: bytes

    def parts(self) -> Sequence["Der"]:
        """The elements inside."""
        found, at = list[Der](), 0
        while at < len(self.body):
            found.append(read_der(self.body, at))
            at += len(found[-1].whole)
        return found

    def require(self, tag: int) -> "Der":
        """The element itself. Raises `DerError` when it has another tag."""
        if self.tag != tag:
            raise DerError(f"tag {self.tag:#04x} where {tag:#04x} is expected")
        return self

    def object_id(self) -> str:
        """An object identifier in its dotted form."""
        numbers, value = list[int](), 0
        if len(self.body) > LONGEST_OBJECT_ID:
            raise DerError("an object identifier longer than any")
        for byte in self.require(OBJECT_ID).body:
            value = value << 7 | byte & 0x7F
            if not byte & 0x80:
                numbers.append(value)
                value = 0
        if not numbers:
            raise DerError("an empty object identifier")
        first = min(numbers[0] // 40, 2)
        return ".".join(map(str, [first, numbers[0] - 40 * first, *numbers[1:]]))


def read_der(data: bytes, at: int = 0) -> Der:
    """The element of `data` that begins there; what follows it is left alone. Raises `DerError`."""
    if len(data) < at + 2 or data[at] & 0x1F == 0x1F:
        raise DerError("not DER")
    length, start = data[at + 1], at + 2
    if length >= 0x80:
        start += length & 0x7F
        if not 0x81 <= length <= 0x84 or len(data) < start:
            raise DerError("a length that DER does not know")
        length = int.from_bytes(data[at + 2 : start], "big")
    if len(data) < start + length:
        raise DerError("cut off")
    return Der(data[at], data[start : start + length], data[at : start + length])


def part(parts: Sequence[Der], place: int) -> Der:
    """The element at a place. Raises `DerError` when there are fewer."""
    if place >= len(parts):
        raise DerError("something is missing")
    return parts[place]


DIGESTS = {"2.16.840.1.101.3.4.2.1": "sha256", "2.16.840.1.101.3.4.2.2": "sha384", "2.16.840.1.101.3.4.2.3": "sha512"}
_HASHES: Mapping[str, hashes.HashAlgorithm] = {
    "sha256": hashes.SHA256(),
    "sha384": hashes.SHA384(),
    "sha512": hashes.SHA512(),
}
_RSA, _PSS, _MASK = "1.2.840.113549.1.1.1", "1.2.840.113549.1.1.10", "1.2.840.113549.1.1.8"
_RSA_WITH = {"sha256": "1.2.840.113549.1.1.11", "sha384": "1.2.840.113549.1.1.12", "sha512": "1.2.840.113549.1.1.13"}
_EC, _ED25519 = "1.2.840.10045.2.1", "1.3.101.112"
_EC_WITH = {"sha256": "1.2.840.10045.4.3.2", "sha384": "1.2.840.10045.4.3.3", "sha512": "1.2.840.10045.4.3.4"}
_NULL = b"\x05\x00"


class SignatureError(ValueError):
    """A signature that does not hold; the message tells why."""


def only_element(data: bytes, tag: int) -> Der:
    """The one element that fills `data`. Raises `DerError` when something follows it, or it has another tag."""
    found = read_der(data).require(tag)
    if len(found.whole) != len(data):
        raise DerError("something follows where nothing should")
    return found


def require_version(written: Der, versions: Collection[int]) -> None:
    """Raise `SignatureError` unless the number is one of these."""
    if int.from_bytes(written.require(INTEGER).body, "big") not in versions:
        raise SignatureError("a version of signatures that is not known here")


def digest_name(object_id: str) -> str:
    """What Python calls the hash of this identifier. Raises `SignatureError` for weak or unknown ones."""
    if object_id not in DIGESTS:
        raise SignatureError(f"the hash {object_id} is not accepted")
    return DIGESTS[object_id]


def digest_of(algorithm: Der) -> str:
    """The hash that an AlgorithmIdentifier names; its parameters are NULL or absent."""
    return digest_name(_bare(algorithm))


def require_listed(listed: Der, name: str) -> None:
    """The container lists beforehand, in no signature, which hashes its signers use; an empty list says nothing."""
    names = {digest_of(each) for each in listed.parts()}
    if names and name not in names:
        raise SignatureError("the signature uses another hash than the container says")


def check_with_key(certificate: x509.Certificate, algorithm: Der, name: str, signed: tuple[bytes, bytes]) -> None:
    """Check signature and signed bytes; the algorithm must fit key and hash. Raises `SignatureError` and others."""
    key, method = certificate.public_key(), _HASHES[name]
    match key:
        case rsa.RSAPublicKey() if _named(algorithm) == _PSS:
            key.verify(*signed, _pss(part(algorithm.parts(), 1), name), method)
        case rsa.RSAPublicKey():
            _require_one_of(algorithm, (_RSA, _RSA_WITH[name]))
            key.verify(*signed, padding.PKCS1v15(), method)
        case ec.EllipticCurvePublicKey():
            _require_one_of(algorithm, (_EC, _EC_WITH[name]))
            key.verify(*signed, ec.ECDSA(method))
        case ed25519.Ed25519PublicKey():
            _require_one_of(algorithm, (_ED25519,))
            key.verify(*signed)
        case _:
            raise SignatureError("a kind of key that is not known here")


def _named(algorithm: Der) -> str:
    return part(algorithm.require(SEQUENCE).parts(), 0).object_id()


def _bare(algorithm: Der) -> str:
    """The identifier of an algorithm without parameters."""
    parts = algorithm.require(SEQUENCE).parts()
    if b"".join(one.whole for one in parts[1:]) not in {b"", _NULL}:
        raise SignatureError("an algorithm with parameters that it does not have")
    return part(parts, 0).object_id()


def _require_one_of(algorithm: Der, names: Sequence[str]) -> None:
    if _bare(algorithm) not in names:
        raise SignatureError("the signature says another algorithm than its key has")


def _pss(parameters: Der, name: str) -> padding.PSS:
    """RFC 4055: hash and mask by the same hash, the length of the salt, and the one trailer there is."""
    by_tag = {one.tag: one.body for one in parameters.require(SEQUENCE).parts()}
    mask = only_element(by_tag.get(0xA1, b""), SEQUENCE)
    agrees = digest_of(only_element(by_tag.get(0xA0, b""), SEQUENCE)) == name
    agrees &= _named(mask) == _MASK and digest_of(part(mask.parts(), 1)) == name
    agrees &= set(by_tag) <= {0xA0, 0xA1, 0xA2, 0xA3} and by_tag.get(0xA3, b"\x02\x01\x01") == b"\x02\x01\x01"
    if not agrees:
        raise SignatureError("the signature says another algorithm than its key has")
    salt = int.from_bytes(only_element(by_tag.get(0xA2, b"\x02\x01\x14"), INTEGER).body, "big")
    return padding.PSS(padding.MGF1(_HASHES[name]), salt)


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
    if len(written) > LARGEST_SIGNATURE:
        raise SignatureError("larger than any signature")
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
    signed = _attributes(attributes)
    if signed.get(_CONTENT_TYPE, Der(0, b"", b"")).object_id() != content_type:
        raise SignatureError("the signature is for another kind of content")
    if signed.get(_MESSAGE_DIGEST, Der(0, b"", b"")).require(OCTET_STRING).body != hashlib.new(name, content).digest():
        raise SignatureError("the content was changed after it was signed")
    _require_named(signed, certificate)
    signature = part(signer, 5).require(OCTET_STRING).body
    check_with_key(certificate, part(signer, 4), name, (signature, b"\x31" + attributes.whole[1:]))
    return signature


def _require_named(signed: Mapping[str, Der], certificate: x509.Certificate) -> None:
    """Where the signer's statements name the certificate by its hash (RFC 5035, ESSCertID), it must be this one."""
    for attribute, usual in _NAMES_CERTIFICATE.items():
        if attribute not in signed:
            continue
        first = part(part(signed[attribute].require(SEQUENCE).parts(), 0).parts(), 0).require(SEQUENCE).parts()
        name = usual if first[0].tag == OCTET_STRING else digest_name(part(first[0].parts(), 0).object_id())
        digest = next((one.body for one in first if one.tag == OCTET_STRING), b"")
        if digest != hashlib.new(name, certificate.public_bytes(Encoding.DER)).digest():
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
