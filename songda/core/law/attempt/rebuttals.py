"""What an accepted rebuttal does to an attempt: it moves the effect, takes the attempt out, or one of its effects."""

from datetime import datetime

from songda.core.law.attempt.applicable_rules import ApplicableRules
from songda.core.law.decision import Ground, Reason
from songda.core.law.facts import AttemptFacts, RebuttalFact, Ruling
from songda.core.law.profile.rows import RebuttalRow


def proved_arrival(attempt: AttemptFacts, rules: ApplicableRules) -> datetime | None:
    """The latest arrival that the recipient proved and the judge accepted."""
    heeded = ((rebuttal, _accepted_rebuttal_row(rebuttal, rules)) for rebuttal in attempt.rebuttals)
    moves = (rebuttal.proved_at for rebuttal, row in heeded if row is not None and row.moves)
    return max((at for at in moves if at is not None), default=None)


def why_removed(attempt: AttemptFacts, as_of: datetime, rules: ApplicableRules) -> Reason | None:
    """Why the attempt counts for nothing any more, if a rebuttal took it away."""
    return _why_fallen(attempt, as_of, rules, frozenset())


def why_overturned(attempt: AttemptFacts, as_of: datetime, rules: ApplicableRules, ground: Ground) -> Reason | None:
    """Why an effect on this ground fell, though the attempt may count on another one."""
    return _why_fallen(attempt, as_of, rules, frozenset({ground}))


def _why_fallen(
    attempt: AttemptFacts, as_of: datetime, rules: ApplicableRules, grounds: frozenset[Ground]
) -> Reason | None:
    """The accepted rebuttal that was proved first, in whatever order they are told."""
    proved = [(rebuttal.proved_at, rebuttal) for rebuttal in attempt.rebuttals if rebuttal.proved_at is not None]
    for at, rebuttal in sorted(proved, key=lambda each: (each[0], each[1].ground)):
        row = _accepted_rebuttal_row(rebuttal, rules)
        if row is None or row.moves or at > as_of:
            continue
        if row.against >= grounds if grounds else not row.against:
            return Reason(row.say, (("rebuttal", rebuttal.ground),), row.rule)
    return None


def _accepted_rebuttal_row(rebuttal: RebuttalFact, rules: ApplicableRules) -> RebuttalRow | None:
    """The rule on a rebuttal that the judge accepted."""
    return rules.rebuttals.get(rebuttal.ground) if rebuttal.ruling is Ruling.ACCEPTED else None
