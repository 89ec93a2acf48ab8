"""What a judge decides of a party: served off line or not, a guard passed over, a withdrawal of consent allowed.

Whoever lacks the ability or the means is served off line (Online Litigation Rules, article 5 paragraph 1 and article
2): a clerk marks them (`tasks.off_line`), and a judge has the last word.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from songda.core.delivery.off_line import COURT_DECISION, OffLine
from songda.core.delivery.tasks import Fact
from songda.core.evidence.canonical import Json, canonical
from songda.core.refusal import Refused
from songda.records.ground.evidence.actions import record
from songda.records.law.rulings.guards import OVERRIDDEN, RESTORED, GuardRow, guard_answer, guards_of
from songda.records.matter.cases.actions import lock_case
from songda.records.matter.cases.models import Hearing
from songda.records.matter.parties import people
from songda.records.matter.parties.consents import can_act
from songda.records.matter.parties.models import Consent, Party, Refusal
from songda.records.matter.parties.notify import reconsider
from songda.records.service.determinations.actions import Subject, Verdict, determination_event, keep_determination
from songda.records.service.determinations.models import Determination
from songda.records.service.tasks.actions import end_by_fact
from songda.records.service.tasks.off_line import reached_again

CONFIRMED, LIFTED, ORDERED, DECLINED = "confirmed", "lifted", "ordered", "declined"
# What may be decided, by whether the party is marked already.
OFFLINE_OUTCOMES = {True: (CONFIRMED, LIFTED), False: (ORDERED, DECLINED)}
_GUARD_EVENT = {OVERRIDDEN: "guard.overridden", RESTORED: "guard.restored"}
STOPPED = ("refused", "withdrawn")  # why electronic service was left to people
NEVER_STOOD = ""  # a minor's own yes, which nobody withdrew and no ruling can bring to stand


def offline_subject(party: Party) -> Subject:
    """The question that the judge answers: whether this party is to be served off line, as it stands now."""
    return Subject(party, "offline", {}, basis=party.offline_since.isoformat() if party.offline_since else "")


@transaction.atomic
def decide_offline(party: Party, verdict: Verdict, now: datetime) -> None:
    """The judge confirms the mark, lifts it, orders it, or declines to order it; the engine looks again."""
    lock_case(party.case_id)
    locked = Party.objects.select_for_update(of=("self",), no_key=True).select_related("case__court").get(id=party.id)
    made = keep_determination(offline_subject(locked), verdict, now)
    if made is None:
        return
    if verdict.outcome not in OFFLINE_OUTCOMES[locked.offline_since is not None]:
        raise Refused("decided_meanwhile")
    _change_offline(locked, made, now)
    record([determination_event("offline.decided", f"party:{party.id}", made, {"party": str(party.id)})], now)
    end_by_fact(Fact.OFFLINE_DECIDED, Q(party=party), f"staff:{verdict.by.id}", now)
    party.refresh_from_db()


def _change_offline(party: Party, made: Determination, now: datetime) -> None:
    if made.outcome == ORDERED:
        people.mark_offline(party, COURT_DECISION, f"staff:{made.by_id}", now)
    if made.outcome == LIFTED:
        people.stands_off_line(party, OffLine.of(party).lifted())
        people.save_off_line([party])
        reached_again([party], f"staff:{made.by_id}", now)


@dataclass(frozen=True)
class Seat:
    """One party at one hearing."""

    hearing: Hearing
    party: Party


def guard_row(seat: Seat, language: str = "zh") -> GuardRow:
    """What the guard says of this party at this hearing; Party.DoesNotExist where they do not appear in it."""
    for guard in guards_of([seat.hearing.case], language):
        for row in guard.rows:
            if guard.hearing.id == seat.hearing.id and row.party.id == seat.party.id:
                return row
    raise Party.DoesNotExist


def guard_subject(seat: Seat) -> Subject:
    """The question that the judge answers, with the guard's answer that they have before them."""
    answer = guard_answer(guard_row(seat).service)
    return Subject(
        seat.party,
        "guard",
        {"hearing": seat.hearing},
        basis=hashlib.sha256(canonical(answer)).hexdigest()[:16],
        more={"shown_to_judge": answer},
    )


