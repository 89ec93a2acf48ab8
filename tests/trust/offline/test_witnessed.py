"""Whoever checks a proof asks for witnesses by a policy of their own; too few of them, and that is the verdict."""

from dataclasses import replace
from pathlib import Path

import pytest

from songda.core.evidence.bundle import open_bundle, write_bundle
from songda.core.evidence.note import VerifierKey, read_note
from songda.core.evidence.witnesses.cosignature import WitnessKey, cosign
from songda.core.evidence.witnesses.policy import Policy, read_policy
from songda.core.evidence.witnesses.witnessing import ShownCheckpoint
from songda.trust.log_keys import SecondKey
from songda.trust.offline.command import main
from songda.trust.offline.wishes import Wishes, fulfil
from songda.trust.witness import Witness
from tests.core.evidence.bundles import bundle
from tests.trust.log_keys import court_key

LOG = court_key().verifier
NOW = 1_780_000_000


@pytest.fixture
def witnesses(tmp_path: Path) -> list[Witness]:
    return [Witness.open(tmp_path / str(n), f"w{n}.example", {LOG.name: LOG}) for n in range(3)]


def policy_of(witnesses: list[Witness], needed: int) -> str:
    names = " ".join(one.name for one in witnesses)
    lines = [f"witness {one.name} {one.key}" for one in witnesses]
    return "\n".join([f"log {LOG}", *lines, f"group courts {needed} {names}", "quorum courts", ""])


def cosigned(witnesses: list[Witness]) -> str:
    return "".join(one.look_at(str(ShownCheckpoint(0, (), bundle().checkpoint)), NOW).text for one in witnesses)


def codes(lines: str, policy: Policy | None) -> list[str]:
    whole = replace(bundle(), cosignatures=lines)
    return [finding.code for finding in fulfil(Wishes(policy=policy), whole, [])]


def test_enough_words_are_enough(witnesses: list[Witness]) -> None:
    lines = cosigned(witnesses[:2])
    assert codes(lines, read_policy(policy_of(witnesses, 2))) == ["witness.seen", "witness.seen", "witness.enough"]
    assert codes(lines, read_policy(policy_of(witnesses, 3)))[-1] == "witness.too_few"
    assert codes("", read_policy(policy_of(witnesses, 1))) == ["witness.too_few"]
    assert codes(lines, None) == ["witness.no_policy"]
    assert codes("", None) == []


def test_the_word_of_the_logs_own_key_counts_for_nothing() -> None:
    """The court signs as a witness of itself, in the right form; the reader's policy names no log."""
    own = WitnessKey("own.example", LOG.public)
    line = cosign(read_note(bundle().checkpoint).text, own, court_key().private.sign, NOW)
    policy = read_policy(f"witness own {own}\nquorum own\n")
    assert codes(line, policy) == ["witness.refused", "witness.too_few"]


def test_words_over_another_checkpoint_are_none(witnesses: list[Witness]) -> None:
    lines = cosigned(witnesses[:1])
    moved = replace(bundle(), cosignatures=lines, checkpoint=bundle().checkpoint.replace("\n", "x\n", 1))
    assert read_note(moved.checkpoint).text != read_note(bundle().checkpoint).text
    wishes = Wishes(policy=read_policy(policy_of(witnesses, 1)))
    assert [one.code for one in fulfil(wishes, moved, [])] == ["witness.refused", "witness.too_few"]


def test_the_bundle_carries_them_and_the_verifier_demands_them(witnesses, tmp_path, capsys) -> None:
    file, policy = tmp_path / "proof.zip", tmp_path / "policy"
    file.write_bytes(write_bundle(replace(bundle(), cosignatures=cosigned(witnesses[:1])), {}))
    assert open_bundle(file.read_bytes()).cosignatures.startswith("\u2014 w0.example ")
    for needed, said in ((1, "Enough of the witnesses"), (2, "Logged, not witnessed")):
        policy.write_text(policy_of(witnesses, needed))
        main([str(file), "--policy", str(policy), "--language", "en"])
        assert said in capsys.readouterr().out
    policy.write_text("quorum nobody")
    assert main([str(file), "--policy", str(policy)]) == 2
    assert "line 1 of the policy" in capsys.readouterr().err


def test_without_a_policy_of_the_reader_it_is_held_to_the_court_s_own(witnesses: list[Witness]) -> None:
    """The court chose these witnesses itself: too few of them is told, and a policy that nobody can read fails."""
    lines, own = cosigned(witnesses[:1]), policy_of(witnesses, 1)
    made = replace(bundle(), cosignatures=lines, policy=own)
    assert open_bundle(write_bundle(made, {})).policy == own
    for policy, said in (
        (own, [("unchecked", "own_policy"), ("passed", "seen"), ("passed", "enough")]),
        (policy_of(witnesses, 2), [("unchecked", "own_policy"), ("passed", "seen"), ("unchecked", "too_few")]),
        ("quorum nobody", [("failed", "policy_refused")]),
    ):
        found = fulfil(Wishes(), replace(made, policy=policy), [])
        assert [(one.outcome.value, one.code.partition(".")[2]) for one in found] == said
    asked = fulfil(Wishes(policy=read_policy(policy_of(witnesses, 2))), made, [])
    assert (asked[-1].outcome.value, asked[-1].code) == ("failed", "witness.too_few")


def test_a_witness_with_a_key_of_ml_dsa_is_honoured(tmp_path: Path) -> None:
    """C2SP recommends it for new witnesses."""
    key = SecondKey.create(tmp_path / "witness.key", "lasting.example")
    line = key.sign(read_note(bundle().checkpoint).text, NOW)
    policy = read_policy(f"witness lasting {key.public}\nquorum lasting\n")
    assert codes(line, policy) == ["witness.seen", "witness.enough"]
    assert codes("", policy) == ["witness.too_few"]
    forged = SecondKey.create(tmp_path / "other.key", "lasting.example").sign("x\n1\n" + "A" * 43 + "=\n", NOW)
    assert codes(forged, policy) == ["witness.too_few"]


def test_a_policy_for_another_log_does_not_count_here(witnesses: list[Witness]) -> None:
    lines, other = cosigned(witnesses), VerifierKey("other.example/log", b"\7" * 32)
    written = policy_of(witnesses, 1).replace(str(LOG), str(other))
    assert codes(lines, read_policy(written)) == ["witness.other_log"]
    assert codes(lines, read_policy(f"log {other}\n{policy_of(witnesses, 1)}"))[-1] == "witness.enough"
    found = fulfil(Wishes(), replace(bundle(), cosignatures=lines, policy=written), [])
    assert [(one.outcome.value, one.code) for one in found][-1] == ("failed", "witness.other_log")
