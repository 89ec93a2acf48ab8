"""A witness cosigns what continues what it saw; a log that is cut off, split or written anew finds no second word."""

import hashlib
import http.client
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest

from songda.core.evidence.checkpoint import SignedRoot, open_checkpoint
from songda.core.evidence.merkle import consistency_proof, leaf_hash, tree_root
from songda.core.evidence.note import NoteError, VerifierKey, read_note
from songda.core.evidence.witnesses.cosignature import WitnessKey, check_cosignature, read_witness_key
from songda.core.evidence.witnesses.ml_dsa_key import MlDsaKey
from songda.core.evidence.witnesses.policy import read_policy
from songda.core.evidence.witnesses.witnessing import Answer, ShownCheckpoint
from songda.trust.public_keys import verify_ed25519
from songda.trust.witness import Witness
from tests.core.evidence.trees import leaves, nodes_over
from tests.rows import all_rows
from tests.trust.log_keys import court_key, other_key

NOW = 1_780_000_000
LOG = court_key()


def shown(old: int, size: int, entries: list[bytes] | None = None) -> str:
    """What the log shows of its first `size` entries to one who saw `old`."""
    nodes = nodes_over(entries or leaves(40))
    proof = consistency_proof(nodes, old, size) if old else []
    return str(ShownCheckpoint(old, tuple(proof), LOG.sign(SignedRoot(LOG.name, size, tree_root(nodes, size)).text)))


def forged() -> list[bytes]:
    """The same log, in which the third event was exchanged: whoever holds the log's key can sign that."""
    return [*leaves(2), leaf_hash(b"forged"), *leaves(40)[3:]]


@pytest.fixture
def witness(tmp_path: Path) -> Witness:
    return Witness.open(tmp_path / "bar", "bar.example/w1", {LOG.name: LOG.verifier})


def test_it_cosigns_what_grows(witness: Witness) -> None:
    for old, size in ((0, 5), (5, 17), (17, 17), (17, 40)):
        asked = shown(old, size)
        word = witness.look_at(asked, NOW)
        assert word.answer is Answer.COSIGNED
        note = read_note(asked.partition("\n\n")[2] + word.text)
        found = check_cosignature(note, read_witness_key(str(witness.key)), verify_ed25519)
        assert found is not None
        assert (found.witness, found.at) == ("bar.example/w1", NOW)


def test_what_it_saw_outlives_it(witness: Witness) -> None:
    witness.look_at(shown(0, 9), NOW)
    again = Witness.open(witness.folder, witness.name, witness.logs)
    assert again.key == witness.key
    assert again.look_at(shown(0, 5), NOW).answer is Answer.OTHER_SIZE
    assert again.look_at(shown(9, 12), NOW).answer is Answer.COSIGNED


@pytest.mark.parametrize(
    ("asked", "answer", "text"),
    [
        (shown(0, 5), Answer.OTHER_SIZE, "9\n"),  # the end was cut off
        (shown(9, 9, forged()), Answer.OTHER_SIZE, "9\n"),  # two trees of one size
        (shown(9, 20, forged()), Answer.NOT_CONTINUED, ""),  # the past was written anew
        (shown(9, 20).replace("old 9", "old 8"), Answer.OTHER_SIZE, "9\n"),
        (shown(20, 20).replace("old 20", "old 30"), Answer.UNREADABLE, ""),
        (shown(9, 20).replace(LOG.name, "another.example/log"), Answer.UNKNOWN_LOG, ""),
        (shown(9, 20).replace("\n20\n", "\n21\n"), Answer.NOT_SIGNED, ""),
        ("old x\n\n", Answer.UNREADABLE, ""),
        ("", Answer.UNREADABLE, ""),
    ],
)
def test_everything_else_it_refuses(witness: Witness, asked: str, answer: Answer, text: str) -> None:
    witness.look_at(shown(0, 9), NOW)
    word = witness.look_at(asked, NOW)
    assert (word.answer, word.text) == (answer, text)
    assert witness.look_at(shown(9, 12), NOW).answer is Answer.COSIGNED  # and forgets nothing over it


