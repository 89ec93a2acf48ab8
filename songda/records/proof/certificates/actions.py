"""What can be done to certificates: make those that are due, stamp those that wait, look again after a correction."""

from songda.records.proof.certificates.draft import review
from songda.records.proof.certificates.issue import is_due, issue_due
from songda.records.proof.certificates.stamp import count_unstamped, look_again, stamp_due

__all__ = ["count_unstamped", "is_due", "issue_due", "look_again", "review", "stamp_due"]
