"""Every bit of a time stamp turned, one at a time: each is refused in words, but in certificates of others."""

from contextlib import suppress
from itertools import product

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from songda.trust.offline.cms import SignatureError
from songda.trust.offline.pdf_seal import stamped_moment
from songda.trust.signing.demo_keys import DemoRoot
from tests.trust.offline.seals import stamp_token
from tests.trust.signing.stage import NOW
from tests.trust.timestamps.many import with_certificates

STAMPED = b"what was there"


def turned(whole: bytes, place: int, bit: int) -> bytes:
    return whole[:place] + bytes([whole[place] ^ 1 << bit]) + whole[place + 1 :]


@pytest.fixture(scope="module")
def token() -> bytes:
    return stamp_token(STAMPED)


def unnoticed(token: bytes) -> list[int]:
    """The places at which a bit may be turned and the token still be right."""
    missed = []
    for place, bit in product(range(len(token)), range(8)):
        with suppress(SignatureError):
            stamped_moment(turned(token, place, bit), STAMPED)
            missed.append(place)
    return missed


@pytest.mark.night("every bit")
def test_every_bit_of_a_token_matters(token: bytes) -> None:
    assert unnoticed(token) == []


def test_only_certificates_of_others_may_change_unnoticed(token: bytes) -> None:
    carried = DemoRoot.make("an authority above", NOW).certificate.public_bytes(Encoding.DER)
    longer = with_certificates(token, [carried], in_order=True)
    begin = longer.index(carried)
    assert set(unnoticed(longer)) <= set(range(begin, begin + len(carried)))
