"""What an accepted rebuttal does to an attempt: it moves the effect, takes the attempt out, or one of its effects."""

from datetime import datetime

from songda.core.law.decision import Ground, Reason
from songda.core.law.facts import AttemptFacts, RebuttalFact, Ruling
from songda.core.law.plan import AttemptPlan
from songda.core.law.profile.rows import RebuttalRow


def moved_to(attempt: AttemptFacts, plan: AttemptPlan) -> datetime | None:
    """The latest arrival that the recipient proved and the judge accepted."""
    moves = (told.proved_at for told in attempt.rebuttals if (row := _heeded(told, plan)) is not None and row.moves)
    return max(moves, default=None)


def removed(attempt: AttemptFacts, as_of: datetime, plan: AttemptPlan) -> Reason | None:
    """Why the attempt counts for nothing any more, if a rebuttal took it away."""
    return _fallen(attempt, as_of, plan, frozenset())


def overturned(attempt: AttemptFacts, as_of: datetime, plan: AttemptPlan, ground: Ground) -> Reason | None:
    """Why an effect on this ground fell, though the attempt may count on another one."""
    return _fallen(attempt, as_of, plan, frozenset({ground}))


def _fallen(attempt: AttemptFacts, as_of: datetime, plan: AttemptPlan, grounds: frozenset[Ground]) -> Reason | None:
    """The accepted rebuttal that was proved first, in whatever order they are told."""
    for told in sorted(attempt.rebuttals, key=lambda each: (each.proved_at, each.ground)):
        row = _heeded(told, plan)
        if row is None or row.moves or told.proved_at > as_of:
            continue
        if row.against >= grounds if grounds else not row.against:
            return Reason(row.say, (("rebuttal", told.ground),), row.rule)
    return None


def _heeded(told: RebuttalFact, plan: AttemptPlan) -> RebuttalRow | None:
    """The rule on a rebuttal that the judge accepted."""
    return plan.rebuttals.get(told.ground) if told.ruling is Ruling.ACCEPTED else None
