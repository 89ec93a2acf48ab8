"""The judge looks at a withdrawal of consent: was it raised in time, and not to delay?

Online Litigation Rules, article 5 paragraph 2: the court examines whether it was raised in reasonable time and not to
delay. A withdrawal that the judge rejects ends nothing, for what comes after too.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from songda.core.delivery.tasks import Fact
from songda.core.refusal import Refused
from songda.records.decision.determinations.actions import Subject, Verdict, determination_event, keep_determination
from songda.records.delivery.tasks.actions import end_by_fact
from songda.records.ground.evidence.actions import record
from songda.records.matter.cases.row_locks import lock_case
from songda.records.matter.parties.capacity import can_agree
from songda.records.matter.parties.models import Consent, Party, Refusal
from songda.records.matter.parties.notify import reconsider

OUTCOMES = frozenset({"accepted", "rejected"})
STOPPED = ("refused", "withdrawn")  # why electronic service was left to people
NEVER_STOOD = ""  # a minor's own yes, which nobody withdrew and no ruling can bring to stand


def at_one_go(consent: Consent) -> list[Consent]:
    """The consents that the party withdrew by the same word; one ruling is for all of them."""
    if consent.withdrawn_at is None:
        return []
    same = Consent.objects.filter(party_id=consent.party_id, withdrawn_at=consent.withdrawn_at)
    return list(same.exclude(withdrawal=NEVER_STOOD).order_by("at", "id"))


def subject_of(consent: Consent) -> Subject:
    """The question that the judge answers: this withdrawal, as it was dated."""
    together = at_one_go(consent)
    if consent not in together:
        raise Refused("not_withdrawn")
    assert consent.withdrawn_at is not None  # noqa: S101 - it was among those that were withdrawn
    return Subject(consent.party, "withdrawal", {"consent": together[0]}, basis=consent.withdrawn_at.isoformat())


def _binds(consent: Consent, party: Party) -> bool:
    """Whether somebody gave it who can: the party themselves, if they can act for themselves, or their agent."""
    return consent.given_by_id is not None or can_agree(party, consent.at)


@transaction.atomic
def rule_withdrawal(consent: Consent, verdict: Verdict, now: datetime) -> None:
    """The judge accepts the withdrawal, or finds it improper: then the consent stands again."""
    if verdict.outcome not in OUTCOMES:
        raise ValueError(verdict.outcome)
    lock_case(consent.party.case_id)
    consent.refresh_from_db(fields=["withdrawn_at", "withdrawal"])
    together = at_one_go(consent)
    if verdict.outcome == "rejected" and not all(_binds(one, consent.party) for one in together):
        raise Refused("minor_needs_agent")
    made = keep_determination(subject_of(consent), verdict, now)
    if made is None:
        return
    Consent.objects.filter(id__in=[one.id for one in together]).update(withdrawal=verdict.outcome)
    refusals = _set_refusal_aside(together, is_rejected=verdict.outcome == "rejected")
    data = {"consents": [str(one.id) for one in together], "refusals": refusals}
    record([determination_event("withdrawal.decided", f"party:{consent.party_id}", made, {**data})], now)
    if not Consent.objects.filter(party_id=consent.party_id, withdrawal="pending").exists():
        end_by_fact(Fact.WITHDRAWAL_DECIDED, Q(party_id=consent.party_id), f"staff:{verdict.by.id}", now)
    if verdict.outcome == "rejected":
        stopped = Q(envelope__party_id=consent.party_id, reason__in=STOPPED)
        end_by_fact(Fact.WAY_OPEN_AGAIN, stopped, f"staff:{verdict.by.id}", now)
    reconsider([consent.party_id])


def _set_refusal_aside(together: Sequence[Consent], *, is_rejected: bool) -> list[str]:
    """The no that was spoken with the withdrawal shares its fate; gives the ids of the refusals."""
    first = together[0]
    if first.withdrawn_at is None:
        return []
    said = Refusal.objects.filter(party_id=first.party_id, at=first.withdrawn_at)
    ids = [str(one) for one in said.order_by("id").values_list("id", flat=True)]
    said.update(is_set_aside=is_rejected)
    return ids
