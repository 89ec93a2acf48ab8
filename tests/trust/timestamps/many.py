"""Tokens that carry more certificates than their signer's, in any order: no signature covers that."""

from collections.abc import Sequence

from songda.trust import der

_CERTIFICATES = b"\xa0"


def with_certificates(token: bytes, more: Sequence[bytes], *, in_order: bool) -> bytes:
    """The same token with these certificates (DER) besides its own, in DER's order of a set or against it."""
    kind, wrapping = der.parts_of(der.first(token).content)
    parts = der.parts_of(der.first(wrapping.content).content)
    own = [one.whole for part in parts if part.tag == _CERTIFICATES for one in der.parts_of(part.content)]
    carried = der.element(_CERTIFICATES, *sorted([*own, *more], reverse=not in_order))
    signed = [carried if part.tag == _CERTIFICATES else part.whole for part in parts]
    return der.element(der.SEQUENCE, kind.whole, der.element(b"\xa0", der.element(der.SEQUENCE, *signed)))
