"""Why a way of service is not open."""

from songda.core.law.attempt.applicable_rules import ApplicableRules
from songda.core.law.decision import Reason
from songda.core.law.facts import Channel


def reason_for_way(rules: ApplicableRules, channel: Channel) -> Reason:
    """Why the way is not open."""
    if rules.way is None:
        code = "no_rule_opens" if rules.no_way is None else rules.no_way.say
        return Reason(code, (("channel", channel),))
    return Reason(rules.way.say, (("channel", channel),), rules.way.rule)
