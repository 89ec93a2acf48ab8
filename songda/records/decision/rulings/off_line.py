"""Who is served off line: marked by a clerk (`tasks.off_line`), on whose word a judge has the last one.

Online Litigation Rules, article 5 paragraph 1 and article 2: whoever lacks the ability or the means is served off line.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from songda.core.delivery.tasks import Fact
from songda.core.refusal import Refused
from songda.records.decision.determinations.actions import Subject, Verdict, determination_event, keep_determination
from songda.records.decision.determinations.models import Determination
from songda.records.delivery.tasks.actions import end_by_fact
from songda.records.ground.evidence.actions import record
from songda.records.matter.cases.row_locks import lock_case
from songda.records.matter.parties import people
from songda.records.matter.parties.models import Party
from songda.records.matter.parties.notify import reconsider
from songda.records.matter.parties.roles import COURT_DECISION

CONFIRMED, LIFTED, ORDERED, DECLINED = "confirmed", "lifted", "ordered", "declined"
# What may be decided, by whether the party is marked already.
OUTCOMES = {True: (CONFIRMED, LIFTED), False: (ORDERED, DECLINED)}


def subject_of(party: Party) -> Subject:
    """The question that the judge answers: whether this party is to be served off line, as it stands now."""
    return Subject(party, "offline", {}, basis=party.offline_since.isoformat() if party.offline_since else "")


@transaction.atomic
def decide_offline(party: Party, verdict: Verdict, now: datetime) -> None:
    """The judge confirms the mark, lifts it, orders it, or declines to order it; the engine looks again."""
    lock_case(party.case_id)
    locked = Party.objects.select_for_update(of=("self",), no_key=True).select_related("case__court").get(id=party.id)
    made = keep_determination(subject_of(locked), verdict, now)
    if made is None:
        return
    if verdict.outcome not in OUTCOMES[locked.offline_since is not None]:
        raise Refused("decided_meanwhile")
    _change(locked, made, now)
    record([determination_event("offline.decided", f"party:{party.id}", made, {"party": str(party.id)})], now)
    end_by_fact(Fact.OFFLINE_DECIDED, Q(party=party), f"staff:{verdict.by.id}", now)
    party.refresh_from_db()


def _change(party: Party, made: Determination, now: datetime) -> None:
    if made.outcome == ORDERED:
        people.mark_offline(party, COURT_DECISION, f"staff:{made.by_id}", now)
    if made.outcome == LIFTED:
        Party.objects.filter(id=party.id).update(offline_since=None, offline_reason="")
        handed_over = Q(envelope__party=party, reason="offline")
        end_by_fact(Fact.WAY_OPEN_AGAIN, handed_over, f"staff:{made.by_id}", now)
        reconsider([party.id])
