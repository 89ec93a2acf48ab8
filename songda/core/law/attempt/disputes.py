"""What was said against an attempt and found of it: rebuttals, denials, rulings of the judge.

An accepted rebuttal moves the effect, takes the attempt out, or one of its effects. Of the rulings the newest stands.
"""

from datetime import datetime
from itertools import takewhile

from songda.core.law.applicable_rules import ApplicableRules
from songda.core.law.decision import Ground, Reason
from songda.core.law.facts import AttemptFacts, JudgeRuling, RebuttalFact, Ruling
from songda.core.law.profile.rows import RebuttalRow


def proved_arrival(attempt: AttemptFacts, rules: ApplicableRules) -> datetime | None:
    """The latest arrival that the recipient proved and the judge accepted."""
    with_rows = ((rebuttal, _accepted_rebuttal_row(rebuttal, rules)) for rebuttal in attempt.rebuttals)
    moves = (rebuttal.proved_at for rebuttal, row in with_rows if row is not None and row.moves)
    return max((at for at in moves if at is not None), default=None)


def why_removed(attempt: AttemptFacts, as_of: datetime, rules: ApplicableRules) -> Reason | None:
    """Why the attempt counts for nothing any more, if a rebuttal took it away."""
    return _why_rebutted(attempt, as_of, rules, frozenset())


def why_overturned(attempt: AttemptFacts, as_of: datetime, rules: ApplicableRules, ground: Ground) -> Reason | None:
    """Why an effect on this ground fell, though the attempt may count on another one."""
    return _why_rebutted(attempt, as_of, rules, frozenset({ground}))


def _why_rebutted(
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


def ruling_in_force(attempt: AttemptFacts, as_of: datetime) -> JudgeRuling | None:
    """The newest ruling that was made by `as_of`; of two at one moment the one that counts against the service."""
    known = [ruling for ruling in attempt.rulings if ruling.at <= as_of]
    return max(known, key=_newest, default=None)


def confirmations(attempt: AttemptFacts, as_of: datetime) -> list[JudgeRuling]:
    """The ruling that stands, if it says that the attempt counts, and those just before it that said the same.

    The oldest comes first; there is none where the newest ruling says that the attempt does not count.
    """
    newest_first = sorted((each for each in attempt.rulings if each.at <= as_of), key=_newest, reverse=True)
    return list(takewhile(lambda ruling: ruling.counts, newest_first))[::-1]


def denied_since(attempt: AttemptFacts, as_of: datetime) -> datetime | None:
    """Since when whoever holds the address has denied being the recipient; None where nobody did by then."""
    return attempt.disowned_at if attempt.disowned_at is not None and attempt.disowned_at <= as_of else None


def answers_denial(attempt: AttemptFacts, as_of: datetime) -> JudgeRuling | None:
    """The ruling that a judge made with the denial before them; a ruling of before says nothing of it."""
    since, ruling = denied_since(attempt, as_of), ruling_in_force(attempt, as_of)
    return ruling if since is not None and ruling is not None and ruling.at >= since else None


def _newest(ruling: JudgeRuling) -> tuple[datetime, bool]:
    return ruling.at, not ruling.counts
