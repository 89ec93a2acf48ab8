"""What can be done to certificates: make those that are due, stamp those that wait, look again after a correction."""

from songda.records.proof.certificates.draft import ask_for_statement, is_unstated, make_statements_due, review
from songda.records.proof.certificates.issue import is_due, issue_due
from songda.records.proof.certificates.stamp import count_unstamped, look_again, stamp_due

__all__ = [
    "ask_for_statement",
    "count_unstamped",
    "is_due",
    "is_unstated",
    "issue_due",
    "look_again",
    "make_statements_due",
    "review",
    "stamp_due",
]
