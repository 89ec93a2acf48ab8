"""Ends a representation: from then on nothing is served on the representative; what was served before stands."""

from datetime import datetime

from django.db import transaction

from songda.core.evidence.canonical import Json
from songda.core.refusal import Refused
from songda.records.cases.reason import Reason
from songda.records.evidence.actions import NewEvent, record
from songda.records.parties.models import Party
from songda.records.parties.notify import reconsider


@transaction.atomic
def remove_representative(party: Party, reason: Reason, by: str, now: datetime) -> None:
    """Note that they no longer act; raises WrongField or Refused (acts for nobody, removed already).

    Messages to them that did not go out are called off; the clerk is asked to serve the one they acted for.
    """
    words = reason.read()
    if party.acts_for_id is None:
        raise Refused("acts_for_nobody")
    if not Party.objects.filter(id=party.id, removed_at=None).update(removed_at=now):
        raise Refused("representative_left_already")
    party.removed_at = now
    data: dict[str, Json] = {"acts_for": str(party.acts_for_id)}
    stream, private = f"party:{party.id}", {"reason": words}
    record(
        [NewEvent("representative.removed", stream, party.case_id, now, by, data, private)],
        now,
    )
    reconsider([party.id])