@transaction.atomic
def override_guard(seat: Seat, verdict: Verdict, now: datetime) -> None:
    """Go on in spite of the guard ("overridden"), or take that back ("restored"); the law's answer stays."""
    subject = guard_subject(seat)
    if seat.hearing.at <= now:
        raise Refused("hearing_is_over")
    made = keep_determination(subject, verdict, now)
    if made is None:
        return
    _check_guard(seat, verdict, made)
    data: dict[str, Json] = {
        "hearing": str(seat.hearing.id),
        "party": str(seat.party.id),
        "service": made.shown_to_judge and made.shown_to_judge["service"],
        "guard": hashlib.sha256(canonical(made.shown_to_judge)).hexdigest(),
    }
    record([determination_event(_GUARD_EVENT[verdict.outcome], f"case:{seat.hearing.case_id}", made, data)], now)


def _check_guard(seat: Seat, verdict: Verdict, made: Determination) -> None:
    """Nothing is overridden that is safe, nothing taken back that does not stand."""
    row = guard_row(seat)
    if verdict.outcome == OVERRIDDEN and row.safe:
        raise Refused("guard_is_safe")
    before = Determination.objects.filter(kind="guard", hearing=seat.hearing, party=seat.party).exclude(id=made.id)
    newest = before.order_by("-at", "-id").first()
    if verdict.outcome == RESTORED and (newest is None or newest.outcome != OVERRIDDEN):
        raise Refused("nothing_to_restore")


# Online Litigation Rules, article 5 paragraph 2: the court examines whether a withdrawal was raised in reasonable time
# and not to delay. One that the judge rejects ends nothing, for what comes after too.
WITHDRAWAL_OUTCOMES = frozenset({"accepted", "rejected"})


def at_one_go(consent: Consent) -> list[Consent]:
    """The consents that the party withdrew by the same word; one ruling is for all of them."""
    if consent.withdrawn_at is None:
        return []
    same = Consent.objects.filter(party_id=consent.party_id, withdrawn_at=consent.withdrawn_at)
    return list(same.exclude(withdrawal=NEVER_STOOD).order_by("at", "id"))


def withdrawal_subject(consent: Consent) -> Subject:
    """The question that the judge answers: this withdrawal, as it was dated."""
    together = at_one_go(consent)
    if consent not in together:
        raise Refused("not_withdrawn")
    assert consent.withdrawn_at is not None  # noqa: S101 - it was among those that were withdrawn
    return Subject(consent.party, "withdrawal", {"consent": together[0]}, basis=consent.withdrawn_at.isoformat())


def _binds(consent: Consent, party: Party) -> bool:
    """Whether somebody gave it who can: the party themselves, if they can act for themselves, or their agent."""
    return consent.given_by_id is not None or can_act(party, consent.at)


@transaction.atomic
def rule_withdrawal(consent: Consent, verdict: Verdict, now: datetime) -> None:
    """The judge accepts the withdrawal, or finds it improper: then the consent stands again."""
    if verdict.outcome not in WITHDRAWAL_OUTCOMES:
        raise ValueError(verdict.outcome)
    lock_case(consent.party.case_id)
    consent.refresh_from_db(fields=["withdrawn_at", "withdrawal"])
    together = at_one_go(consent)
    if verdict.outcome == "rejected" and not all(_binds(one, consent.party) for one in together):
        raise Refused("minor_needs_agent")
    made = keep_determination(withdrawal_subject(consent), verdict, now)
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
    refusals = Refusal.objects.filter(party_id=first.party_id, at=first.withdrawn_at)
    ids = [str(one) for one in refusals.order_by("id").values_list("id", flat=True)]
    refusals.update(is_set_aside=is_rejected)
    return ids
