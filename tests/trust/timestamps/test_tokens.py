"""A token is believed only if it is about our digest, answers our question, and leads to an authority we trust."""

import hashlib
import http.client
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from songda.exchange import plain_text
from songda.trust import der
from songda.trust.offline.pdf_seal import stamped_moment
from songda.trust.signing.demo_keys import DemoRoot
from songda.trust.timestamps import (
    CLOCKS_DIFFER,
    Stamper,
    StampError,
    StampUnavailable,
    read_answer,
    read_token,
    write_question,
)
from tests.trust.signing.stage import NOW, NearStamper, Stage, set_up
from tests.trust.timestamps.belief import verify_token
from tests.trust.timestamps.many import with_certificates

DIGEST = hashlib.sha256(b"checkpoint").digest()
NONCE = b"\x01" + bytes(7)


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    return set_up(tmp_path_factory.mktemp("keys"))


def test_a_token_says_what_was_seen_and_when(stage: Stage) -> None:
    token = stage.stamper.stamp(DIGEST)
    said = verify_token(token, DIGEST, [stage.roots[1]])
    assert (said.at, said.digest) == (NOW, DIGEST)
    assert read_token(token) == said


def test_a_token_about_something_else_does_not_verify(stage: Stage) -> None:
    token = stage.stamper.stamp(DIGEST)
    with pytest.raises(StampError):
        verify_token(token, hashlib.sha256(b"other").digest(), [stage.roots[1]])


def test_a_token_of_an_authority_that_we_do_not_trust_does_not_verify(stage: Stage) -> None:
    with pytest.raises(StampError):
        verify_token(stage.stamper.stamp(DIGEST), DIGEST, [stage.roots[0]])


@pytest.mark.parametrize("place", [40, 120, 200, -5])
def test_a_changed_token_does_not_verify(stage: Stage, place: int) -> None:
    token = bytearray(stage.stamper.stamp(DIGEST))
    token[place] ^= 1
    with pytest.raises(StampError):
        verify_token(bytes(token), DIGEST, [stage.roots[1]])


def test_an_answer_to_another_question_is_refused(stage: Stage) -> None:
    answer = stage.stamper.authority.answer(write_question(DIGEST, NONCE), NOW)
    assert read_answer(answer, DIGEST, NONCE)
    with pytest.raises(StampError, match="another question"):
        read_answer(answer, DIGEST, b"\x02" + bytes(7))
    with pytest.raises(StampError, match="something else"):
        read_answer(answer, bytes(32), NONCE)


@pytest.mark.parametrize("in_order", [True, False], ids=["in DER's order", "against it"])
def test_authorities_may_write_their_certificates_in_any_order(stage: Stage, in_order: bool) -> None:
    granted = der.element(der.SEQUENCE, der.integer(0))
    answer = stage.stamper.authority.answer(write_question(DIGEST, NONCE), NOW)
    token = with_certificates(read_answer(answer, DIGEST, NONCE), chain(), in_order=in_order)
    assert read_answer(der.element(der.SEQUENCE, granted, token), DIGEST, NONCE) == token
    assert read_token(token).at == NOW
    assert stamped_moment(token, b"checkpoint") == NOW


def chain() -> list[bytes]:
    """Three certificates that an authority may send with its own."""
    return [DemoRoot.make(f"root {each}", NOW).certificate.public_bytes(Encoding.DER) for each in range(3)]


def test_every_turned_bit_of_an_answer_is_a_reading_or_a_refusal(stage: Stage) -> None:
    answer = stage.stamper.authority.answer(write_question(DIGEST, NONCE), NOW)
    for place in range(len(answer)):
        turned = answer[:place] + bytes([answer[place] ^ 1 << place % 8]) + answer[place + 1 :]
        with suppress(StampError):
            read_answer(turned, DIGEST, NONCE)


@pytest.mark.parametrize("answer", [b"", b"<html>", b"\x30\x00", b"\x30\x05\x30\x03\x02\x01\x02"])
def test_nonsense_or_a_refusal_is_no_token(answer: bytes) -> None:
    with pytest.raises(StampError):
        read_answer(answer, DIGEST, NONCE)


def test_only_a_sha256_is_sent(stage: Stage) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        stage.stamper.stamp(b"short")


@pytest.mark.parametrize("url", ["", "ftp://example.com/tsa", "http:///tsa", "/tsa"])
def test_an_address_that_cannot_be_asked_is_refused_at_once(url: str) -> None:
    with pytest.raises(ValueError, match="http"):
        Stamper(url)


def test_an_authority_that_nobody_answers_for_is_unavailable() -> None:
    with pytest.raises(StampUnavailable):
        Stamper("http://127.0.0.1:9/tsa", seconds=2).stamp(DIGEST)


def test_keys_of_a_demo_are_made_once_and_kept(tmp_path: Path, stage: Stage) -> None:
    from songda_demo.sandbox.timestamps import load_or_make

    first = load_or_make(tmp_path, NOW)
    again = load_or_make(tmp_path, NOW)
    assert first.certificate == again.certificate
    assert (tmp_path / "tsa.key").stat().st_mode & 0o777 == 0o600
    assert isinstance(DemoRoot.make("x", NOW), DemoRoot)


class Bent(NearStamper):
    """A broken authority, or somebody on the line: the right digest and nonce, and yet no time stamp."""

    turned = 0
    off = timedelta()

    def _ask(self, question: bytes) -> bytes:
        answer = self.authority.answer(question, self.at + self.off)
        place = len(answer) - self.turned
        return answer[:place] + bytes([answer[place] ^ 1]) + answer[place + 1 :] if self.turned else answer


@pytest.fixture
def bent(stage: Stage) -> Bent:
    return Bent(stage.stamper.authority)


@pytest.mark.parametrize("place", [1, 5, 60, 200])
def test_a_token_whose_signature_does_not_hold_is_no_answer(bent: Bent, place: int) -> None:
    bent.turned = place
    with pytest.raises(StampUnavailable):
        bent.stamp(DIGEST)


@pytest.mark.parametrize("at", [datetime(1970, 1, 1, tzinfo=UTC), datetime(2099, 1, 1, tzinfo=UTC)])
def test_a_token_of_another_time_is_no_answer(bent: Bent, at: datetime) -> None:
    bent.off = at - bent.at
    with pytest.raises(StampUnavailable, match="not the time here"):
        bent.stamp(DIGEST)


@pytest.mark.parametrize("off", [CLOCKS_DIFFER, -CLOCKS_DIFFER], ids=["ahead", "behind"])
def test_clocks_may_differ_a_little(bent: Bent, off: timedelta) -> None:
    bent.off = off
    assert read_token(bent.stamp(DIGEST)).at == bent.at + off
    bent.off = off + (off / abs(off)) * timedelta(seconds=1)
    with pytest.raises(StampUnavailable):
        bent.stamp(DIGEST)


def test_whatever_a_stamper_gives_passes_whoever_checks_a_proof(stage: Stage) -> None:
    for place in range(1, 900):
        stamper = Bent(stage.stamper.authority)
        stamper.turned = place
        with suppress(StampUnavailable):
            assert stamped_moment(stamper.stamp(DIGEST), b"checkpoint") == NOW


def test_what_an_authority_says_of_itself_can_be_kept(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    def ask(_question: bytes) -> bytes:
        raise http.client.BadStatusLine("HTTP\0\x85\ud800")

    monkeypatch.setattr(stage.stamper, "_ask", ask)
    with pytest.raises(StampUnavailable) as away:
        stage.stamper.stamp(DIGEST)
    assert str(away.value) == plain_text(str(away.value))
    assert "\0" not in str(away.value)
