"""What keeps an attempt from counting before its events are looked at: a closed way, other content, a wrong address."""

from datetime import datetime

from songda.core.law.closed import way_closed
from songda.core.law.decision import Reason
from songda.core.law.facts import AttemptFacts, Facts, RebuttalFact, Ruling
from songda.core.law.ladder import ground, is_founded, published_at
from songda.core.law.plan import AttemptPlan
from songda.core.law.ruling import standing


def hindrance(attempt: AttemptFacts, facts: Facts, plan: AttemptPlan) -> Reason | None:
    """The first thing that stands in the way, if there is one."""
    if not plan.is_open:
        return way_closed(plan, attempt.channel)
    if attempt.paper_sha256 != facts.paper.sha256:
        earlier = attempt.paper_sha256 == facts.paper.supersedes
        return plan.complaint("earlier_version" if earlier else "other_content")
    if plan.block is not None:
        return Reason(plan.block.say, (), plan.block.rule)
    unfounded = _unfounded(attempt, facts, plan)
    if unfounded is not None:
        return unfounded
    return _removed(attempt, facts, plan) or (_found_wanting(attempt, facts, plan) if attempt.rulings else None)


def moved_to(attempt: AttemptFacts, plan: AttemptPlan) -> datetime | None:
    """The latest arrival that the recipient proved and the judge accepted."""
    moves = (rebuttal.proved_at for rebuttal in attempt.rebuttals if _does(rebuttal, plan, moves=True))
    return max(moves, default=None)


def _unfounded(attempt: AttemptFacts, facts: Facts, plan: AttemptPlan) -> Reason | None:
    """A notice that was published though nobody was missing and nothing had been tried in vain serves nobody."""
    published = published_at(attempt, facts.as_of) if plan.ladder is not None else None
    if plan.ladder is None or published is None:
        return None
    reason = ground(facts, plan.ladder, published)
    return None if is_founded(reason) else reason


def _removed(attempt: AttemptFacts, facts: Facts, plan: AttemptPlan) -> Reason | None:
    """The accepted rebuttal that was proved first, in whatever order they are told."""
    for rebuttal in sorted(attempt.rebuttals, key=lambda each: (each.proved_at, each.ground)):
        if rebuttal.proved_at <= facts.as_of and _does(rebuttal, plan, moves=False):
            row = plan.rebuttals[rebuttal.ground]
            return Reason(row.say, (("rebuttal", rebuttal.ground),), row.rule)
    return None


def _found_wanting(attempt: AttemptFacts, facts: Facts, plan: AttemptPlan) -> Reason | None:
    """The ruling that stands says that the attempt does not count."""
    ruling, row = standing(attempt, facts.as_of), plan.rulings.get(False)
    if ruling is None or ruling.counts or row is None:
        return None
    return Reason(row.say, (("day", ruling.at),), row.rule)


def _does(rebuttal: RebuttalFact, plan: AttemptPlan, *, moves: bool) -> bool:
    row = plan.rebuttals.get(rebuttal.ground)
    return row is not None and row.moves is moves and rebuttal.ruling is Ruling.ACCEPTED
