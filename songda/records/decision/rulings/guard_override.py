"""The judge passes over the guard of a hearing for one party, or takes that back."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from songda.core.evidence.canonical import Json, canonical
from songda.core.refusal import Refused
from songda.records.decision.determinations.actions import Subject, Verdict, determination_event, keep_determination
from songda.records.decision.determinations.models import Determination
from songda.records.decision.rulings.guards import GuardRow, guards_of
from songda.records.decision.rulings.standing_overrides import OVERRIDDEN, RESTORED, guard_answer
from songda.records.ground.evidence.actions import record
from songda.records.matter.cases.models import Hearing
from songda.records.matter.parties.models import Party

_EVENT = {OVERRIDDEN: "guard.overridden", RESTORED: "guard.restored"}


@dataclass(frozen=True)
class Seat:
    """One party at one hearing."""

    hearing: Hearing
    party: Party


def row_of(seat: Seat, language: str = "zh") -> GuardRow:
    """What the guard says of this party at this hearing; Party.DoesNotExist where they do not appear in it."""
    for guard in guards_of([seat.hearing.case], language):
        for row in guard.rows:
            if guard.hearing.id == seat.hearing.id and row.party.id == seat.party.id:
                return row
    raise Party.DoesNotExist


def subject_of(seat: Seat) -> Subject:
    """The question that the judge answers, with the guard's answer that they have before them."""
    answer = guard_answer(row_of(seat).service)
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
    subject = subject_of(seat)
    if seat.hearing.at <= now:
        raise Refused("hearing_is_over")
    made = keep_determination(subject, verdict, now)
    if made is None:
        return
    _check(seat, verdict, made)
    data: dict[str, Json] = {
        "hearing": str(seat.hearing.id),
        "party": str(seat.party.id),
        "service": made.shown_to_judge and made.shown_to_judge["service"],
        "guard": hashlib.sha256(canonical(made.shown_to_judge)).hexdigest(),
    }
    record([determination_event(_EVENT[verdict.outcome], f"case:{seat.hearing.case_id}", made, data)], now)


def _check(seat: Seat, verdict: Verdict, made: Determination) -> None:
    """Nothing is overridden that is safe, nothing taken back that does not stand."""
    row = row_of(seat)
    if verdict.outcome == OVERRIDDEN and row.safe:
        raise Refused("guard_is_safe")
    before = Determination.objects.filter(kind="guard", hearing=seat.hearing, party=seat.party).exclude(id=made.id)
    newest = before.order_by("-at", "-id").first()
    if verdict.outcome == RESTORED and (newest is None or newest.outcome != OVERRIDDEN):
        raise Refused("nothing_to_restore")
