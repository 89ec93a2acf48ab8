"""Why a way of service is not open."""

from songda.core.law.decision import Reason
from songda.core.law.facts import Channel
from songda.core.law.plan import AttemptPlan


def way_closed(plan: AttemptPlan, channel: Channel) -> Reason:
    """Why the way is not open."""
    if plan.way is None:
        code = "no_rule_opens" if plan.silence is None else plan.silence.say
        return Reason(code, (("channel", channel),))
    return Reason(plan.way.say, (("channel", channel),), plan.way.rule)
