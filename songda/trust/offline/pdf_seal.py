"""Checks the court's signature inside a PDF file, that it is right and covers the whole file, and its time stamp."""

import re
from collections.abc import Collection, Iterator
from datetime import UTC, datetime
from itertools import islice

from songda.core.evidence.findings import Finding, failed, passed, unchecked
from songda.trust.offline.cms import (
    GENERALIZED_TIME,
    OCTET_STRING,
    SEQUENCE,
    DerError,
    SignatureError,
    SignedContent,
    digest,
    open_signed,
    part,
    read_der,
)

MOST_SEALS = 100
_RANGE = re.compile(rb"/ByteRange\s*\[\s*(\d{1,10})\s+(\d{1,10})\s+(\d{1,10})\s+(\d{1,10})\s*\]")


def check_seal(pdf: bytes, expected: Collection[str], trusted: Collection[str]) -> Iterator[Finding]:
    """Every finding on the signature.

    `expected` are the fingerprints of the signer that the bundle names, `trusted` those that the reader trusts.
    """
    try:
        signed, end = open_seal(pdf)
    except SignatureError as error:
        yield failed("seal.broken", reason=error)
        return
    if end == len(pdf):
        yield passed("seal.intact", signer=signed.signer, fingerprint=signed.fingerprint)
    else:
        yield unchecked("seal.partial", signer=signed.signer, fingerprint=signed.fingerprint, end=end, size=len(pdf))
    yield from _check_signer(signed, expected, trusted)
    yield from _check_stamp(signed)


def open_seal(pdf: bytes) -> tuple[SignedContent, int]:
    """The first signature, checked, and how far it reaches. Raises `SignatureError`."""
    found = islice(_RANGE.finditer(pdf), MOST_SEALS + 1)
    ranges = sorted((tuple(map(int, match.groups())) for match in found), key=lambda r: r[2] + r[3])
    if not ranges:
        raise SignatureError("the PDF is not signed")
    if len(ranges) > MOST_SEALS:
        raise SignatureError(f"more than {MOST_SEALS} signatures")
    start, before, resume, after = ranges[0]
    gap = pdf[before:resume]
    if start != 0 or not before < resume or resume + after > len(pdf) or (gap[:1], gap[-1:]) != (b"<", b">"):
        raise SignatureError("the signed range is not the whole file around the signature")
    try:
        signature = read_der(bytes.fromhex(gap[1:-1].decode("ascii"))).whole
    except (DerError, ValueError) as error:
        raise SignatureError(f"the signature is unreadable: {error}") from error
    return open_signed(signature, pdf[:before] + pdf[resume : resume + after]), resume + after


def _check_signer(signed: SignedContent, expected: Collection[str], trusted: Collection[str]) -> Iterator[Finding]:
    for other in sorted(set(expected) - {signed.fingerprint}):
        yield failed("seal.other_key", found=signed.fingerprint, expected=other)
    if signed.fingerprint in trusted:
        yield passed("seal.trusted", fingerprint=signed.fingerprint)
    else:
        yield unchecked("seal.trust_unchecked")


def _check_stamp(signed: SignedContent) -> Iterator[Finding]:
    if signed.stamp:
        yield from check_stamp("certificate.pdf", signed.stamp, signed.signature)
    else:
        yield unchecked("stamp.none", what="certificate.pdf")


def check_stamp(what: str, token: bytes, stamped: bytes) -> Iterator[Finding]:
    """The findings on one time-stamp token."""
    try:
        moment = stamped_moment(token, stamped)
    except SignatureError as error:
        yield failed("stamp.broken", what=what, reason=error)
        return
    yield passed("stamp.intact", what=what, at=moment.isoformat())
    yield unchecked("stamp.trust_unchecked")


_TIME_STAMP = "1.2.840.113549.1.9.16.1.4"


def stamped_moment(token: bytes, stamped: bytes) -> datetime:
    """The moment at which the authority saw `stamped`. Raises `SignatureError` when the token does not hold."""
    name, imprint, moment = open_stamp(token)
    if imprint != digest(name, stamped):
        raise SignatureError("it stamps something else")
    return moment


def open_stamp(token: bytes) -> tuple[str, bytes, datetime]:
    """The hash (by its identifier) that an authority signed, of what, and when. Raises `SignatureError`."""
    signed = open_signed(token)
    if signed.content_type != _TIME_STAMP:
        raise SignatureError("not a time stamp")
    try:
        parts = read_der(signed.content).require(SEQUENCE).parts()
        algorithm, imprint = part(parts, 2).require(SEQUENCE).parts()
        name, seen = part(algorithm.parts(), 0).object_id(), imprint.require(OCTET_STRING).body
        moment = _moment(part(parts, 4).require(GENERALIZED_TIME).body.decode("ascii"))
    except (DerError, ValueError) as error:
        raise SignatureError(f"not a time stamp: {error}") from error
    return name, seen, moment


def _moment(written: str) -> datetime:
    seconds, _, fraction = written.removesuffix("Z").partition(".")
    moment = datetime.strptime(seconds, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    return moment.replace(microsecond=int(fraction[:6].ljust(6, "0")) if fraction else 0)
