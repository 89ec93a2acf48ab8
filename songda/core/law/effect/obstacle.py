"""What keeps an attempt from counting before its events are looked at: a closed way, other content, a wrong address."""

from songda.core.law.attempt.applicable_rules import ApplicableRules
from songda.core.law.attempt.rebuttals import why_removed
from songda.core.law.attempt.ruling import standing
from songda.core.law.attempt.way import reason_for_way
from songda.core.law.decision import Reason
from songda.core.law.facts import AttemptFacts, Facts
from songda.core.law.ladder.ladder import is_unfounded, published_notice_ground


def obstacle(attempt: AttemptFacts, facts: Facts, rules: ApplicableRules) -> Reason | None:
    """The first thing that stands in the way, if there is one."""
    if not rules.is_open:
        return reason_for_way(rules, attempt.channel)
    if attempt.paper_sha256 != facts.paper.sha256:
        earlier = attempt.paper_sha256 == facts.paper.replaces
        return rules.defect("earlier_version" if earlier else "other_content")
    if rules.block is not None:
        return Reason(rules.block.say, (), rules.block.rule)
    unfounded = _why_unfounded(attempt, facts, rules)
    if unfounded is not None:
        return unfounded
    return why_removed(attempt, facts.as_of, rules) or (
        _why_ruled_out(attempt, facts, rules) if attempt.rulings else None
    )


def _why_unfounded(attempt: AttemptFacts, facts: Facts, rules: ApplicableRules) -> Reason | None:
    """A notice that was published though nobody was missing and nothing had been tried in vain serves nobody."""
    found = published_notice_ground(attempt, facts, rules)
    return found.reason if found is not None and is_unfounded(found, facts) else None


def _why_ruled_out(attempt: AttemptFacts, facts: Facts, rules: ApplicableRules) -> Reason | None:
    """The ruling that stands says that the attempt does not count."""
    ruling, row = standing(attempt, facts.as_of), rules.removing
    if ruling is None or ruling.counts or row is None:
        return None
    return Reason(row.say, (("day", ruling.at),), row.rule)