def test_of_two_views_one_finds_a_quorum_at_the_most(tmp_path: Path) -> None:
    """The drill: the court shows one past to the first two witnesses and another to the last two."""
    three = [Witness.open(tmp_path / str(n), f"w{n}.example", {LOG.name: LOG.verifier}) for n in range(3)]
    policy = read_policy("\n".join([*(f"witness {w.name} {w.key}" for w in three), _GROUP]))
    for witness in three:
        witness.look_at(shown(0, 5), NOW)
    told = {witness.name: witness.look_at(shown(5, 30), NOW).answer for witness in three[:2]}
    other = {witness.name: witness.look_at(shown(5, 30, forged()), NOW).answer for witness in three[1:]}
    assert policy.is_met([name for name, answer in told.items() if answer is Answer.COSIGNED])
    assert not policy.is_met([name for name, answer in other.items() if answer is Answer.COSIGNED])


_GROUP = "group courts 2 w0.example w1.example w2.example\nquorum courts"


W1, W2 = (WitnessKey(name, bytes([number]) * 32) for number, name in enumerate(("w1.example", "w2.example"), 1))
OWN = WitnessKey("own.example", LOG.verifier.public)
OTHER_LOG = VerifierKey("other.example/log", b"\7" * 32)


@all_rows(
    "written",
    [
        "quorum courts",
        "witness a key",
        "group g 3 a",
        f"witness a {LOG.verifier}",
        "quorum",
        "group g 1",
        "wish a b",
        "log key",
        f"log {W1}",
        f"log {LOG.verifier} http://a http://b",
        "quorum none # of nobody",
        "quorum\u00a0none",
        "quorum none\r",
        "quorum none\x0c",
        "group none 1 none",
    ],
)
def test_a_policy_that_cannot_be_read_is_refused_with_its_line(written: str) -> None:
    with pytest.raises(NoteError, match="line 2"):
        read_policy(f"# of this court\n{written}\nquorum none\n")


@all_rows(
    ("lines", "said"),
    [
        ([f"witness a {W1}", "group g 1 a"], "no line that says its quorum"),
        ([], "no line that says its quorum"),
        (["quorum none", "quorum none"], "line 2.*said already"),
        ([f"witness a {W1}", "quorum a", "quorum none"], "line 3.*said already"),
        ([f"witness a {W1}", f"witness b {W1}", "quorum b"], "line 2.*count twice"),
        ([f"witness a {W1}", f"witness a {W2}", "quorum a"], "line 2.*a is taken"),
        ([f"log {LOG.verifier}", f"log {LOG.verifier}", "quorum none"], "line 2.*named already"),
        (
            [f"log {LOG.verifier}", f"log {VerifierKey('b', LOG.verifier.public)}", "quorum none"],
            "line 2.*named already",
        ),
        ([f"witness a {W1}", f"witness b {W2}", "group g 1 a b", "group h all g a", "quorum h"], "line 4.*count twice"),
        ([f"witness a {W1}", "group g 1 a none", "quorum g"], "line 2"),
        ([f"log {LOG.verifier}", f"witness a {OWN}", "quorum a"], "line 2.*own key is no witness"),
        ([f"witness a {OWN}", f"log {LOG.verifier}", "quorum a"], "line 2.*own key is no witness"),
        ([f"witness a {W1} file:///etc/passwd", "quorum a"], "line 1.*no http or https address"),
        ([f"witness a {W1} https:", "quorum a"], "line 1.*no http or https address"),
        ([f"log {LOG.verifier} javascript:1", "quorum none"], "line 1.*no http or https address"),
    ],
)
def test_a_policy_that_would_be_read_in_two_ways_is_refused(lines: list[str], said: str) -> None:
    with pytest.raises(NoteError, match=said):
        read_policy("\n".join(lines))


