"""What ended on a person's page: who struck it or gave it up, and why, for those who see names."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from songda.core.access import Act, may
from songda.records.court.staff.models import User
from songda.records.matter.parties.models import Party
from songda.records.overview.boards.endings import endings_of
from songda.web.console.shared.story import Cast


@dataclass(frozen=True)
class ShownEnding:
    """When and by whom; the reason is empty where none was given, and for those who may not read it."""

    at: datetime
    who: str
    reason: str


def shown_endings(party: Party, viewer: User) -> Mapping[UUID, ShownEnding]:
    """By the consent, refusal, call or address that ended."""
    endings = endings_of(party)
    if not endings:
        return {}
    cast, reads = Cast(party.case, viewer), may(viewer.role, Act.SEE_PERSONAL)
    return {
        key: ShownEnding(ending.at, cast.who(ending.actor), ending.reason if reads else "")
        for key, ending in endings.items()
    }
