"""Why a way of service is not open."""

from songda.core.law.attempt.applicable_rules import ApplicableRules
from songda.core.law.decision import Reason
from songda.core.law.facts import Channel


def reason_for_way(rules: ApplicableRules, channel: Channel) -> Reason:
    """Why the way is not open."""
    row = rules.way or rules.no_way
    if row is None and rules.is_closed_unverified:
        return Reason("way_not_verified", (("channel", channel),))
    if row is None:
        return Reason("no_rule_opens", (("channel", channel),))
    return Reason(row.say, (("channel", channel),), row.rule)
