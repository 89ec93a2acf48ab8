"""Single bits turned in signatures and time stamps: each is refused in words, or lies where nothing is said."""

import random
from contextlib import suppress

import pytest
from cryptography import x509

from songda.trust.offline.cms import SignatureError, open_signed
from songda.trust.offline.der import SEQUENCE, part, read_der
from songda.trust.offline.stamp import stamped_moment
from tests.trust.offline.seals import stamp_token

STAMPED = b"what was there"
SAMPLES = 600


def turned(whole: bytes, place: int, bit: int) -> bytes:
    return whole[:place] + bytes([whole[place] ^ 1 << bit]) + whole[place + 1 :]


@pytest.fixture(scope="module")
def token() -> bytes:
    return stamp_token(STAMPED)


def certificates_in(token: bytes) -> range:
    """Where in the token its signer's certificate lies."""
    certificate = open_signed(token).certificate
    assert isinstance(certificate, x509.Certificate)
    signed = read_der(part(read_der(token).parts(), 1).body).parts()
    found = next(one for group in signed if group.tag == 0xA0 for one in group.parts() if one.tag == SEQUENCE)
    start = token.index(found.whole)
    return range(start, start + len(found.whole))


def test_no_turned_bit_ends_in_anything_but_a_moment_or_a_refusal(token: bytes) -> None:
    moment, chance = stamped_moment(token, STAMPED), random.Random(5)
    for place in chance.sample(range(len(token)), min(SAMPLES, len(token))):
        with suppress(SignatureError):
            assert stamped_moment(turned(token, place, chance.randrange(8)), STAMPED) == moment


def test_every_bit_of_the_certificate_that_signed_matters(token: bytes) -> None:
    chance = random.Random(7)
    within = certificates_in(token)
    assert len(within) > 200
    for place in chance.sample(within, 200):
        with pytest.raises(SignatureError):
            stamped_moment(turned(token, place, chance.randrange(8)), STAMPED)
