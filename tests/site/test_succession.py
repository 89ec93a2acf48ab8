"""The log's key is followed by another: readers and witnesses of either come along, and nobody else's key comes in."""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from songda.core.evidence.bundle import Bundle, open_bundle
from songda.core.evidence.checkpoint import SignedRoot
from songda.core.evidence.epochs import name_in
from songda.core.evidence.findings import Outcome
from songda.core.evidence.note import VerifierKey
from songda.records.ground.evidence.actions import record, sequence
from songda.records.ground.evidence.audit import audit
from songda.records.ground.evidence.epochs import begin_epoch
from songda.records.ground.evidence.export import bundle_of
from songda.records.ground.evidence.log_key import own_keys, signing_key
from songda.records.ground.evidence.models import Checkpoint, Event
from songda.records.ground.evidence.queries import events_of
from songda.records.ground.evidence.tree import LogBrokenError
from songda.site.cli import main
from songda.site.errors import CurableError
from songda.site.keys import retire, strange_keys, succeed
from songda.trust.log_keys import NoteKey
from songda.trust.offline.command import check_everything
from songda.trust.offline.pack import pack
from songda.trust.offline.wishes import Wishes, fulfil
from tests.records.ground.evidence.log import MORNING, cheat, consent, write

pytestmark = pytest.mark.database
AT = int(MORNING.timestamp())


@pytest.fixture(autouse=True)
def first(tmp_path: Path, settings) -> NoteKey:
    """The key that the log begins with."""
    settings.LOG_KEY_FILE, settings.WITNESS_POLICY_FILE = tmp_path / "log.key", ""
    return NoteKey.create(tmp_path / "log.key", "court.example/log")


def grow(count: int = 1) -> None:
    write(count)
    sequence(MORNING)


def proof() -> Bundle:
    """The proof of the newest event, on the newest checkpoint."""
    record([consent(1)], MORNING)
    sequence(MORNING)
    return open_bundle(pack(bundle_of(events_of([consent(1).stream])[-1:], b"", None)))


def failures(bundle: Bundle, *trusted: VerifierKey) -> set[str]:
    found = check_everything(bundle, [one.fingerprint for one in trusted])
    return {one.code for one in found if one.outcome is Outcome.FAILED}


def change() -> VerifierKey:
    """One key follows another, with something in the log before, meanwhile and after; the new one."""
    grow()
    new = succeed(MORNING).new
    grow(2)
    assert retire(MORNING).key == new
    grow()
    return new


def test_proofs_from_before_meanwhile_and_after_hold_for_whoever_knows_either_key(first: NoteKey) -> None:
    old, before = first.verifier, proof()
    new = succeed(MORNING).new
    meanwhile = proof()
    retire(MORNING)
    after = proof()
    assert failures(before, old) == failures(meanwhile, old) == failures(meanwhile, new) == set()
    assert failures(after, old) == failures(after, new) == set()
    assert failures(before, new) == {"key.untrusted"}  # nobody knew it then
    kept = fulfil(Wishes(kept={"before": before.checkpoint, "meanwhile": meanwhile.checkpoint}), after, [])
    assert {one.code for one in kept} == {"kept.no_tiles"}  # they open, by the key that signed them
    assert not list(audit())
    assert succeed(MORNING).old == new
    retire(MORNING)
    assert failures(proof(), old) == failures(proof(), new) == set()
    assert not list(audit())


