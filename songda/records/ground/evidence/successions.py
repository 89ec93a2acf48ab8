"""How the keys of this court's log followed one another, as the log itself tells it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from django.db.models import OuterRef, Subquery

from songda.core.evidence.checkpoint import TlogProof, open_checkpoint
from songda.core.evidence.checks import read_leaf
from songda.core.evidence.epochs import under_name_of
from songda.core.evidence.merkle import consistency_proof, inclusion_proof
from songda.core.evidence.note import NoteError, VerifierKey, read_note
from songda.core.evidence.succession.link import KEY_RETIRED, SUCCESSOR_NAMED, Link, Naming, read_naming, write_links
from songda.core.evidence.witnesses.check_witnesses import KEYS_STREAM
from songda.records.ground.evidence.models import Checkpoint, Entry, Event
from songda.records.ground.evidence.tree import nodes
from songda.trust.public_keys import verify_ed25519


@dataclass(frozen=True)
class Succession:
    """A key and the one that follows: the places of the events that named it and that retired the one before."""

    naming: Naming
    leaf: str
    named_at: int
    retired_at: int | None = None

    def signed_by_both(self) -> Iterator[Checkpoint]:
        """The checkpoints that cover the naming and that both keys signed, the smallest first."""
        rows = Checkpoint.objects.filter(size__gt=self.named_at).order_by("size")
        if self.retired_at is not None:
            rows = rows.filter(size__lte=self.retired_at)
        both = (self.naming.old, self.naming.new)
        return (row for row in rows.iterator() if all(_has_signed(key, row) for key in both))


def _has_signed(key: VerifierKey, row: Checkpoint) -> bool:
    try:
        signed = open_checkpoint(row.note, under_name_of(row.note, key), verify_ed25519)
    except NoteError:
        return False
    return (signed.size, signed.root) == (row.size, bytes(row.root))


def successions() -> list[Succession]:
    """In their order; the last of them goes on where its older key is not retired yet.

    Of several keys that were named by one it is the last: the file of one that was named may have been lost.
    """
    ended, pending = list[Succession](), None
    for name, leaf, index in _key_events():
        if name == SUCCESSOR_NAMED:
            pending = _named(leaf, index, ended) or pending
        elif pending is not None and _retires(leaf, pending):
            ended.append(replace(pending, retired_at=index))
            pending = None
    return [*ended, pending] if pending else ended


def _key_events() -> list[tuple[str, str, int]]:
    place = Subquery(Entry.objects.filter(event_id=OuterRef("id")).values("index")[:1])
    news = Event.objects.filter(stream=KEYS_STREAM, name__in=(SUCCESSOR_NAMED, KEY_RETIRED)).annotate(index=place)
    return list(news.filter(index__isnull=False).order_by("index").values_list("name", "leaf", "index"))


def _named(leaf: str, index: int, ended: Sequence[Succession]) -> Succession | None:
    """None for words that are not signed as they must be, or not by the key whose turn it is."""
    try:
        naming = read_naming(leaf, verify_ed25519)
    except NoteError:
        return None
    return None if ended and naming.old != ended[-1].naming.new else Succession(naming, leaf, index)


def _retires(leaf: str, pending: Succession) -> bool:
    data = read_leaf(leaf)["data"]
    return isinstance(data, dict) and data.get("successor") == str(pending.naming.new)


def keys_at(size: int, chain: Sequence[Succession], own: VerifierKey) -> tuple[VerifierKey, VerifierKey | None]:
    """The key that must have signed the checkpoint of a size, and the one that signs beside it meanwhile.

    `own`: the key of a log that never had another.
    """
    key = chain[0].naming.old if chain else own
    for one in chain:
        if one.named_at >= size:
            break
        if one.retired_at is None or one.retired_at >= size:
            return key, one.naming.new
        key = one.naming.new
    return key, None


def is_signed_by(note: str, key: VerifierKey) -> bool:
    """Whether a line of this key stands below a checkpoint, in whichever epoch of its log; it is not checked here."""
    named = under_name_of(note, key)
    return any((line.name, line.key_id) == (named.name, named.key_id) for line in read_note(note).signatures)


def links_to(checkpoint: Checkpoint) -> str:
    """What a proof that rests on this checkpoint carries of the keys before its own, and of the next one."""
    links = list[Link]()
    for one in successions():
        both = next(one.signed_by_both(), None)
        if both is None or both.size > checkpoint.size:
            break
        way = tuple(inclusion_proof(nodes(both.size), one.named_at, both.size))
        onward = tuple(consistency_proof(nodes(checkpoint.size), both.size, checkpoint.size))
        links.append(Link(one.leaf, TlogProof(one.named_at, way, both.note), onward))
    return write_links(links)
