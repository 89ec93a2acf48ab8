"""The circumstances of a service as plain words, and the conditions under which a rule speaks of them."""

from collections.abc import Mapping
from typing import NamedTuple

Value = str | bool | None
Circumstances = Mapping[str, Value]

# What is the same for every attempt at a service, and what differs from one attempt to the next.
OF_THE_SERVICE = (
    "branch",
    "procedure",
    "stage",
    "court",
    "status_case",
    "paper",
    "zone",
    "recipient",
    "offline",
    "soldier",
    "in_custody",
    "home_law_forbids",
    "missing",
    "agent_excluded",
    "home_law_forbids_post",
    "branch_may_receive",
    "business_agent_may_receive",
    "notice_at_first_instance",
    "role",
    "must_appear",
    "deceased",
    "dissolved",
    "in_bankruptcy",
    "carried_out",
    "retrial_of",
    "pilot_court",
    "foreign_state",
)
OF_THE_ATTEMPT = (
    "channel",
    "class",
    "to",
    "shared_with_opponent",
    "capable",
    "source",
    "withholds",
    "procuratorate",
    "mandate_over",
    "of_age",
)
ALL_FIELDS = frozenset(OF_THE_SERVICE + OF_THE_ATTEMPT)


class Condition(NamedTuple):
    """`subject` must be (or, with `wanted` false, must not be) one of `values`."""

    subject: str
    values: frozenset[Value]
    wanted: bool

    def holds(self, circumstances: Circumstances) -> bool:
        """Whether the circumstances are as the condition wants them."""
        return (circumstances.get(self.subject) in self.values) is self.wanted


def first_failing(conditions: tuple[Condition, ...], circumstances: Circumstances) -> Condition | None:
    """The first condition that the circumstances do not meet."""
    for condition in conditions:
        if not condition.holds(circumstances):
            return condition
    return None
