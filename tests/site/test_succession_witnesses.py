"""The log's key changes before its witnesses: they follow what the tree names that they cosigned, and nobody else."""

import os
from base64 import b64encode
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from songda.core.evidence.checkpoint import SignedRoot
from songda.core.evidence.merkle import inclusion_proof
from songda.core.evidence.succession.following import ShownSuccessor
from songda.core.evidence.succession.link import Naming
from songda.core.evidence.witnesses.witnessing import Answer, ShownCheckpoint
from songda.records.ground.evidence.actions import sequence
from songda.records.ground.evidence.models import Checkpoint, Cosignature
from songda.records.ground.evidence.successions import successions
from songda.records.ground.evidence.tree import nodes
from songda.records.ground.evidence.witnesses import ask_witnesses
from songda.site.errors import CurableError
from songda.site.keys import retire, succeed
from songda.trust.log_keys import NoteKey
from songda.trust.witness import Witness, WitnessAnswer
from tests.records.ground.evidence.log import MORNING, write

pytestmark = pytest.mark.database
AT = int(MORNING.timestamp())


@pytest.fixture
def first(tmp_path: Path, settings) -> NoteKey:
    """The key that the log begins with."""
    settings.LOG_KEY_FILE = tmp_path / "log.key"
    return NoteKey.create(tmp_path / "log.key", "court.example/log")


def grow(count: int = 1) -> None:
    write(count)
    sequence(MORNING)


def change() -> None:
    """One key follows another, with something in the log before, meanwhile and after."""
    grow()
    succeed(MORNING)
    grow(2)
    retire(MORNING)
    grow()


@dataclass
class Watched:
    """A witness that was told the first key, and how the court asks it."""

    witness: Witness

    def ask(self) -> int:
        return ask_witnesses(self._answer, MORNING)

    def _answer(self, _url: str, shown: ShownCheckpoint | ShownSuccessor) -> WitnessAnswer:
        follows = isinstance(shown, ShownSuccessor)
        word = self.witness.follow(str(shown)) if follows else self.witness.look_at(str(shown), AT)
        return WitnessAnswer(word.answer, word.text)


@pytest.fixture
def bar(tmp_path: Path, settings, first: NoteKey) -> Watched:
    witness = Witness.open(tmp_path / "bar", "bar.example", {first.name: first.verifier})
    policy = tmp_path / "policy"
    policy.write_text(f"witness bar.example {witness.key} http://bar.example\nquorum bar.example\n")
    settings.WITNESS_POLICY_FILE = str(policy)
    return Watched(witness)


def test_a_witness_follows_what_the_tree_names_that_it_cosigned(bar: Watched) -> None:
    grow(2)
    assert bar.ask() == 1
    succeed(MORNING)
    grow(2)
    with pytest.raises(CurableError, match="witnesses"):
        retire(MORNING)
    assert bar.ask() == 1
    retire(MORNING)
    grow(2)
    assert bar.ask() == 1
    _again(bar)
    assert bar.ask() == 1
    assert list(Cosignature.objects.values_list("size", flat=True).order_by("size"))[-1:] == [newest().size]


def _again(bar: Watched) -> None:
    """It was started anew with the first key still on its line, which it has left behind; and two keys later."""
    bar.witness = Witness.open(bar.witness.folder, bar.witness.name, bar.witness.logs)
    for _ in range(2):
        succeed(MORNING)
        grow()
        bar.ask()
        retire(MORNING)
    grow()


def newest() -> Checkpoint:
    return Checkpoint.objects.latest("size")


def test_a_witness_that_was_away_meanwhile_comes_along_later(bar: Watched, settings) -> None:
    grow(2)
    bar.ask()
    policy, settings.WITNESS_POLICY_FILE = settings.WITNESS_POLICY_FILE, ""
    change()
    change()
    settings.WITNESS_POLICY_FILE = policy
    assert bar.ask() == 1


def named(**changed: object) -> str:
    """What the court shows of its naming."""
    (one,) = successions()
    both = max(one.signed_by_both(), key=lambda row: row.size)
    way = tuple(inclusion_proof(nodes(both.size), one.named_at, both.size))
    shown = ShownSuccessor("court.example/log", both.size, one.leaf, one.named_at, way)
    return str(replace(shown, **changed))


def test_a_witness_refuses_every_other_key(bar: Watched, first: NoteKey, tmp_path: Path) -> None:
    grow(2)
    bar.ask()
    succeed(MORNING)
    grow(2)
    unseen = named()
    assert bar.witness.follow(unseen).answer is Answer.OTHER_SIZE  # the naming is in no tree that it cosigned
    bar.ask()
    other = NoteKey.create(tmp_path / "other.key", first.name)
    naming = Naming(first.verifier, other.verifier)
    facts = naming.signed(first.private.sign, other.private.sign)
    leaf = successions()[0].leaf
    _, _, rest = leaf.partition('"data":{')
    written = leaf.replace(rest.partition("}")[0], ",".join(f'"{k}":"{facts[k]}"' for k in sorted(facts)))
    for answer, shown in {
        Answer.NOT_CONTINUED: named(leaf=written),  # signed by both, and in no log: a fork with its own successor
        Answer.NOT_SIGNED: named(leaf=written.replace(str(facts["by_successor"]), str(facts["by_key"]))),
        Answer.UNKNOWN_LOG: named(origin="other.example/log"),
        Answer.OTHER_SIZE: named(size=2),
        Answer.UNREADABLE: named()[:-1],
    }.items():
        assert bar.witness.follow(shown).answer is answer, shown
    lost = replace(bar.witness, lost=[first.verifier])
    assert lost.follow(named()).answer is Answer.NOT_SIGNED  # declared lost: it names nobody any more
    assert lost.look_at(str(ShownCheckpoint(newest().size, (), newest().note)), AT).answer is Answer.NOT_SIGNED
    assert bar.witness.follow(named()).answer is Answer.COSIGNED
    assert bar.witness.follow(named()).answer is Answer.COSIGNED  # told twice, it is the same
    old_alone = first.sign(SignedRoot(first.name, newest().size, bytes(newest().root)).text)
    assert bar.witness.look_at(str(ShownCheckpoint(newest().size, (), old_alone)), AT).answer is Answer.NOT_SIGNED


def test_an_earlier_naming_shown_again_leads_nobody_back(bar: Watched) -> None:
    replayed = ""
    for _ in range(2):
        succeed(MORNING)
        grow()
        bar.ask()
        replayed = replayed or named()
        retire(MORNING)
        grow()
        bar.ask()
    assert bar.witness.follow(replayed).answer is Answer.NOT_SIGNED


def test_what_is_shown_to_a_witness_is_bounded(bar: Watched) -> None:
    for written in (
        "",
        "log x",
        "log x\nold 1\nleaf AA==\nindex 0\n" + "AA==\n" * 64,
        f"leaf {b64encode(os.urandom(9))!r}\n",
    ):
        assert bar.witness.follow(written).answer is Answer.UNREADABLE