def test_the_verifier_in_the_bundle_follows_too(first: NoteKey, tmp_path: Path) -> None:
    change()
    record([consent(1)], MORNING)
    sequence(MORNING)
    packed = tmp_path / "bundle.zip"
    packed.write_bytes(pack(bundle_of(events_of([consent(1).stream])[-1:], b"", None)))
    (tmp_path / "verify.py").write_bytes(open_bundle(packed.read_bytes()).companions["verify.py"])
    words = [sys.executable, "-I", str(tmp_path / "verify.py"), str(packed), "--language", "en", "--key"]
    ran = subprocess.run([*words, first.verifier.fingerprint], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert f"follows on the key that you trust: {first.verifier.fingerprint}" in ran.stdout


def _other_leaf(bundle: Bundle) -> str:
    return bundle.succession.replace("log:keys", "log:kexs")


def _other_checkpoint(bundle: Bundle) -> str:
    """The naming is shown under a tree that only the new key signed."""
    return bundle.succession.replace(signing_key().name + " ", "someone.example/log ", 1)


@pytest.mark.parametrize(
    "changed",
    [
        _other_leaf,
        _other_checkpoint,
        lambda bundle: bundle.succession + " ",
        lambda _bundle: "[]\n",
        lambda _bundle: "{}",
        lambda _bundle: "[" * 100_000,
        lambda bundle: bundle.succession.replace("index 1", "index 0"),
        lambda bundle: bundle.succession.replace('"continued": [\n   "', '"continued": [\n   "A'),
    ],
)
def test_a_change_of_the_key_that_was_touched_leads_nowhere(first: NoteKey, changed: Callable[[Bundle], str]) -> None:
    change()
    bundle = proof()
    assert failures(bundle, first.verifier) == set()
    forged = replace(bundle, succession=changed(bundle))
    assert forged != bundle
    assert failures(forged, first.verifier) >= {"key.untrusted", "succession.refused"}
    assert failures(replace(bundle, succession=""), first.verifier) == {"key.untrusted"}


def test_nothing_is_signed_by_whose_turn_it_is_not(first: NoteKey, tmp_path: Path) -> None:
    """Somebody puts the retired key back, or a stranger's."""
    retired = (tmp_path / "log.key").read_bytes()
    change()
    NoteKey.create(tmp_path / "strange.key", first.name)
    for key in (retired, (tmp_path / "strange.key").read_bytes()):
        (tmp_path / "log.key").write_bytes(key)
        assert strange_keys() == [str(tmp_path / "log.key")]
        write(1)
        with pytest.raises(LogBrokenError, match="the log's key is"):
            sequence(MORNING)


def test_an_audit_names_a_checkpoint_that_the_retired_key_signed(first: NoteKey) -> None:
    change()
    last = Checkpoint.objects.order_by("-size").first()
    assert last is not None
    forged = first.sign(SignedRoot(first.name, last.size, bytes(last.root)).text)
    cheat("UPDATE evidence_checkpoint SET note = %s WHERE size = %s", [forged, last.size])
    found = [(one.kind, one.which, one.code) for one in audit()]
    assert found == [("entry", str(last.size - 1), "beyond"), ("checkpoint", str(last.size), "unsigned")]


class Killed(BaseException):
    """Nothing after it is done."""


@pytest.mark.parametrize("dies_at", ["songda.site.keys.record", "songda.trust.log_keys.write_secret"])
def test_killed_while_it_names(dies_at: str, monkeypatch: pytest.MonkeyPatch, first: NoteKey) -> None:
    _dies(monkeypatch, dies_at, succeed)
    grow()
    assert failures(proof(), first.verifier) == set()
    new = succeed(MORNING).new
    assert succeed(MORNING).new == new
    assert Event.objects.filter(name="log.successor_named").count() == 1


@pytest.mark.parametrize("dies_at", ["songda.site.keys.sequence", "os.link", "pathlib.Path.replace"])
def test_killed_while_it_retires(dies_at: str, monkeypatch: pytest.MonkeyPatch, first: NoteKey) -> None:
    new = succeed(MORNING).new
    grow()
    _dies(monkeypatch, dies_at, retire)
    grow()  # a worker goes on, whatever is in the files
    assert failures(proof(), first.verifier) == set()
    assert retire(MORNING).before.exists()
    assert [one.verifier for one in own_keys()] == [new]
    assert failures(proof(), first.verifier) == failures(proof(), new) == set()
    assert Event.objects.filter(name="log.key_retired").count() == 1
    assert not list(audit())


def _dies(monkeypatch: pytest.MonkeyPatch, place: str, command: Callable[..., object]) -> None:
    def die(*_words: object, **_named: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(place, die)
        with pytest.raises(Killed):
            command(MORNING)


def test_what_would_leave_somebody_behind_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CurableError, match="named no key"):
        retire(MORNING)
    succeed(MORNING)
    with pytest.raises(CurableError, match="named no key"):  # it has no place yet
        retire(MORNING)
    (tmp_path / "log-next.key").rename(tmp_path / "away.key")
    grow()
    (tmp_path / "away.key").rename(tmp_path / "log-next.key")
    with pytest.raises(CurableError, match="both keys signed"):
        retire(MORNING)
    grow()
    retire(MORNING)


def test_a_next_key_that_was_lost_is_named_anew(tmp_path: Path, first: NoteKey) -> None:
    lost = succeed(MORNING).new
    (tmp_path / "log-next.key").unlink()
    grow()
    new = succeed(MORNING).new
    grow()
    assert retire(MORNING).key == new != lost
    assert failures(proof(), first.verifier) == set()


def test_the_commands_say_what_is_to_be_done(first: NoteKey) -> None:
    said = CliRunner().invoke(main, ["keys", "succeed"])
    assert said.exit_code == 0, said.output
    assert own_keys()[1].verifier.fingerprint in said.output
    grow()
    said = CliRunner().invoke(main, ["keys", "retire"])
    assert f"log-before-{first.verifier.key_id.hex()}.key" in said.output, said.output


@pytest.mark.parametrize("restored_after", ["naming", "retiring"])
def test_after_a_restore_it_goes_on_under_the_epoch_s_name(restored_after: str, first: NoteKey) -> None:
    """The tree goes on, and with it what it tells of its keys."""
    new = succeed(MORNING).new
    grow()
    if restored_after == "retiring":
        retire(MORNING)
    begin_epoch(2, None, MORNING)
    grow()
    if restored_after == "naming":
        assert failures(proof(), VerifierKey(name_in(2, first.name), first.verifier.public)) == set()
        retire(MORNING)
    after = proof()
    assert after.checkpoint.startswith("court.example/log/epoch2\n")
    assert failures(after, first.verifier) == failures(after, new) == set()
    assert not list(audit())
