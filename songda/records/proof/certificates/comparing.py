"""What sealed events come to, and their personal parts, for whoever compares rows with them."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any
from uuid import UUID

from songda.core.evidence.leaf import commitment
from songda.core.state import UNREADABLE, CaseState, LoggedEvent, fold
from songda.core.state.fold import PERSONAL
from songda.records.ground.evidence.erasure import recorded_erasures
from songda.records.ground.evidence.models import EventSecret
from songda.records.ground.evidence.queries import open_secret
from songda.records.ground.tables import Contradiction
from songda.trust.sealing import SealError

Leaf = Mapping[str, Any]


def state_of(leaves: Sequence[Leaf], personal: Collection[str] = PERSONAL) -> CaseState:
    """What these sealed events come to; the personal parts of those names are opened in one statement."""
    opened = PersonalParts(leaves, personal)
    return fold(LoggedEvent.read(leaf, opened(leaf["id"]) if leaf["name"] in personal else None) for leaf in leaves)


def unread(state: CaseState) -> Iterator[Contradiction]:
    """Events whose parts are not what their kind has: what they tell of cannot be compared."""
    for event in state.unread:
        yield Contradiction(f"evidence_event:{event.id}", "leaf", "unreadable", event.name, event.id, (event.stream,))


class PersonalParts:
    """The personal parts of some events; what does not fit the sealed commitment is `UNREADABLE`.

    So is one that is gone and of whose erasure no event tells: whoever takes it away hides what it tells.
    """

    def __init__(self, leaves: Sequence[Leaf], names: Collection[str]) -> None:
        self._commitments = {leaf["id"]: leaf["commitment"] for leaf in leaves if leaf["name"] in names}

    def __call__(self, event: str) -> Any:
        """Of one event a mapping; None where it was erased."""
        return None if event in self._erased else self._opened.get(event, UNREADABLE)

    @cached_property
    def _erased(self) -> set[str]:
        missing = [UUID(one) for one in self._commitments.keys() - self._opened.keys()]
        return {str(one) for one in recorded_erasures(missing)}

    @cached_property
    def _opened(self) -> Mapping[str, Any]:
        rows = EventSecret.objects.filter(event_id__in=[UUID(one) for one in self._commitments])
        return {str(row.event_id): self._open(row) for row in rows}

    def _open(self, row: EventSecret) -> Any:
        try:
            secret = open_secret(row)
        except (SealError, ValueError):
            return UNREADABLE
        fits = commitment(secret.salt, secret.private).hex() == self._commitments[str(row.event_id)]
        return secret.private if fits else UNREADABLE
