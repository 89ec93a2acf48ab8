"""Shows the newest checkpoint to the witnesses that the court's policy names, and keeps their words."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import product
from pathlib import Path

from django.conf import settings

from songda.core.evidence.checkpoint import read_decimal
from songda.core.evidence.merkle import consistency_proof, inclusion_proof
from songda.core.evidence.note import NoteError, VerifierKey, read_note
from songda.core.evidence.succession.following import ShownSuccessor
from songda.core.evidence.witnesses.ml_dsa_key import NotCheckedHereError
from songda.core.evidence.witnesses.policy import OWN_WITNESS, AnyWitnessKey, Policy, Witness, check_word, read_policy
from songda.core.evidence.witnesses.witnessing import Answer, ShownCheckpoint
from songda.records.ground.evidence.log_key import verifier_key
from songda.records.ground.evidence.models import Checkpoint, Cosignature
from songda.records.ground.evidence.signed import checkpoint_of, newest_checkpoint, newest_stamped
from songda.records.ground.evidence.successions import Succession, successions
from songda.records.ground.evidence.tree import nodes
from songda.trust.public_keys import verify_ed25519, verify_ml_dsa_44
from songda.trust.witness import WitnessAnswer, WitnessAway

log = logging.getLogger(__name__)
SOME = 50
UNSTAMPED = timedelta(minutes=5)  # so long without a stamp, the newest checkpoint is shown without one
Show = Callable[[str, ShownCheckpoint | ShownSuccessor], WitnessAnswer]


class RefusedByWitnessError(Exception):
    """A witness saw another history of this log than the one that stands here: grave, and never to be passed over."""


def policy() -> Policy:
    """The policy that the settings name; without one nobody is asked. Raises `NoteError` or OSError.

    One for other logs than ours is refused: nobody's word would count by it.
    """
    named = settings.WITNESS_POLICY_FILE
    found = _read(Path(named), Path(named).stat().st_mtime_ns) if named else Policy()
    if found.logs and not found.is_for(_keys_of_log()):
        raise NoteError(f"{named} is the policy of other logs: {', '.join(key.name for key in found.logs)}")
    if found.witnesses and (own := found.own_witnesses(_keys_of_log())):
        raise NoteError(f"{named} names {', '.join(own)} as a witness: {OWN_WITNESS}")
    return found


def _keys_of_log() -> list[VerifierKey]:
    return [verifier_key(), *(key for one in successions() for key in (one.naming.old, one.naming.new))]


def policy_text() -> str:
    """The policy as it goes along with proofs; empty where there is none, or none that can be read."""
    try:
        policy()
        return Path(settings.WITNESS_POLICY_FILE).read_text(encoding="utf-8") if settings.WITNESS_POLICY_FILE else ""
    except (NoteError, OSError):
        return ""


@lru_cache(maxsize=4)
def _read(path: Path, _written: int) -> Policy:
    """Read once, and again when another was written."""
    return read_policy(path.read_text(encoding="utf-8"))


def ask_witnesses(show: Show, now: datetime) -> int:
    """Show the checkpoint to each witness that has not seen it; gives how many cosigned. Outside any transaction.

    Raises `RefusedByWitnessError` once all were asked, when one of them saw another history.
    """
    cosigned, refusals = 0, list[str]()
    for checkpoint, witness in product(_to_be_seen(now), policy().witnesses.values()):
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


def _to_be_seen(now: datetime) -> list[Checkpoint]:
    """The one for proofs; and the newest, where no time stamp came for so long that the authority may be away.

    Nobody who keeps stamps from us keeps witnesses from seeing how far the log reaches.
    """
    proves, newest = checkpoint_for_proofs(), newest_checkpoint()
    if proves is None or newest is None:
        return []
    is_late = newest.size > proves.size and now - proves.at > UNSTAMPED
    return [proves, newest] if is_late else [proves]


def count_witnesses(checkpoint: Checkpoint) -> int:
    """How many of the witnesses that the policy names cosigned this very checkpoint."""
    signers = [_signer(witness) for witness in _readable().witnesses.values()]
    return Cosignature.objects.filter(size=checkpoint.size, witness__in=signers).count()


@dataclass(frozen=True)
class Watch:
    """A witness that the policy names, and the last checkpoint that it saw; None: none yet."""

    name: str
    seen: Cosignature | None


def watches() -> list[Watch]:
    """The witnesses of the policy, in its order; none where the policy cannot be read."""
    return [Watch(name, _last_word(witness)) for name, witness in _readable().witnesses.items()]


def cosignatures_of(checkpoint: Checkpoint) -> str:
    """The lines of those who saw it; one that a reader would refuse spoils the proof, and is left out."""
    known = [witness.key for witness in _readable().witnesses.values()]
    rows = Cosignature.objects.filter(size=checkpoint.size).order_by("witness")
    return "".join(row.line for row in rows if not _spoils(row, checkpoint, known))


def _spoils(row: Cosignature, checkpoint: Checkpoint, known: Sequence[AnyWitnessKey]) -> bool:
    try:
        lines = read_note(checkpoint.note + row.line).signatures[len(read_note(checkpoint.note).signatures) :]
    except NoteError:
        return True
    named = {(line.name, line.key_id) for line in lines}
    return any((key.name, key.key_id) in named and not _holds(row, checkpoint, key) for key in known)


def _readable() -> Policy:
    """The policy, or none where it cannot be read, which `songda check` tells."""
    try:
        return policy()
    except (NoteError, OSError):
        return Policy()


def is_witnessed(size: int) -> bool:
    """Whether as many saw the checkpoint of this size as the policy asks for."""
    checkpoint, known = checkpoint_of(size), policy().witnesses
    if checkpoint is None:
        return False
    rows = list(Cosignature.objects.filter(size=size))
    seen = {name for name, one in known.items() if any(_holds(row, checkpoint, one.key) for row in rows)}
    return policy().is_met(seen)


def checkpoint_for_proofs() -> Checkpoint | None:
    """The newest with a time stamp, so that proofs have both; without stamps the newest."""
    stamped = newest_stamped()
    return stamped[0] if stamped else newest_checkpoint()


def _has_seen(witness: Witness, checkpoint: Checkpoint) -> bool:
    last = _last_word(witness)
    return last is not None and last.size >= checkpoint.size


def _last_word(witness: Witness) -> Cosignature | None:
    """The newest word of a witness that holds; rows that hold nothing are no words."""
    for row in Cosignature.objects.filter(witness=_signer(witness)).order_by("-size")[:SOME]:
        checkpoint = checkpoint_of(row.size)
        if checkpoint is not None and _holds(row, checkpoint, witness.key):
            return row
    return None


def _signer(witness: Witness) -> str:
    """By name and key: a witness that has a new key sees the same checkpoint once more."""
    return f"{witness.key.name}+{witness.key.key_id.hex()}"


def _holds(row: Cosignature, checkpoint: Checkpoint, key: AnyWitnessKey) -> bool:
    return _is_word(checkpoint.note, row.line, key)


@lru_cache(maxsize=512)
def _is_word(note: str, line: str, key: AnyWitnessKey) -> bool:
    try:
        return check_word(read_note(note + line), key, verify_ed25519, verify_ml_dsa_44) is not None
    except (NoteError, NotCheckedHereError):
        return False


def _ask(witness: Witness, checkpoint: Checkpoint, show: Show, now: datetime) -> bool:
    """Ask, once more where the witness saw something else last than we remember."""
    last = _last_word(witness)
    seen = last.size if last else 0
    answered = _show_from(seen, witness, checkpoint, show)
    if answered.answer is Answer.NOT_SIGNED and (led := _lead(witness, checkpoint, show, seen)):
        answered = _show_from(led, witness, checkpoint, show)
    if answered.answer in {Answer.NOT_CONTINUED, Answer.OTHER_SIZE}:
        raise RefusedByWitnessError(
            f"{witness.name} saw a history that ours of {checkpoint.size} entries does not continue"
        )
    if answered.answer is not Answer.COSIGNED:
        raise WitnessAway(f"it answered {int(answered.answer)}")
    if not _is_word(checkpoint.note, answered.text, witness.key):
        raise NoteError("its answer holds no cosignature of its own that holds")
    row = Cosignature(size=checkpoint.size, witness=_signer(witness), line=answered.text, at=now)
    Cosignature.objects.bulk_create([row], ignore_conflicts=True)
    return True


def _show_from(seen: int, witness: Witness, checkpoint: Checkpoint, show: Show) -> WitnessAnswer:
    answered = show(witness.url, _shown(seen, checkpoint))
    if answered.answer is not Answer.OTHER_SIZE:
        return answered
    their_size = read_decimal(answered.text.strip())
    if their_size > checkpoint.size or their_size == seen:
        raise RefusedByWitnessError(f"{witness.name} saw {their_size} entries of another history than ours")
    return show(witness.url, _shown(their_size, checkpoint))


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
    if answered.answer is Answer.OTHER_SIZE and (their_size := read_decimal(answered.text.strip())) <= both.size:
        answered = show(witness.url, _shown(their_size, both))
    return answered.answer is Answer.COSIGNED


def _shown_successor(one: Succession, both: Checkpoint) -> ShownSuccessor:
    origin = both.note.partition("\n")[0]
    way = tuple(inclusion_proof(nodes(both.size), one.named_at, both.size))
    return ShownSuccessor(origin, both.size, one.leaf, one.named_at, way)


def _shown(seen: int, checkpoint: Checkpoint) -> ShownCheckpoint:
    proof = consistency_proof(nodes(checkpoint.size), seen, checkpoint.size) if seen else []
    return ShownCheckpoint(seen, tuple(proof), checkpoint.note)
