"""However long a seal's certificates or an authority's tokens are: the stamp finds room, at once or afterwards."""

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding

from songda.trust.signing import NoRoomError, Seal, add_stamp, check, sign
from songda.trust.signing.demo_keys import DemoRoot
from songda.trust.signing.signature import TOKEN_ROOM
from songda.trust.timestamps import StampUnavailable
from tests.trust.signing.stage import NOW, NearStamper, Stage, set_up
from tests.trust.timestamps.many import with_certificates


class LongStamper(NearStamper):
    """An authority that sends whatever certificates it has with each token."""

    certificates: tuple[bytes, ...] = ()
    is_away_after = 10

    def stamp(self, digest: bytes) -> bytes:
        if self.asked >= self.is_away_after:
            raise StampUnavailable("away")
        return with_certificates(super().stamp(digest), self.certificates, in_order=False)


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    return set_up(tmp_path_factory.mktemp("keys"))


@pytest.fixture
def stamper(stage: Stage) -> LongStamper:
    return LongStamper(stage.stamper.authority)


@pytest.fixture(scope="module")
def large_seal() -> Seal:
    """RSA with 4,096 bits, and three more certificates of such keys above its own."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=4096)
    root = DemoRoot.make("large root", NOW)
    above = tuple(root.issue_for(f"above {each}", key.public_key(), NOW) for each in range(3))
    return Seal(key, root.issue_for("large seal", key.public_key(), NOW), (*above, root.certificate))


def certificates(total: int) -> tuple[bytes, ...]:
    """So many bytes of them, at least."""
    one = DemoRoot.make("carried", NOW).certificate.public_bytes(Encoding.DER)
    return (one,) * (total // len(one) + 1)


def test_the_room_for_the_stamp_does_not_depend_on_the_seal(
    stage: Stage, stamper: LongStamper, large_seal: Seal
) -> None:
    stamper.certificates = certificates(TOKEN_ROOM - 3000)
    for seal in (stage.seal, large_seal):
        afterwards = add_stamp(sign(stage.pdf, seal, None).body, stamper)
        report = check(afterwards)
        assert report.is_valid
        assert report.stamped_at == NOW


def test_a_seal_leaves_no_more_room_than_it_needs(stage: Stage, large_seal: Seal) -> None:
    for seal in (stage.seal, large_seal):
        added = len(sign(stage.pdf, seal, None).body) - len(stage.pdf)
        chain = sum(len(each.public_bytes(Encoding.DER)) for each in (seal.certificate, *seal.chain))
        assert added < 2 * (TOKEN_ROOM + chain + 4000)


def test_a_token_of_uncommon_length_gets_its_room_while_the_certificate_is_made(
    stage: Stage, stamper: LongStamper
) -> None:
    stamper.certificates = certificates(3 * TOKEN_ROOM)
    signed = sign(stage.pdf, stage.seal, stamper)
    assert signed.stamped
    assert check(signed.body).stamped_at == NOW


def test_where_the_authority_goes_away_in_between_the_stamp_still_finds_room_later(
    stage: Stage, stamper: LongStamper
) -> None:
    stamper.certificates, stamper.is_away_after = certificates(3 * TOKEN_ROOM), 1
    signed = sign(stage.pdf, stage.seal, stamper)
    assert not signed.stamped
    stamper.is_away_after = 10
    assert check(add_stamp(signed.body, stamper)).stamped_at == NOW


def test_a_token_that_finds_no_room_afterwards_changes_nothing_and_is_told(stage: Stage, stamper: LongStamper) -> None:
    signed = sign(stage.pdf, stage.seal, None).body
    stamper.certificates = certificates(2 * TOKEN_ROOM)
    with pytest.raises(NoRoomError) as told:
        add_stamp(signed, stamper)
    assert told.value.needed > 2 * TOKEN_ROOM
    assert check(signed).is_valid
