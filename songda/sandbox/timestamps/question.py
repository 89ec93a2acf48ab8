"""Reads a time-stamp question and says what is wrong with it."""

from dataclasses import dataclass

from songda.trust import der

_SIZES = {  # the object ids of SHA-256, SHA-384 and SHA-512 without their common beginning, and the digests' sizes
    b"\x01": 32,
    b"\x02": 48,
    b"\x03": 64,
}
_SHA2 = bytes.fromhex("6086480165030402")
BAD_ALGORITHM, BAD_FORMAT = 0, 5  # bits of PKIFailureInfo


class BadQuestionError(Exception):
    """The question cannot be answered; `failure` is the bit of the reply that says why."""

    def __init__(self, failure: int, reason: str) -> None:
        super().__init__(reason)
        self.failure = failure


@dataclass(frozen=True)
class Question:
    """What is to be stamped (as it was written), the nonce as it was written, and whether the certificate is wanted."""

    imprint: bytes
    nonce: bytes
    wants_certificate: bool


def read_question(written: bytes) -> Question:
    """Takes the request apart; BadQuestionError when it is none or asks for another kind of digest."""
    try:
        whole = der.first(written)
        version, imprint, *rest = der.parts_of(whole.content)
        algorithm, digest = der.parts_of(imprint.content)
        object_id = der.first(algorithm.content).content
    except ValueError as error:
        raise BadQuestionError(BAD_FORMAT, "This is not a time-stamp request.") from error
    if whole.tag != der.SEQUENCE or len(whole.whole) != len(written) or version.content != b"\x01":
        raise BadQuestionError(BAD_FORMAT, "This is not a time-stamp request of version 1.")
    size = _SIZES.get(object_id.removeprefix(_SHA2)) if object_id.startswith(_SHA2) else None
    if size != len(digest.content):
        raise BadQuestionError(BAD_ALGORITHM, "Only SHA-256, SHA-384 and SHA-512 are stamped.")
    nonces = [part.whole for part in rest if part.tag == der.INTEGER]
    wants = any(part.tag == b"\x01" and part.content != b"\x00" for part in rest)
    return Question(imprint.whole, b"".join(nonces[:1]), wants)
