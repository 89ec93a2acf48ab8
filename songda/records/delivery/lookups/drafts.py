"""What is asked for when somebody requests a look-up, read and checked."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from songda.core.lookups.words import Ground, Operator, Purpose
from songda.core.refusal import WrongField
from songda.records.matter.parties.reading import one_of

SHORTEST_WHY, LONGEST_WHY = 10, 400
LONGEST_VALIDITY = timedelta(days=30)
EVERY_OPERATOR = tuple(operator.value for operator in Operator)


@dataclass(frozen=True)
class LookupDraft:
    """What for, on which ground, why other ways do not suffice, whom to ask, and until when the request stands."""

    purpose: str
    ground: str
    why: str
    valid_until: datetime
    operators: tuple[str, ...] = EVERY_OPERATOR

    def read(self, now: datetime) -> "LookupDraft":
        """The draft as it is kept; WrongField for the first thing that is wrong."""
        one_of("purpose", self.purpose, set(Purpose))
        one_of("ground", self.ground, set(Ground))
        for operator in self.operators:
            one_of("operators", operator, EVERY_OPERATOR)
        if not self.operators:
            raise WrongField("operators", "choose_one")
        words = " ".join(self.why.split())
        if not SHORTEST_WHY <= len(words) <= LONGEST_WHY:
            raise WrongField("why", "lookup_why", least=SHORTEST_WHY, most=LONGEST_WHY)
        if not now < self.valid_until <= now + LONGEST_VALIDITY:
            raise WrongField("valid_until", "lookup_valid_until", days=LONGEST_VALIDITY.days)
        asked = tuple(word for word in EVERY_OPERATOR if word in self.operators)
        return LookupDraft(self.purpose, self.ground, words, self.valid_until, asked)
