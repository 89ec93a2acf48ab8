"""A signed certificate shows every later change, and its time stamp may come at once or afterwards."""

import random
import re
from asyncio import sleep
from functools import partial
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import NoEncryption, pkcs12
from pyhanko.sign.signers.pdf_cms import Signer

from songda.trust.paper import inspect
from songda.trust.signing import Seal, SealFileError, add_stamp, check, sign
from songda.trust.signing.cached_signer import CachedSigner, at_once
from songda.trust.signing.demo_keys import DemoRoot
from songda.trust.signing.signature import NotSignedError
from songda.trust.timestamps import StampUnavailable
from tests.trust.signing.stage import NOW, Stage, set_up


def rsa_seal() -> Seal:
    """A seal whose signatures over the same are the same."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    root = DemoRoot.make("rsa root", NOW)
    return Seal(key, root.issue_for("rsa seal", key.public_key(), NOW), (root.certificate,))


def made_anew(signer: CachedSigner) -> Any:
    """How the library itself makes a container with this signer."""
    return partial(Signer.async_sign, signer)


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    return set_up(tmp_path_factory.mktemp("keys"))


def test_a_signed_and_stamped_certificate_is_valid_and_names_court_and_time(stage: Stage) -> None:
    signed = sign(stage.pdf, stage.seal, stage.stamper)
    report = check(signed.body, stage.roots)
    assert signed.stamped
    assert report.is_valid
    assert report.is_trusted
    assert report.stamp_is_trusted
    assert report.stamped_at == NOW
    assert report.fingerprint == stage.seal.fingerprint
    assert "孝义市人民法院" in report.signer


def test_signing_only_appends_and_starts_on_a_line_of_its_own(stage: Stage) -> None:
    signed = sign(stage.pdf, stage.seal, None).body
    assert signed.startswith(stage.pdf.rstrip(b"\n") + b"\n")
    assert re.search(rb"%%EOF\n+\d+ 0 obj", signed)


def test_the_field_is_invisible_and_forbids_every_later_change(stage: Stage) -> None:
    with pikepdf.open(BytesIO(sign(stage.pdf, stage.seal, stage.stamper).body)) as pdf:
        (field,) = pdf.Root.AcroForm.Fields
        assert [float(edge) for edge in field.Rect] == [0, 0, 0, 0]
        assert pdf.Root.Perms.DocMDP.Reference[0].TransformParams.P == 1
        assert field.V.SubFilter == "/ETSI.CAdES.detached"


def test_what_makes_it_fit_for_archives_survives_signing(stage: Stage) -> None:
    signed = sign(stage.pdf, stage.seal, stage.stamper).body
    with pikepdf.open(BytesIO(signed)) as pdf, pdf.open_metadata() as about:
        assert (about["pdfaid:part"], about["pdfuaid:part"]) == ("3", "1")
    found = inspect(signed)
    assert found.is_safe
    assert {"signed"} <= {warning.code for warning in found.warnings}


def test_one_changed_bit_anywhere_is_found(stage: Stage) -> None:
    signed = sign(stage.pdf, stage.seal, stage.stamper).body
    places = random.Random(7).sample(range(len(stage.pdf)), 25)
    for place in places:
        changed = bytearray(signed)
        changed[place] ^= 1
        assert not check(bytes(changed), stage.roots).is_valid


def test_something_added_behind_the_signature_is_found(stage: Stage) -> None:
    signed = sign(stage.pdf, stage.seal, stage.stamper).body
    assert check(signed + b"\n% added", stage.roots).problems == ("something_added",)
    with pikepdf.open(BytesIO(signed)) as pdf:
        pdf.docinfo["/Title"] = "another"
        out = BytesIO()
        pdf.save(out)
    assert not check(out.getvalue(), stage.roots).is_valid


def test_a_stranger_cannot_pass_for_the_court(stage: Stage, tmp_path: Path) -> None:
    forged = sign(stage.pdf, Seal.create_demo(tmp_path, NOW), stage.stamper).body
    report = check(forged, stage.roots)
    assert report.is_unchanged
    assert not report.is_trusted
    assert report.fingerprint != stage.seal.fingerprint


@pytest.mark.parametrize("pdf", [b"", b"hello", b"%PDF-1.7\n%%EOF"])
def test_what_cannot_be_checked_is_never_called_valid(pdf: bytes) -> None:
    report = check(pdf)
    assert not report.is_valid
    assert report.problems == ("unreadable",)


def test_an_unsigned_certificate_is_said_to_be_unsigned(stage: Stage) -> None:
    assert check(stage.pdf).problems == ("not_signed",)


def test_an_authority_that_is_down_holds_nothing_up_and_the_stamp_follows(stage: Stage) -> None:
    stage.stamper.is_down = True
    try:
        waiting = sign(stage.pdf, stage.seal, stage.stamper)
        with pytest.raises(StampUnavailable):
            add_stamp(waiting.body, stage.stamper)
    finally:
        stage.stamper.is_down = False
    assert not waiting.stamped
    assert check(waiting.body, stage.roots).is_valid
    assert check(waiting.body, stage.roots).stamped_at is None
    later = add_stamp(waiting.body, stage.stamper)
    report = check(later, stage.roots)
    assert len(later) == len(waiting.body)
    assert report.is_valid
    assert report.stamp_is_trusted
    assert report.stamped_at == NOW


def test_a_stamp_is_added_only_once(stage: Stage) -> None:
    stamped = sign(stage.pdf, stage.seal, stage.stamper).body
    asked = stage.stamper.asked
    assert add_stamp(stamped, stage.stamper) == stamped
    assert stage.stamper.asked == asked


def test_a_stamp_of_another_signature_is_found(stage: Stage) -> None:
    one = sign(stage.pdf, stage.seal, stage.stamper).body
    other = sign(stage.pdf, stage.seal, None).body
    start, end = one.rindex(b"/Contents <"), one.rindex(b">", 0, one.rindex(b"/ByteRange"))
    assert not check(other[:start] + one[start:end] + other[end:], stage.roots).is_valid


@pytest.mark.parametrize("pdf", [b"", b"%PDF", b"/ByteRange [0 10 20 5]"])
def test_only_a_signed_file_can_be_stamped(stage: Stage, pdf: bytes) -> None:
    with pytest.raises(NotSignedError):
        add_stamp(pdf, stage.stamper)


def test_rsa_keys_sign_too(stage: Stage) -> None:
    report = check(sign(stage.pdf, rsa_seal(), stage.stamper).body)
    assert report.is_valid


@pytest.mark.parametrize("what", [b"", b"one", b"another"])
def test_a_container_is_byte_for_byte_what_the_library_puts_together(what: bytes) -> None:
    digest = sha256(what).digest()
    signer = CachedSigner(rsa_seal())
    filled_in, by_the_library = (at_once(each(digest, "sha256")) for each in (signer.async_sign, made_anew(signer)))
    assert filled_in.dump() == by_the_library.dump()
    assert digest in filled_in.dump()


def test_a_seal_signs_with_sha256_only(stage: Stage) -> None:
    signer = CachedSigner(stage.seal)
    for signing in (signer.async_sign, made_anew(signer), signer.async_sign_raw):
        with pytest.raises(ValueError, match="SHA-256"):
            at_once(signing(bytes(64), "sha512"))


@pytest.mark.parametrize("size", [0, 31, 33, 64])
def test_a_digest_of_another_length_has_no_place_in_the_container(stage: Stage, size: int) -> None:
    with pytest.raises(ValueError, match=f"has {size} bytes; this container takes one of 32"):
        at_once(CachedSigner(stage.seal).async_sign(bytes(size), "sha256"))


def test_what_waits_is_not_done_at_once() -> None:
    with pytest.raises(RuntimeError, match="waited"):
        at_once(sleep(0))


def test_a_seal_file_opens_with_its_password_only(tmp_path: Path) -> None:
    made = Seal.create_demo(tmp_path, NOW)
    password = (tmp_path / "seal.password").read_text().strip()
    opened = Seal.load(tmp_path / "seal.p12", password)
    assert opened.fingerprint == made.fingerprint
    assert len(opened.chain) == 1
    assert (tmp_path / "seal.p12").stat().st_mode & 0o777 == 0o600
    with pytest.raises(SealFileError, match="password"):
        Seal.load(tmp_path / "seal.p12", "wrong")
    with pytest.raises(SealFileError, match="cannot be read"):
        Seal.load(tmp_path / "none.p12", password)


def test_a_seal_file_with_a_key_that_readers_reject_is_refused(tmp_path: Path) -> None:
    root = DemoRoot.make("root", NOW)
    key = ed25519.Ed25519PrivateKey.generate()
    certificate = root.issue_for("ed25519 seal", key.public_key(), NOW)
    path = tmp_path / "seal.p12"
    path.write_bytes(pkcs12.serialize_key_and_certificates(b"x", key, certificate, None, NoEncryption()))
    with pytest.raises(SealFileError, match="EC or RSA"):
        Seal.load(path, "")
    assert isinstance(root.key, ec.EllipticCurvePrivateKey)
