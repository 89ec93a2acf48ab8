"""Looks again at envelopes when something about their recipients or their case changed: consent, address, hearing."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from songda.records.decision.planning.summonses import see_to_summonses
from songda.records.delivery.attempts.call_off import call_off_unwanted
from songda.records.delivery.attempts.models import Attempt
from songda.records.delivery.deeds.models import Deed
from songda.records.delivery.orders.due import mark_held_for_law, mark_held_for_step
from songda.records.delivery.orders.models import Envelope
from songda.records.delivery.orders.row_locks import lock_envelopes
from songda.records.delivery.tasks.handing import follow_judges


@transaction.atomic
def reconsider(party_ids: Sequence[UUID], case_ids: Sequence[UUID], now: datetime) -> int:
    """Make these envelopes due: open ones for their next step, tried ones for the law; gives back how many.

    An envelope that was never tried is not put to the law, which could only say that nothing was tried.
    """
    touched = Envelope.objects.filter(Q(party_id__in=party_ids) | Q(case_id__in=case_ids), recalled_at=None)
    lock_envelopes(touched.values_list("id", flat=True))
    open_ones = mark_held_for_step(touched, now)
    call_off_unwanted(touched, now)
    sent = Attempt.objects.filter(envelope=OuterRef("pk"), purpose="service").exclude(state="cancelled")
    tried = Exists(sent) | Exists(Deed.objects.filter(envelope=OuterRef("pk")))
    due = open_ones + mark_held_for_law(touched.filter(tried), now)
    follow_judges(case_ids, now)  # last: everywhere envelopes are locked before tasks
    see_to_summonses(case_ids, now)
    return due
