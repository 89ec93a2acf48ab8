"""Shows the newest checkpoint to the witnesses that the court's policy names, and keeps their words."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from songda.core.evidence.checkpoint import read_decimal
from songda.core.evidence.merkle import consistency_proof, inclusion_proof
from songda.core.evidence.note import NoteError, read_note
from songda.core.evidence.succession.following import ShownSuccessor
from songda.core.evidence.witnesses.cosignature import check_cosignature
from songda.core.evidence.witnesses.policy import Policy, Witness, read_policy
from songda.core.evidence.witnesses.witnessing import Answer, Shown
from songda.records.evidence.models import Checkpoint, CheckpointStamp, Cosignature
from songda.records.evidence.queries import newest_checkpoint
from songda.records.evidence.successions import Succession, successions
from songda.records.evidence.tree import nodes
from songda.trust.ed25519 import verify_ed25519
from songda.trust.witness_line import Answered, WitnessAway

log = logging.getLogger(__name__)
Show = Callable[[str, Shown | ShownSuccessor], Answered]


class RefusedByWitnessError(Exception):
    """A witness saw another history of this log than the one that stands here: grave, and never to be passed over."""


def policy() -> Policy:
    """The policy that the settings name; without one nobody is asked. Raises `NoteError` or OSError."""
    named = settings.WITNESS_POLICY_FILE
    return _read(Path(named)) if named else Policy()


def policy_text() -> str:
    """The policy as it goes along with proofs; empty where there is none, or none that can be read."""
    try:
        policy()
        return Path(settings.WITNESS_POLICY_FILE).read_text(encoding="utf-8") if settings.WITNESS_POLICY_FILE else ""
    except (NoteError, OSError):
        return ""


@lru_cache(maxsize=4)
def _read(path: Path) -> Policy:
    return read_policy(path.read_text(encoding="utf-8"))


def ask_witnesses(show: Show, now: datetime) -> int:
    """Show the checkpoint to each witness that has not seen it; gives how many cosigned. Outside any transaction.

    Raises `RefusedByWitnessError` once all were asked, when one of them saw another history.
    """
    checkpoint = checkpoint_for_proofs()
    if checkpoint is None:
        return 0
    cosigned, refusals = 0, list[str]()
    for witness in policy().witnesses.values():
        if not witness.url or _has_seen(witness, checkpoint):
            continue
        try:
            cosigned += _ask(witness, checkpoint, show, now)
        except (WitnessAway, NoteError) as error:
            log.warning("the witness %s gave no word: %s", witness.name, error)
        except RefusedByWitnessError as error:
            refusals.append(str(error))
    if refusals:
        raise RefusedByWitnessError("; ".join(refusals))
    return cosigned


@dataclass(frozen=True)
class Watch:
    """A witness that the policy names, and the last checkpoint that it saw; None: none yet."""

    name: str
    seen: Cosignature | None


def watches() -> list[Watch]:
    """The witnesses of the policy, in its order; none where the policy cannot be read."""
    try:
        names = list(policy().witnesses)
    except (NoteError, OSError):
        return []
    return [Watch(name, Cosignature.objects.filter(witness=name).order_by("-size").first()) for name in names]


def cosignatures_of(checkpoint: Checkpoint) -> str:
    """The lines of the witnesses that saw it."""
    return "".join(Cosignature.objects.filter(size=checkpoint.size).order_by("witness").values_list("line", flat=True))


def is_witnessed(size: int) -> bool:
    """Whether as many saw the checkpoint of this size as the policy asks for."""
    return policy().is_met(set(Cosignature.objects.filter(size=size).values_list("witness", flat=True)))


def checkpoint_for_proofs() -> Checkpoint | None:
    """The newest with a time stamp, so that proofs have both; without stamps the newest."""
    stamped = CheckpointStamp.objects.order_by("-size").values_list("size", flat=True).first()
    return newest_checkpoint() if stamped is None else Checkpoint.objects.get(size=stamped)


def _has_seen(witness: Witness, checkpoint: Checkpoint) -> bool:
    return Cosignature.objects.filter(witness=witness.name, size__gte=checkpoint.size).exists()


def _ask(witness: Witness, checkpoint: Checkpoint, show: Show, now: datetime) -> bool:
    """Ask, once more where the witness saw something else last than we remember."""
    last = Cosignature.objects.filter(witness=witness.name).order_by("-size").values_list("size", flat=True).first()
    answered = _show_from(last or 0, witness, checkpoint, show)
    if answered.answer is Answer.NOT_SIGNED and (led := _lead(witness, checkpoint, show, last or 0)):
        answered = _show_from(led, witness, checkpoint, show)
    if answered.answer in {Answer.NOT_CONTINUED, Answer.OTHER_SIZE}:
        raise RefusedByWitnessError(
            f"{witness.name} saw a history that ours of {checkpoint.size} entries does not continue"
        )
    if answered.answer is not Answer.COSIGNED:
        raise WitnessAway(f"it answered {int(answered.answer)}")
    if check_cosignature(read_note(checkpoint.note + answered.text), witness.key, verify_ed25519) is None:
        raise NoteError("its answer holds no cosignature of its own")
    row = Cosignature(size=checkpoint.size, witness=witness.name, line=answered.text, at=now)
    Cosignature.objects.bulk_create([row], ignore_conflicts=True)
    return True


def _show_from(seen: int, witness: Witness, checkpoint: Checkpoint, show: Show) -> Answered:
    answered = show(witness.url, _shown(seen, checkpoint))
    if answered.answer is not Answer.OTHER_SIZE:
        return answered
    told = read_decimal(answered.text.strip())
    if told > checkpoint.size or told == seen:
        raise RefusedByWitnessError(f"{witness.name} saw {told} entries of another history than ours")
    return show(witness.url, _shown(told, checkpoint))


def _lead(witness: Witness, checkpoint: Checkpoint, show: Show, seen: int) -> int:
    """Show a witness the keys that followed on the one it knows; the size that it saw last, 0 where it follows none.

    Each on the last checkpoint that both keys signed: the older one vouches for it, and it names the new one.
    """
    led = 0
    for one in successions():
        both = max(one.signed_by_both(), key=lambda row: row.size, default=None)
        if one.retired_at is None or both is None or both.size > checkpoint.size:
            break
        if _is_cosigned(min(seen, both.size), witness, both, show):
            answered = show(witness.url, _shown_successor(one, both))
            if answered.answer is Answer.COSIGNED:
                seen = led = both.size
    return led


def _is_cosigned(seen: int, witness: Witness, both: Checkpoint, show: Show) -> bool:
    """Where it saw more than this already, it followed the key then."""
    answered = show(witness.url, _shown(seen, both))
    if answered.answer is Answer.OTHER_SIZE and (told := read_decimal(answered.text.strip())) <= both.size:
        answered = show(witness.url, _shown(told, both))
    return answered.answer is Answer.COSIGNED


def _shown_successor(one: Succession, both: Checkpoint) -> ShownSuccessor:
    origin = both.note.partition("\n")[0]
    way = tuple(inclusion_proof(nodes(both.size), one.named_at, both.size))
    return ShownSuccessor(origin, both.size, one.leaf, one.named_at, way)


def _shown(seen: int, checkpoint: Checkpoint) -> Shown:
    proof = consistency_proof(nodes(checkpoint.size), seen, checkpoint.size) if seen else []
    return Shown(seen, tuple(proof), checkpoint.note)
