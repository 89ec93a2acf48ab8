"""What is done about look-ups: requested, decided, taken back, uncovered, delayed, judged."""

from songda.records.delivery.lookups.alarms import review
from songda.records.delivery.lookups.covering import uncover
from songda.records.delivery.lookups.decide import approve, decline, withdraw
from songda.records.delivery.lookups.drafts import LookupDraft
from songda.records.delivery.lookups.request import request_lookup
from songda.records.delivery.lookups.telling import delay_telling
from songda.records.matter.cases.reason import Reason

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
