"""The court's signature in a PDF: right for every kind of key, and broken by any change."""

import re

import pytest

from songda.core.evidence.findings import Outcome
from songda.trust.offline.cms import SignatureError
from songda.trust.offline.pdf_seal import check_seal, check_stamp, open_seal, stamped_moment
from tests.trust.offline.seals import KINDS, seal_fingerprint, signed_pdf, stamp_token


def codes(pdf, expected=(), trusted=()):
    return {finding.code: finding for finding in check_seal(pdf, expected, trusted)}


@pytest.mark.parametrize("kind", KINDS)
def test_a_right_signature_is_right_for_every_kind_of_key(kind):
    found = codes(signed_pdf(kind), {seal_fingerprint(kind)}, {seal_fingerprint(kind)})
    assert list(found) == ["seal.intact", "seal.trusted", "stamp.intact", "stamp.trust_unchecked"]
    assert found["seal.intact"].about["fingerprint"] == seal_fingerprint(kind)
    assert "孝义市人民法院" in found["seal.intact"].sentence("zh")
    assert found["stamp.intact"].about["at"] == "2022-06-02T03:04:05+00:00"


def test_without_a_stamp_and_without_trust_that_is_said():
    found = codes(signed_pdf(stamped=False))
    assert [(f.code, f.outcome) for f in found.values()] == [
        ("seal.intact", Outcome.PASSED),
        ("seal.trust_unchecked", Outcome.UNCHECKED),
        ("stamp.none", Outcome.UNCHECKED),
    ]


def test_another_seal_than_the_expected_one_is_named():
    finding = codes(signed_pdf(), {"ab" * 32})["seal.other_key"]
    assert finding.outcome is Outcome.FAILED
    assert finding.about == {"found": seal_fingerprint(), "expected": "ab" * 32}


def test_any_changed_byte_outside_the_signature_breaks_it():
    pdf = signed_pdf()
    start, end = hole(pdf)
    for place in [*range(20, start, 97), *range(end, len(pdf), 31)]:
        changed = pdf[:place] + bytes([pdf[place] ^ 1]) + pdf[place + 1 :]
        assert "seal.intact" not in codes(changed), place


@pytest.mark.parametrize("kind", KINDS)
def test_a_changed_signature_breaks_it(kind):
    pdf = signed_pdf(kind)
    signed, _ = open_seal(pdf)
    start = pdf.lower().index(signed.signature.hex().encode())
    for place in (start + 10, start + len(signed.signature), start + 2 * len(signed.signature) - 1):
        other = b"0" if pdf[place : place + 1] != b"0" else b"1"
        assert list(codes(pdf[:place] + other + pdf[place + 1 :])) == ["seal.broken"]


def test_bytes_added_after_the_signature_are_said_not_to_be_covered():
    found = codes(signed_pdf() + b"% more\n")
    assert found["seal.partial"].outcome is Outcome.UNCHECKED
    assert found["seal.partial"].about["end"] == str(len(signed_pdf()))


def test_with_a_second_signature_the_first_is_the_seal_and_the_rest_is_said_to_be_unchecked():
    assert codes(signed_pdf(signatures=2))["seal.partial"].outcome is Outcome.UNCHECKED


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (lambda _pdf: b"%PDF-1.7 nothing", "not signed"),
        (lambda pdf: pdf[:-40], "not the whole file around"),
        (lambda pdf: re.sub(rb"/ByteRange \[0 ", b"/ByteRange [7 ", pdf), "not the whole file around"),
        (lambda pdf: pdf.replace(b"<30", b"<zz"), "unreadable"),
        (lambda pdf: pdf.replace(b"<30", b"<31"), "0x31"),
    ],
)
def test_what_is_no_signed_pdf_is_named(change, word):
    found = codes(change(signed_pdf()))
    assert list(found) == ["seal.broken"]
    assert word in found["seal.broken"].sentence("en")


def test_a_time_stamp_is_for_exactly_these_bytes():
    token = stamp_token(b"a checkpoint")
    assert stamped_moment(token, b"a checkpoint").isoformat() == "2022-06-02T03:04:05+00:00"
    with pytest.raises(SignatureError, match="something else"):
        stamped_moment(token, b"another checkpoint")


def test_a_changed_time_stamp_does_not_hold():
    token = stamp_token(b"a checkpoint")
    where = token.index(b"20220602030405Z")
    forged = token[:where] + b"20210602030405Z" + token[where + 15 :]
    (finding,) = check_stamp("checkpoint", forged, b"a checkpoint")
    assert finding.outcome is Outcome.FAILED
    assert "changed after it was signed" in finding.sentence("en")


@pytest.mark.parametrize("token", [b"", b"0", b"0\x80", b"\x30\x03\x02\x01\x05", b"\x1f" * 9, bytes(64)])
def test_bytes_that_are_no_token_do_not_hold(token):
    with pytest.raises(SignatureError):
        stamped_moment(token, b"")


def hole(pdf):
    """Where the signature's hexadecimal digits begin and end."""
    match = re.search(rb"/ByteRange ?\[ ?0 (\d+) (\d+) (\d+) ?\]", pdf)
    return int(match[1]), int(match[2])
