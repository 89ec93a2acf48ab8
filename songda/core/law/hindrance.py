"""What keeps an attempt from counting before its events are looked at: a closed way, other content, a wrong address."""

from songda.core.law.closed import way_closed
from songda.core.law.decision import Reason
from songda.core.law.facts import AttemptFacts, Facts
from songda.core.law.ladder import footing_of, is_unfounded
from songda.core.law.plan import AttemptPlan
from songda.core.law.rebuttals import removed
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
    return removed(attempt, facts.as_of, plan) or (_found_wanting(attempt, facts, plan) if attempt.rulings else None)


def _unfounded(attempt: AttemptFacts, facts: Facts, plan: AttemptPlan) -> Reason | None:
    """A notice that was published though nobody was missing and nothing had been tried in vain serves nobody."""
    found = footing_of(attempt, facts, plan)
    return found.reason if found is not None and is_unfounded(found, facts) else None


def _found_wanting(attempt: AttemptFacts, facts: Facts, plan: AttemptPlan) -> Reason | None:
    """The ruling that stands says that the attempt does not count."""
    ruling, row = standing(attempt, facts.as_of), plan.rulings.get(False)
    if ruling is None or ruling.counts or row is None:
        return None
    return Reason(row.say, (("day", ruling.at),), row.rule)
