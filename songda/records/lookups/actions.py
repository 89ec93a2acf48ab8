"""What is done about look-ups: requested, decided, taken back, uncovered, delayed, judged."""

from songda.records.cases.reason import Reason
from songda.records.lookups.alarms import review
from songda.records.lookups.covering import uncover
from songda.records.lookups.decide import approve, decline, withdraw
from songda.records.lookups.drafts import LookupDraft
from songda.records.lookups.request import request_lookup
from songda.records.lookups.telling import delay_telling

__all__ = [
    "LookupDraft",
    "Reason",
    "approve",
    "decline",
    "delay_telling",
    "request_lookup",
    "review",
    "uncover",
    "withdraw",
]
