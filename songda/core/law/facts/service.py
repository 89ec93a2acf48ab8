"""All facts of one paper's service on one person."""

from dataclasses import dataclass
from datetime import datetime

from songda.core.law.facts.attempt import AttemptFacts, RuledOutFact
from songda.core.law.facts.case import CaseFacts, PaperFacts
from songda.core.law.facts.consent import ConsentFact, RefusalFact
from songda.core.law.facts.recipient import RecipientFacts


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that a decision looks at, as known at `as_of`.

    `other_tries`: tries at the same person, in the same case and stage, that were made for other orders. They never
    serve this paper; like `ruled_out` they are looked at only for what a public notice needs before it.
    """

    as_of: datetime
    case: CaseFacts
    paper: PaperFacts
    recipient: RecipientFacts
    consents: tuple[ConsentFact, ...] = ()
    refusals: tuple[RefusalFact, ...] = ()
    attempts: tuple[AttemptFacts, ...] = ()
    other_tries: tuple[AttemptFacts, ...] = ()
    ruled_out: tuple[RuledOutFact, ...] = ()
    hearing_at: datetime | None = None
    jurisdiction: str = "cn"
