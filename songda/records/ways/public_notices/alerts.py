"""Tells whoever wished it that a public notice names them: by a message to where their papers went, once a notice.

The wish is theirs, said in the portal with their identity proved, and holds for their cases in that court; the notice
may be of any court of the installation. The message names no case and serves nothing.
"""

from datetime import datetime

from django.db import transaction

from songda.core.care import Need
from songda.core.delivery.states import Purpose
from songda.core.evidence.canonical import Json
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.law.planning.summonses import ask_senders, further_message, last_messages
from songda.records.matter.circumstances.care import stated_needs
from songda.records.matter.parties.models import Party
from songda.records.service.attempts.models import Attempt
from songda.records.service.orders.models import Envelope
from songda.records.ways.public_notices.models import PublicNotice

EVENT = "notice.alerted"


@transaction.atomic
def alert_of(notice: PublicNotice, now: datetime) -> Attempt | None:
    """Send the message to where the newest of their messages went; None where nobody wished it, or none can go."""
    number = notice.envelope.party.number_index
    if number is None:
        return None
    same = Party.objects.filter(number_index=number, removed_at=None).values_list("id", flat=True)
    needs = {party: {need for need, _ in stated} for party, stated in stated_needs(same).items()}
    wishing = [party for party, stated in needs.items() if Need.WISH_NOTICES in stated]
    links = Envelope.objects.filter(party__in=wishing, recalled_at=None).values_list("id", flat=True)
    before = max(last_messages(list(links)).values(), key=lambda attempt: attempt.id, default=None)
    if before is None:
        return None
    known = Attempt.objects.filter(envelope=before.envelope_id, purpose=Purpose.NOTICE, channel=before.channel)
    made = further_message(before, Purpose.NOTICE, known.count() + 1, now)
    made.save()
    link = Envelope.objects.get(id=before.envelope_id)
    data: dict[str, Json] = {"notice": str(notice.id), "attempt": made.id}
    record([NewEvent(EVENT, f"envelope:{link.id}", link.case_id, now, "engine", data)], now)
    ask_senders([made])
    return made
