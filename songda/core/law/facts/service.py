"""All facts of one paper's service on one person."""

from collections.abc import Iterator
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

    def told_for_later(self) -> datetime | None:
        """The first moment after `as_of` of anything told here: the answer may be another then; None: there is none.

        The hearing is no such moment: an arrival is held against it, never `as_of`.
        """
        return min((at for at in self._moments() if at is not None and at > self.as_of), default=None)

    def _moments(self) -> Iterator[datetime | None]:
        yield from self._moments_of_case_and_person()
        for consent in self.consents:
            yield from (consent.at, consent.withdrawn_at)
        yield from (refusal.at for refusal in self.refusals)
        yield from (note.at for note in self.ruled_out)
        for attempt in (*self.attempts, *self.other_tries):
            yield attempt.disowned_at
            yield from (event.at for event in attempt.events)
            yield from (ruling.at for ruling in attempt.rulings)
            yield from (rebuttal.proved_at for rebuttal in attempt.rebuttals)

    def _moments_of_case_and_person(self) -> Iterator[datetime | None]:
        objection = self.case.jurisdiction_objection
        if objection is not None:
            yield from (objection.raised_at, objection.dismissal_in_force_at)
        yield from (self.case.procuratorate_agreed_at, self.paper.issued_at, self.recipient.mandate_ended_at)
        yield from self.paper.other_signatures or ()
        for withheld in self.recipient.address_withheld:
            yield from (withheld.at, withheld.ended_at)
        for period in self.recipient.status_periods:
            yield from (period.since, period.until)
