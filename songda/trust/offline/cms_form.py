"""What stands around a signature in its container (RFC 5652) and is covered by none: it must agree with the rest."""

from collections.abc import Collection, Mapping, Sequence

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa

from songda.trust.offline.der import INTEGER, SEQUENCE, Der, DerError, part, read_der

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
    told = {one.tag: one.body for one in parameters.require(SEQUENCE).parts()}
    mask = only_element(told.get(0xA1, b""), SEQUENCE)
    agrees = digest_of(only_element(told.get(0xA0, b""), SEQUENCE)) == name
    agrees &= _named(mask) == _MASK and digest_of(part(mask.parts(), 1)) == name
    agrees &= set(told) <= {0xA0, 0xA1, 0xA2, 0xA3} and told.get(0xA3, b"\x02\x01\x01") == b"\x02\x01\x01"
    if not agrees:
        raise SignatureError("the signature says another algorithm than its key has")
    salt = int.from_bytes(only_element(told.get(0xA2, b"\x02\x01\x14"), INTEGER).body, "big")
    return padding.PSS(padding.MGF1(_HASHES[name]), salt)
