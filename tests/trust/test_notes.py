"""The log's signing key: kept in a file of its owner, read back, and refused when it does not fit."""

import pytest

from songda.core.evidence.note import NoteError, check_note, read_note
from songda.trust.log_keys import NoteKey
from songda.trust.public_keys import verify_ed25519
from tests.trust.log_keys import court_key


def test_a_new_key_is_read_back_and_only_its_owner_may_read_the_file(tmp_path):
    path = tmp_path / "log.key"
    key = NoteKey.create(path, "court.example/log")
    assert path.stat().st_mode & 0o777 == 0o600
    assert NoteKey.load(path).verifier == key.verifier
    check_note(read_note(NoteKey.load(path).sign("text\n")), key.verifier, verify_ed25519)


def test_a_key_is_never_overwritten(tmp_path):
    NoteKey.create(tmp_path / "log.key", "court.example/log")
    with pytest.raises(FileExistsError):
        NoteKey.create(tmp_path / "log.key", "court.example/log")


@pytest.mark.parametrize(
    "line",
    ["", "nonsense", "PRIVATE+KEY+name+00000000+AAAA", "x PRIVATE+KEY+name+00000000+AAAA"],
)
def test_a_file_that_holds_no_key_is_refused(tmp_path, line):
    (tmp_path / "log.key").write_text(line)
    with pytest.raises(NoteError):
        NoteKey.load(tmp_path / "log.key")


def test_a_key_under_a_changed_name_is_refused(tmp_path):
    NoteKey.create(tmp_path / "log.key", "court.example/log")
    text = (tmp_path / "log.key").read_text().replace("court", "crown")
    (tmp_path / "log.key").write_text(text)
    with pytest.raises(NoteError, match="does not fit"):
        NoteKey.load(tmp_path / "log.key")


def test_a_key_does_not_show_itself():
    assert "Ed25519PrivateKey" not in repr(court_key())


def test_a_malformed_key_or_signature_is_simply_wrong():
    key = court_key()
    assert not verify_ed25519(b"short", b"", b"text")
    assert not verify_ed25519(key.verifier.public, b"short", b"text")
