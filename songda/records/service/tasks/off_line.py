"""Who is served off line: marked on a clerk's word, and unmarked on the person's own where it was their wish.

What is so of a person is so in every case of the court in which they are a party (same identity number or credit code).
Online Litigation Rules, articles 2(4) and 4: whether to act on line is for the person to choose.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from songda.core.delivery.off_line import OffLine
from songda.core.delivery.tasks import Fact
from songda.core.refusal import Refused
from songda.records.ground.evidence.actions import record
from songda.records.matter.parties import people
from songda.records.matter.parties.models import Party
from songda.records.matter.parties.notify import reconsider
from songda.records.matter.parties.queries import same_person
from songda.records.service.tasks.actions import TaskDraft, end_by_fact, open_tasks


@transaction.atomic
def mark_offline(party: Party, reason: str, by: str, now: datetime) -> None:
    """A clerk marks a person to be served off line; it holds at once, and the judge of each case confirms or lifts it.

    In their other open cases too, unless a court decided it for this one. A wish beside a reason of the court's changes
    nothing of how they are served now: it is kept for the day on which the court's reason ends, and for later cases.
    """
    party.check_in_case()
    marked = [one for one in people.mark_offline(party, reason, by, now) if one.offline_since == now]
    open_tasks([TaskDraft("decide_offline", "set_offline", one.case, party=one) for one in marked], now)


@transaction.atomic
def withdraw_own_wish(party: Party, by: str, now: datetime) -> None:
    """They want to be asked again about electronic service, in all their cases; raises Refused where no wish stands.

    In those too that are closed: from there it would come along to the next one. It is no consent: that is asked for
    as of anybody. Where the court has a reason of its own they are served off line as before.
    """
    locked = list(same_person(party).select_for_update(of=("self",), no_key=True))
    wished = [one for one in locked if people.stands_off_line(one, OffLine.of(one).without_wish())]
    if not wished:
        raise Refused("no_own_wish")
    people.save_off_line(wished)
    record([people.party_event("offline.withdrawn", one, by, now, {}) for one in wished], now)
    reached_again(wished, by, now)
    party.refresh_from_db()


def reached_again(parties: Sequence[Party], by: str, now: datetime) -> None:
    """Inside the caller's transaction: to those whom nothing keeps off line any more messages may go again."""
    online = [one for one in parties if one.offline_since is None]
    end_by_fact(Fact.WAY_OPEN_AGAIN, Q(envelope__party__in=online, reason="offline"), by, now)
    end_by_fact(Fact.OFFLINE_DECIDED, Q(party__in=online, reason="set_offline"), by, now)
    reconsider([one.id for one in online])
