"""Opens links again that a mistake in the record had locked: nobody could have typed what the court had wrong."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from songda.core.delivery.tasks import Fact
from songda.records.delivery.orders.models import Envelope
from songda.records.delivery.portal_acts.identity import OPEN, SHUT
from songda.records.delivery.portal_acts.visits import visitor_event
from songda.records.delivery.tasks.actions import end_by_fact
from songda.records.ground.evidence.actions import NewEvent, record


@transaction.atomic
def reopen(party_ids: Sequence[UUID], now: datetime) -> int:
    """Forget the wrong tries of these parties' envelopes, lift their locks, close the tasks to unlock them."""
    tried = Envelope.objects.filter(SHUT, party_id__in=party_ids)
    envelopes = list(tried.select_for_update().order_by("id"))
    ids = [envelope.id for envelope in envelopes]
    Envelope.objects.filter(id__in=ids).update(**OPEN)
    locked = [one for one in envelopes if one.locked_at or one.answers_locked_at]
    record([_unlocking_event(envelope, now) for envelope in locked], now)
    end_by_fact(Fact.LINK_OPEN, Q(envelope__in=ids), "engine", now)
    return len(envelopes)


def _unlocking_event(envelope: Envelope, now: datetime) -> NewEvent:
    event = visitor_event("portal.unlocked", envelope, now, {"ground": "record_corrected"}, {})
    return NewEvent(**{**vars(event), "actor": "engine"})