def test_what_c2sp_allows_is_read() -> None:
    lines = (
        "\t# of this court",
        "",
        f"log {LOG.verifier} https://court.example/log",
        f"  witness\tX1 {W1}  https://w1.example/",
        f"witness 见证 {MlDsaKey('w2.example', bytes([2]) * 1312)}",
        "group both all X1 见证",
        "quorum both",
    )
    policy = read_policy("\n".join(lines))
    assert (policy.quorum, policy.witnesses["X1"].url) == ("both", "https://w1.example")
    assert policy.is_met(["X1", "见证"])
    assert not policy.is_met(["X1"])


def test_a_policy_counts_for_the_logs_that_it_names_in_whichever_epoch() -> None:
    named = read_policy(f"log {LOG.verifier}\nquorum none\n")
    later = VerifierKey(f"{LOG.name}/epoch2", LOG.verifier.public)
    assert named.is_for([LOG.verifier])
    assert named.is_for([later])
    assert not named.is_for([OTHER_LOG])
    assert not named.is_for([VerifierKey(LOG.name, OTHER_LOG.public)])
    assert read_policy("quorum none\n").is_for([OTHER_LOG])


def test_an_empty_log_has_one_root(witness: Witness) -> None:
    """Of nothing there is one tree; a checkpoint that says otherwise is none, and nothing continues it."""
    for root in (b"\0" * 32, hashlib.sha256(b"x").digest()):
        told = SignedRoot(LOG.name, 0, root).text
        with pytest.raises(NoteError, match="one root"):
            open_checkpoint(LOG.sign(told), LOG.verifier, verify_ed25519)
        assert witness.look_at(str(ShownCheckpoint(0, (), LOG.sign(told))), NOW).answer is Answer.UNREADABLE
    empty = SignedRoot(LOG.name, 0, hashlib.sha256(b"").digest()).text
    assert witness.look_at(str(ShownCheckpoint(0, (), LOG.sign(empty))), NOW).answer is Answer.COSIGNED
    assert witness.look_at(shown(0, 9), NOW).answer is Answer.COSIGNED


def test_another_key_under_its_name_counts_for_nothing(witness: Witness) -> None:
    asked = shown(0, 5)
    note = read_note(asked.partition("\n\n")[2] + witness.look_at(asked, NOW).text)
    stranger = read_witness_key(str(Witness.open(witness.folder / "x", witness.name, {}).key))
    assert check_cosignature(note, stranger, verify_ed25519) is None
    altered = note.__class__(note.text.replace("\n5\n", "\n6\n"), note.signatures)
    with pytest.raises(NoteError, match="cosignature"):
        check_cosignature(altered, witness.key, verify_ed25519)


@pytest.fixture
def window(witness: Witness) -> Iterator[int]:
    """The witness behind HTTP, on a port of this machine."""
    from songda.site.cli.witness import server_of

    server = server_of(witness, 0)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()
    thread.join()


def test_it_answers_over_http(window: int) -> None:
    answers = []
    for path, asked in (("/add-checkpoint", shown(0, 9)), ("/add-checkpoint", shown(0, 5)), ("/other", "")):
        line = http.client.HTTPConnection("127.0.0.1", window, timeout=60)
        line.request("POST", path, asked.encode())
        answer = line.getresponse()
        answers.append((answer.status, answer.getheader("Content-Type"), answer.read().decode()))
        line.close()
    (first, _, cosigned), (second, kind, size), (third, _, _) = answers
    assert (first, second, third) == (200, 409, 404)
    assert cosigned.startswith("\u2014 bar.example/w1 ")
    assert (kind, size) == ("text/x.tlog.size", "9\n")


def test_the_command_answers_what_stands_in_a_file(tmp_path: Path) -> None:
    asked = tmp_path / "asked"
    words = ["--folder", str(tmp_path / "w"), "--name", "bar.example/w1", "--log", str(LOG.verifier)]
    results = []
    for written in (shown(0, 9), shown(0, 5)):
        asked.write_text(written)
        done = subprocess.run(
            [sys.executable, "-m", "songda", "witness", *words, "--file", str(asked)],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        results.append((done.returncode, done.stdout[:16]))
    assert results == [(0, "\u2014 bar.example/w1"), (1, "9\n")]
    assert other_key().name not in b64encode(asked.read_bytes()).decode()
