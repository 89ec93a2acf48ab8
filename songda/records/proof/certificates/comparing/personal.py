"""Opens the personal parts of events for a comparison, all that are asked for in one statement."""

from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from typing import Any
from uuid import UUID

from songda.core.evidence.leaf import commitment
from songda.records.ground.evidence.models import EventSecret
from songda.records.ground.evidence.queries import open_secret
from songda.records.proof.certificates.comparing.column import UNREADABLE
from songda.records.proof.certificates.comparing.contradiction import Leaf
from songda.trust.sealing import SealError


class PersonalParts:
    """The personal parts of some events; what does not fit the sealed commitment is unreadable."""

    def __init__(self, leaves: Sequence[Leaf], names: Collection[str]) -> None:
        self._commitments = {leaf["id"]: leaf["commitment"] for leaf in leaves if leaf["name"] in names}

    def __call__(self, event: str) -> Mapping[str, Any] | str | None:
        """Of one event; None where it was erased."""
        return self._opened.get(event)

    @cached_property
    def _opened(self) -> Mapping[str, Mapping[str, Any] | str]:
        rows = EventSecret.objects.filter(event_id__in=[UUID(one) for one in self._commitments])
        return {str(row.event_id): self._open(row) for row in rows}

    def _open(self, row: EventSecret) -> Mapping[str, Any] | str:
        try:
            secret = open_secret(row)
        except (SealError, ValueError):
            return UNREADABLE
        fits = commitment(secret.salt, secret.private).hex() == self._commitments[str(row.event_id)]
        return secret.private if fits else UNREADABLE
