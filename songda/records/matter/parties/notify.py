"""Tells the engine to look again when something changed that decides how a party may be served."""

from collections.abc import Sequence
from uuid import UUID

from songda.records.ground.queue import CHUNK, ask, chunks


def reconsider(party_ids: Sequence[UUID]) -> None:
    """Inside the caller's transaction: open envelopes of these parties are to be looked at and settled again."""
    for share in chunks(party_ids, CHUNK):
        ask("planning.reconsider", party_ids=[str(party_id) for party_id in share])
