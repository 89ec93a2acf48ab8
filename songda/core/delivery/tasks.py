"""The kinds of work that people must do: whose it is, how soon, and which fact ends it.

A new kind is one row here and its name in `words/*/tasks.toml`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from songda.core.terms import Budget


class Owner(StrEnum):
    """To whom a task falls at first."""

    ANYBODY = "anybody"  # whoever takes it on
    CLERK = "clerk"  # who registered the case
    JUDGE = "judge"  # of the case; nobody else ends it


class Fact(StrEnum):
    """What, once it is on record, ends a task."""

    CALLED = "called"  # and they themselves were spoken with
    CALLED_IN_VAIN = "called_in_vain"
    STRUCK = "struck"  # what had opened it was entered by mistake
    CONSENT_ANSWERED = "consent_answered"  # of a call that was to ask for it
    ADDRESS_KNOWN = "address_known"
    DEED_RECORDED = "deed_recorded"
    SERVED = "served"
    RECALLED = "recalled"
    WAY_OPEN_AGAIN = "way_open_again"  # what had closed electronic service no longer does
    COPY_SETTLED = "copy_settled"
    LINK_OPEN = "link_open"
    OBJECTION_DECIDED = "objection_decided"
    OUTCOME_KNOWN = "outcome_known"
    FINDING_SETTLED = "finding_settled"
    WITHDRAWAL_DECIDED = "withdrawal_decided"
    OFFLINE_DECIDED = "offline_decided"
    NOTICE_DECIDED = "notice_decided"
    SEEN = "seen"  # whoever had to learn of it says that they have
    CERTIFICATE_MADE = "certificate_made"
    MENDED = "mended"
    LOOKUP_ANSWERED = "lookup_answered"  # by every operator


BY_HAND = "hand"  # ended by no fact, but by somebody's word and reason
REPLACED = "replaced"  # the one in whose place it had come was opened again
ENDINGS = (*Fact, BY_HAND, REPLACED)


@dataclass(frozen=True)
class TaskKind:
    """One kind of task. `comes_again`: where papers or a wish stay open when it is ended by hand, the next is dated."""

    budget: Budget
    ended_by: frozenset[Fact]
    owner: Owner = Owner.ANYBODY
    comes_again: bool = False


def _kind(days: int, *facts: Fact, owner: Owner = Owner.ANYBODY, comes_again: bool = False) -> TaskKind:
    return TaskKind(Budget(working_days=days), frozenset({*facts, Fact.RECALLED, Fact.STRUCK}), owner, comes_again)


ROWS: Mapping[str, TaskKind] = {
    "call": _kind(1, Fact.CALLED, Fact.CALLED_IN_VAIN, Fact.CONSENT_ANSWERED, Fact.SERVED, comes_again=True),
    "find_address": _kind(2, Fact.ADDRESS_KNOWN, Fact.DEED_RECORDED, Fact.SERVED, comes_again=True),
    "serve_otherwise": _kind(2, Fact.DEED_RECORDED, Fact.SERVED, Fact.WAY_OPEN_AGAIN, comes_again=True),
    "print_paper": _kind(3, Fact.COPY_SETTLED, comes_again=True),
    "unlock": _kind(1, Fact.LINK_OPEN),
    "rule_objection": _kind(7, Fact.OBJECTION_DECIDED, owner=Owner.JUDGE),
    "check_outcome": TaskKind(Budget(minutes=240), frozenset({Fact.OUTCOME_KNOWN, Fact.RECALLED, Fact.STRUCK})),
    "decide_finding": _kind(3, Fact.FINDING_SETTLED, owner=Owner.JUDGE),
    "rule_withdrawal": _kind(3, Fact.WITHDRAWAL_DECIDED, owner=Owner.JUDGE),
    "decide_offline": _kind(3, Fact.OFFLINE_DECIDED, owner=Owner.JUDGE),
    "decide_notice": _kind(3, Fact.NOTICE_DECIDED, owner=Owner.JUDGE),
    "note_notice": _kind(1, Fact.SEEN, Fact.DEED_RECORDED, Fact.NOTICE_DECIDED, owner=Owner.CLERK),
    "note_change": _kind(1, Fact.SEEN, owner=Owner.CLERK),
    "mend_certificate": _kind(1, Fact.CERTIFICATE_MADE),
    "mend_envelope": _kind(1, Fact.MENDED),
    "check_lookup": _kind(1, Fact.LOOKUP_ANSWERED, Fact.ADDRESS_KNOWN, Fact.SERVED),
}
KINDS = tuple(ROWS)
FOR_JUDGES = frozenset(kind for kind, row in ROWS.items() if row.owner is Owner.JUDGE)


def ended_by(fact: Fact) -> list[str]:
    """The kinds of tasks that this fact ends."""
    return [kind for kind, row in ROWS.items() if fact in row.ended_by]


REASONS = (
    "no_consent",
    "unread",
    "not_me",
    "order_anew",
    "no_address",
    "unreachable",
    "offline",
    "refused",
    "not_open",
    "asked_for_paper",
    "asked_for_help",
    "too_many_tries",
    "objection",
    "unknown_outcome",
    "call_agreed",
    "call_again",
    "awaiting_judge",
    "presumed",
    "withdrawn",
    "set_offline",
    "finding_changed",
    "notice_asked",
    "notice_approved",
    "notice_declined",
    "representative_left",
    "ruled_out",
    "missing_glyph",
    "facts_undecided",
    "step_undecided",
    "message_failed",
    "report_failed",
    "certificate_failed",
    "number_found",
    "lookup_incomplete",
)
