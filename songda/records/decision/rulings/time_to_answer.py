"""Whether a defendant got the claim itself, and may still answer it, before anybody is judged in default.

The guard asks about the summons alone, as the article on default judgments does (Civil Procedure Law, article 147).
Nobody ought to be judged before the time to answer that their copy of the complaint began is over (article 128).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from songda.core.law import Status
from songda.core.law.facts import Role
from songda.core.words import Phrase
from songda.records.delivery.orders.models import Service
from songda.records.matter.cases.models import Hearing
from songda.records.matter.parties.models import Party
from songda.records.matter.parties.roles import LAW_ROLES

CLAIMS = {"first_instance": "complaint_copy", "second_instance": "appeal_copy"}  # the paper, by stage
ANSWER = "answer"


@dataclass(frozen=True)
class TimeToAnswer:
    """`service` of the claim's copy (None: none was ordered), the day it took effect, the last day to answer.

    `stand`: what is decided of it where it has not taken effect; `presumed_on`, where that is presumed, the day.
    """

    service: Service | None
    served_on: date | None
    last_day: date | None
    is_over: bool  # before the day of the hearing
    stand: Status = Status.NOT_EFFECTIVE
    presumed_on: date | None = None

    @property
    def phrase(self) -> Phrase:
        """It in words."""
        if self.service is None:
            return Phrase("services.answering.none")
        if self.served_on is None:
            return self._unserved()
        if self.last_day is None:
            return Phrase("services.answering.no_period", {"day": self.served_on})
        word = "over" if self.is_over else "runs"
        return Phrase(f"services.answering.{word}", {"day": self.served_on, "last_day": self.last_day})

    def _unserved(self) -> Phrase:
        if self.presumed_on is not None:
            return Phrase("services.answering.presumed", {"day": self.presumed_on})
        return Phrase(f"services.answering.{'undecided' if self.stand is Status.AWAITING_JUDGE else 'not_served'}")


def time_to_answer(hearing: Hearing, party: Party, claims: Iterable[Service]) -> TimeToAnswer | None:
    """Of a defendant, by these services of copies of claims, oldest first, with findings; None of anybody else."""
    kind = CLAIMS.get(hearing.case.stage)
    if kind is None or LAW_ROLES.get(party.role) is not Role.DEFENDANT:
        return None
    own = [
        s for s in claims if s.paper.kind == kind and party.id in (s.envelope.party_id, s.envelope.party.acts_for_id)
    ]
    found = [_of(service, hearing) for service in own]
    served = [one for one in found if one.served_on is not None]
    return (served or found[::-1] or [TimeToAnswer(None, None, None, is_over=False)])[0]


def _of(service: Service, hearing: Hearing) -> TimeToAnswer:
    finding = getattr(service, "finding", None)
    decision = finding.decision if finding is not None else None
    if decision is None:
        return TimeToAnswer(service, None, None, is_over=False)
    if decision.status is not Status.EFFECTIVE:
        presumed_on = decision.effective_on if decision.status is Status.PRESUMED else None
        return TimeToAnswer(service, None, None, is_over=False, stand=decision.status, presumed_on=presumed_on)
    last_day = next((period.last_day for period in decision.periods if period.kind == ANSWER), None)
    day = hearing.at.astimezone(ZoneInfo(hearing.case.court.zone)).date()
    return TimeToAnswer(service, decision.effective_on, last_day, is_over=last_day is not None and last_day < day)
