"""The log's second key: what it signs is what C2SP says, and whoever verifies a proof sees what it is worth."""

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from songda.core.evidence.bundle import Bundle, open_bundle, write_bundle
from songda.core.evidence.checkpoint import SignedRoot, read_checkpoint_text
from songda.core.evidence.note import NoteError, read_note
from songda.core.evidence.witnesses.check_witnesses import check_second
from songda.core.evidence.witnesses.ml_dsa_key import lasting_message, read_ml_dsa_key
from songda.trust.log_keys import SecondKey
from songda.trust.public_keys import verify_ml_dsa_44
from tests.core.evidence.bundles import bundle

AT = 1_780_000_000


@pytest.fixture
def key(tmp_path: Path) -> SecondKey:
    SecondKey.create(tmp_path / "second.key", "court.example/log")
    return SecondKey.load(tmp_path / "second.key")


@pytest.fixture
def signed(key: SecondKey) -> Bundle:
    plain = bundle()
    line = key.sign(read_note(plain.checkpoint).text, AT)
    return replace(plain, cosignatures=line, log_second=str(key.public))


def said(whole: Bundle, *trusted: str) -> list[str]:
    return [f"{one.outcome.value} {one.code}" for one in check_second(whole, trusted, verify_ml_dsa_44)]


def test_the_signature_holds_and_the_key_is_compared_with_what_the_reader_trusts(
    signed: Bundle, key: SecondKey
) -> None:
    assert said(signed, key.public.fingerprint) == ["passed second.signed"]
    assert said(signed) == ["passed second.signed", "unchecked second.from_bundle"]
    assert said(bundle()) == []
    carried = open_bundle(write_bundle(signed, {}))
    assert (carried.log_second, said(carried)) == (signed.log_second, said(signed))


def test_it_costs_a_bundle_less_than_eight_thousand_bytes(signed: Bundle) -> None:
    assert len(write_bundle(signed, {})) - len(write_bundle(bundle(), {})) < 8_000


def test_whatever_was_exchanged_is_named(signed: Bundle, tmp_path: Path) -> None:
    other = SecondKey.create(tmp_path / "other.key", "court.example/log")
    turned = signed.cosignatures.replace("A", "B").replace(" BB", " AA")
    assert said(replace(signed, log_second=str(other.public))) == ["failed second.none"]
    assert said(replace(signed, cosignatures="")) == ["failed second.none"]
    assert said(replace(signed, log_second="court.example/log+0+AA==")) == ["failed second.refused"]
    assert said(replace(signed, cosignatures=turned)) in (["failed second.refused"], ["failed second.none"])
    moved = SignedRoot("court.example/log", 12, b"1" * 32).text
    elsewhere = signed.checkpoint.replace(read_note(signed.checkpoint).text, moved)
    assert said(replace(signed, checkpoint=elsewhere)) == ["failed second.refused"]


def test_where_the_library_lacks_it_that_is_said(signed: Bundle, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "cryptography.hazmat.primitives.asymmetric.mldsa", None)
    assert said(signed) == ["unchecked second.not_here"]


def test_the_message_is_laid_out_as_the_specification_has_it() -> None:
    """Label, signer, moment, log, the first leaf, the leaf behind the last, and the root."""
    text = SignedRoot("example.com/sofa", 7, bytes(range(32))).text
    root = read_checkpoint_text(text)
    assert lasting_message(text, "w", 258) == (
        b"subtree/v1\n\x00"
        + b"\x01w"
        + bytes.fromhex("0000000000000102")
        + b"\x10example.com/sofa"
        + bytes(8)
        + bytes.fromhex("0000000000000007")
        + root.root
    )


@pytest.mark.parametrize("line", ["", "a+b+c", "court.example/log+00000000+BgA="])
def test_what_is_no_such_key_is_refused(line: str, tmp_path: Path) -> None:
    with pytest.raises(NoteError):
        read_ml_dsa_key(line)
    (tmp_path / "key").write_text(line)
    with pytest.raises(NoteError):
        SecondKey.load(tmp_path / "key")
