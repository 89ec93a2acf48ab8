"""The container that a seal fills in: all that the library writes anew for every signature, and that never changes."""

from collections.abc import Callable

from songda.trust import der
from songda.trust.signing.boxes import boxes_of, with_signer

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
