"""A signer that keeps its key open: the library's own reads and proves the key anew for every signature.

It also writes the signed attributes of PAdES itself, without an event loop: what kind of content, its digest, and
which certificate signs. The library puts a container together once for each seal; every signature fills in its own
digest and value.
"""

import hashlib
from collections.abc import Callable, Coroutine
from functools import lru_cache
from typing import Any, TypeVar

from asn1crypto import cms, tsp
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.sign.signers.pdf_cms import Signer
from pyhanko_certvalidator.registry import SimpleCertificateStore

from songda.trust import der
from songda.trust.der import boxes_of, with_signer
from songda.trust.signing.seal import Seal

Result = TypeVar("Result")


def at_once(work: Coroutine[Any, Any, Result]) -> Result:
    """What the work gives, inside and outside of an event loop; RuntimeError when it wants to wait."""
    try:
        work.send(None)
    except StopIteration as done:
        result: Result = done.value
        return result
    work.close()
    raise RuntimeError("Signing waited for something; it must not.")


_SAMPLE = hashlib.sha256(b"a sample").digest()


class CachedSigner(Signer):
    """Signs with a seal that is open already; SHA-256 only."""

    def __init__(self, seal: Seal) -> None:
        self._seal = seal
        own = _as_asn1(seal.certificate)
        self._names_its_certificate = tsp.SigningCertificateV2({"certs": [{"cert_hash": own.sha256}]})
        others: Any = SimpleCertificateStore
        others = others.from_certs([_as_asn1(certificate) for certificate in seal.chain])
        super().__init__(signing_cert=own, cert_registry=others, embed_roots=False)
        sample = at_once(super().async_sign(_SAMPLE, "sha256", dry_run=True))
        written = sample.dump()
        self._form = ContainerForm(written, _SAMPLE)
        self.longest = len(written)  # bytes of a container: the sample's value is as long as any

    async def async_sign(self, data_digest: bytes, digest_algorithm: str, *_: Any, **__: Any) -> cms.ContentInfo:
        """The container around a signature over this digest."""
        _must_be_sha256(digest_algorithm)
        return cms.ContentInfo.load(self._form.filled(data_digest, self._value))

    async def signed_attrs(self, data_digest: bytes, digest_algorithm: str, *_: Any, **__: Any) -> cms.CMSAttributes:
        """What the signature itself covers, by way of the digest of everything else."""
        _must_be_sha256(digest_algorithm)
        return cms.CMSAttributes(
            [
                cms.CMSAttribute({"type": "content_type", "values": ["data"]}),
                cms.CMSAttribute({"type": "message_digest", "values": [data_digest]}),
                cms.CMSAttribute({"type": "signing_certificate_v2", "values": [self._names_its_certificate]}),
            ]
        )

    async def unsigned_attrs(self, *_: Any, **__: Any) -> None:
        """None yet: the time stamp is put there afterwards."""

    async def async_sign_raw(
        self,
        data: bytes,
        digest_algorithm: str,
        dry_run: bool = False,  # noqa: FBT001, FBT002 - the library calls it so
    ) -> bytes:
        """The bare signature over the data."""
        _must_be_sha256(digest_algorithm)
        return bytes(self._longest_value) if dry_run else self._value(data)

    @property
    def _longest_value(self) -> int:
        """Bytes: an RSA signature is as long as its key, one of an elliptic curve always shorter than 256."""
        key = self._seal.key
        return key.key_size // 8 if isinstance(key, rsa.RSAPrivateKey) else 256

    def _value(self, data: bytes) -> bytes:
        key = self._seal.key
        if isinstance(key, ec.EllipticCurvePrivateKey):
            return key.sign(data, ec.ECDSA(SHA256()))
        return key.sign(data, padding.PKCS1v15(), SHA256())


@lru_cache(maxsize=8)
def signer_of(seal: Seal) -> CachedSigner:
    """The one signer of a seal."""
    return CachedSigner(seal)


def _must_be_sha256(digest_algorithm: str) -> None:
    if digest_algorithm != "sha256":
        raise ValueError("Seals sign with SHA-256.")


def _as_asn1(certificate: Any) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))


_SIGNED = b"\xa0"  # the part of a signer that its signature covers; for the signature it counts as a set


class ContainerForm:
    """One container of a seal, in which only the digest of what is signed and the value of the signature differ."""

    def __init__(self, sample: bytes, digest: bytes) -> None:
        """`sample` is a container (DER) over this digest; the value of its signature is of no account."""
        self._size = len(digest)
        self._boxes = boxes_of(sample)
        version, signer, algorithm, attributes, mechanism, _ = der.parts_of(self._boxes[-1].content)
        self._head, self._tail = attributes.content.split(digest)
        self._before = version.whole + signer.whole + algorithm.whole
        self._mechanism = mechanism.whole

    def filled(self, digest: bytes, sign: Callable[[bytes], bytes]) -> bytes:
        """The container (DER) over this digest, which is as long as the sample's; `sign` gives a signature's value."""
        if len(digest) != self._size:
            raise ValueError(f"The digest has {len(digest)} bytes; this container takes one of {self._size}.")
        attributes = self._head + digest + self._tail
        value = sign(der.element(der.SET, attributes))
        signed = der.element(_SIGNED, attributes)
        return with_signer(self._boxes, self._before, signed, self._mechanism, der.element(der.OCTETS, value))
