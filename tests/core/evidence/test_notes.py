"""Signed notes, checkpoints and proof files: the published examples, and that nothing changed passes."""

import base64

import pytest

from songda.core.evidence.checkpoint import (
    SignedRoot,
    TlogProof,
    open_checkpoint,
    read_checkpoint_text,
    read_decimal,
    read_tlog_proof,
)
from songda.core.evidence.merkle import root_of
from songda.core.evidence.note import (
    NoteError,
    VerifierKey,
    check_note,
    read_note,
    read_verifier_key,
    sign_note,
)
from songda.trust.public_keys import verify_ed25519
from tests.core.evidence.trees import leaves
from tests.rows import all_rows
from tests.trust.log_keys import court_key, other_key

# The example that the documentation of Go's note package publishes with its key.
PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PETERS_NOTE = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
# The examples of the signed-note and tlog-checkpoint specifications (no key is published with them).
SALVATORE = (
    "Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\ned è subito sera.\n\n"
    "— quasimodo.example/salvatore "
    "NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n"
)
SOFA = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
SHORT_ROOT = "a\n1\n" + base64.b64encode(b"x" * 31).decode() + "\n"


def test_the_published_example_is_signed_by_its_published_key():
    key = read_verifier_key(PETER)
    assert str(key) == PETER
    check_note(read_note(PETERS_NOTE), key, verify_ed25519)


def test_the_text_of_a_note_may_hold_empty_lines():
    note = read_note(SALVATORE)
    assert note.text.endswith("sole:\n\ned è subito sera.\n")
    assert [(s.name, s.key_id.hex(), len(s.signature)) for s in note.signatures] == [
        ("quasimodo.example/salvatore", "367ba04b", 64)
    ]


def test_one_letter_changed_and_the_signature_is_wrong():
    changed = PETERS_NOTE.replace("answer", "Answer")
    with pytest.raises(NoteError, match="signature of PeterNeumann is wrong"):
        check_note(read_note(changed), read_verifier_key(PETER), verify_ed25519)


def test_a_note_signed_only_by_strangers_is_not_signed():
    with pytest.raises(NoteError, match="did not sign"):
        check_note(read_note(PETERS_NOTE), court_key().verifier, verify_ed25519)


def test_lines_of_unknown_keys_are_passed_over():
    ours, theirs = court_key().sign(SOFA), other_key().sign(SOFA)
    both = ours + theirs.rpartition("\n\n")[2]
    check_note(read_note(both), court_key().verifier, verify_ed25519)
    check_note(read_note(both), other_key().verifier, verify_ed25519)


def test_one_wrong_signature_of_a_known_key_spoils_the_note():
    ours, forged = court_key().sign(SOFA), court_key().sign(SOFA.replace("163", "164"))
    with pytest.raises(NoteError, match="wrong"):
        check_note(read_note(ours + forged.rpartition("\n\n")[2]), court_key().verifier, verify_ed25519)


@all_rows(
    "written",
    ["", "text\n", "text\n\n", "text\n\n— name", "text\n\n— name AAAA\n", "text\n\n- name AAAAAAAA\n",
     "text\n\n— name !!!!!!!!\n", "text\n\n—  AAAAAAAA\n", "te\txt\n\n— name AAAAAAAA\n", "text\n\n— na+me AAAAAAAA\n"],
)  # fmt: skip
def test_what_is_no_signed_note_is_refused(written):
    with pytest.raises(NoteError):
        read_note(written)


def test_a_note_with_a_hundred_and_one_signatures_is_refused():
    line = court_key().sign(SOFA).rpartition("\n\n")[2]
    with pytest.raises(NoteError, match="too many"):
        read_note(f"{SOFA}\n{line * 101}")


def test_only_a_text_that_ends_its_line_is_signed():
    with pytest.raises(NoteError, match="line break"):
        sign_note("no end", court_key().verifier, court_key().private.sign)


@all_rows(
    "line",
    ["", "name", "name+00000000", "name+00000000+AAAA", PETER.replace("c74f20a3", "c74f20a4"), PETER[:-4],
     "a name" + PETER[len("PeterNeumann") :], PETER.replace("+AR", "+BR")],
)  # fmt: skip
def test_what_is_no_key_is_refused(line):
    with pytest.raises(NoteError):
        read_verifier_key(line)


def test_the_published_checkpoint_reads():
    signed = read_checkpoint_text(SOFA)
    assert (signed.origin, signed.size, len(signed.root)) == ("example.com/behind-the-sofa", 20852163, 32)
    assert signed.text == SOFA
    assert read_checkpoint_text(SOFA + "an extension\n") == signed


@all_rows(
    "text",
    ["", "a\n1\n", SOFA[:-1], SOFA + "\n", SOFA.replace("208", "0208"), SOFA.replace("208", "-208"),
     SOFA.replace("CsU", "sU"), SOFA.replace("20852163", "9" * 19), SHORT_ROOT],
)  # fmt: skip
def test_what_is_no_checkpoint_is_refused(text):
    with pytest.raises(NoteError):
        read_checkpoint_text(text)


def test_a_signed_checkpoint_opens_with_the_logs_key_alone():
    root = SignedRoot(court_key().name, 5, root_of(leaves(5)))
    written = court_key().sign(root.text)
    assert open_checkpoint(written, court_key().verifier, verify_ed25519) == root
    with pytest.raises(NoteError, match="did not sign"):
        open_checkpoint(written, other_key().verifier, verify_ed25519)


def test_a_key_cannot_sign_for_a_log_of_another_name():
    written = court_key().sign(SignedRoot("another.example/log", 5, root_of(leaves(5))).text)
    with pytest.raises(NoteError, match="signed by the key of"):
        open_checkpoint(written, court_key().verifier, verify_ed25519)


@all_rows("written", ["", "00", "01", "-1", "+1", "1 ", "１", "²", "1" * 19])
def test_a_number_has_one_spelling(written):
    with pytest.raises(NoteError):
        read_decimal(written)


def test_a_proof_file_reads_back_as_it_was_written():
    checkpoint = court_key().sign(SOFA)
    for hashes in ((), tuple(leaves(3))):
        proof = TlogProof(73894, hashes, checkpoint)
        assert read_tlog_proof(str(proof)) == proof


def test_extra_matter_in_a_proof_file_is_passed_over():
    proof = TlogProof(7, tuple(leaves(2)), court_key().sign(SOFA))
    with_extra = str(proof).replace("\nindex", "\nextra bm90aGluZw==\nindex", 1)
    assert read_tlog_proof(with_extra) == proof


@pytest.mark.parametrize(
    "change",
    [("c2sp.org/tlog-proof@v1", "c2sp.org/tlog-proof@v2"), ("index 7", "index 07"), ("index 7", "place 7"),
     ("index 7\n", ""), ("\n\n", "\n"), ("index 7\n", "index 7\nAAAA\n"), ("\nindex", "\nextra ???\nindex")],
)  # fmt: skip
def test_what_is_no_proof_file_is_refused(change):
    written = str(TlogProof(7, (), SOFA)).replace(*change, 1)
    with pytest.raises(NoteError):
        read_tlog_proof(written)


def test_the_fingerprint_is_that_of_the_usual_public_key_file():
    key = court_key().verifier
    der = base64.b64decode("".join(key.pem.splitlines()[1:-1]))
    assert der.endswith(key.public)
    assert VerifierKey("another.name", key.public).fingerprint == key.fingerprint
