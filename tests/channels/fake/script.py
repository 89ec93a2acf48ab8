"""What the fake way of reaching a person should do with the messages to an address."""

from dataclasses import dataclass

from songda.channels.contract import Outcome, ReportKind


@dataclass(frozen=True)
class Script:
    """The outcome of the submission and the reports, by when they come."""

    outcome: Outcome = Outcome.ACCEPTED
    code: str = "0"
    before: tuple[ReportKind, ...] = ()  # reports that come before the submission is answered
    after: tuple[ReportKind, ...] = ()  # reports that come as soon as it is answered
    later: tuple[ReportKind, ...] = ()  # reports that wait until `release()` is called
    parts: int = 1


ARRIVES = Script(after=(ReportKind.ARRIVED,))
ARRIVES_FIRST = Script(before=(ReportKind.ARRIVED,))
ARRIVES_TWICE = Script(after=(ReportKind.ARRIVED, ReportKind.ARRIVED))
ARRIVES_LATER = Script(later=(ReportKind.ARRIVED,))
NEVER_REPORTS = Script()
FAILS = Script(after=(ReportKind.FAILED,))
BOUNCES = Script(after=(ReportKind.ARRIVED, ReportKind.BOUNCED))
REJECTED = Script(Outcome.REJECTED, "refused")
THROTTLED = Script(Outcome.RETRY_LATER, "throttled")
NOT_SENT = Script(Outcome.NOT_SENT, "not-connected")
UNKNOWN = Script(Outcome.UNKNOWN, "no-answer")
UNKNOWN_BUT_ARRIVES = Script(Outcome.UNKNOWN, "no-answer", later=(ReportKind.ARRIVED,))
