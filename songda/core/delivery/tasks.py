"""The kinds of work that people must do: whose it is, how soon, who is told when it is late, which fact ends it.

A new kind is one row here and its name in `words/*/tasks.toml`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from uuid import UUID

from songda.core.delivery.carriage import MISHAPS_IN_ORDER, Defect
from songda.core.terms import Addressee, Budget, Rung, Wait


class Owner(StrEnum):
    """To whom a task falls at first."""

    ANYBODY = "anybody"  # whoever takes it on
    CLERK = "clerk"  # who registered the case
    JUDGE = "judge"  # of the case; nobody else ends it
    APPROVER = "approver"  # the judge of the case, or a supervisor; never whoever asked


class Lane(StrEnum):
    """Where the work is done: on the telephone, on paper, at the judge's desk."""

    CALLS = "calls"
    PAPER = "paper"
    JUDGE = "judge"


class Fact(StrEnum):
    """What, once it is on record, ends a task."""

    CALLED = "called"  # and they themselves were spoken with
    CALLED_IN_VAIN = "called_in_vain"
    LINE_TOLD = "line_told"  # what the line did in a notice call, otherwise than it was known when this was asked
    STRUCK = "struck"  # what had opened it was entered by mistake
    CONSENT_ANSWERED = "consent_answered"  # of a call that was to ask for it
    ADDRESS_KNOWN = "address_known"
    DEED_RECORDED = "deed_recorded"
    LETTER_PLANNED = "letter_planned"  # the papers go by post; of a letter that stays away another task tells
    LETTER_MENDED = "letter_mended"  # set anew without a fault, or taken out
    CARRIAGE_SETTLED = "carriage_settled"  # what became of a letter is proved, or somebody decided it
    CARRIAGE_RULED = "carriage_ruled"  # by the judge, where a carrier contradicts what is on record
    SERVED = "served"
    RECALLED = "recalled"
    CORRECTED = "corrected"  # the corrected papers go to them in place of these
    OLD_HEARING = "old_hearing"  # what was to be served calls to no hearing any more
    DIED = "died"  # whom it was about
    CASE_CLOSED = "case_closed"
    WAY_OPEN_AGAIN = "way_open_again"  # what had closed electronic service no longer does
    COPY_SETTLED = "copy_settled"
    LINK_OPEN = "link_open"
    OBJECTION_DECIDED = "objection_decided"
    OUTCOME_KNOWN = "outcome_known"
    FINDING_SETTLED = "finding_settled"
    WITHDRAWAL_DECIDED = "withdrawal_decided"
    OFFLINE_DECIDED = "offline_decided"
    NOTICE_DECIDED = "notice_decided"
    NOTICE_BACK = "notice_back"  # the page of a public notice stands again, or was taken away for good
    GAP_WEIGHED = "gap_weighed"  # what follows from a time without the notice
    MALFUNCTION_WEIGHED = "malfunction_weighed"  # what follows from a time in which the system was away
    SEEN = "seen"  # whoever had to learn of it says that they have
    CERTIFICATE_MADE = "certificate_made"
    MENDED = "mended"
    LOOKUP_ANSWERED = "lookup_answered"  # by every operator
    LOOKUP_DECIDED = "lookup_decided"  # approved, declined, taken back, or its time is over
    WISH_ENDED = "wish_ended"  # they no longer want what was asked for them
    ACKNOWLEDGED = "acknowledged"  # the person themselves confirmed receipt
    SUMMONED = "summoned"  # a paper that names the hearing as it is was ordered for them
    VISIT_LOOKED_AT = "visit_looked_at"  # every report of these papers was accepted or set aside
    ENTRUSTED_ANSWERED = "entrusted_answered"  # served, back, refused, or taken back by whoever had asked
    HEARING_CHANGED = "hearing_changed"  # once more: other work came in its place


BY_HAND = "hand"  # ended by no fact, but by somebody's word and reason
REPLACED = "replaced"  # the one in whose place it had come was opened again
ENDINGS = (*Fact, BY_HAND, REPLACED)


LATE = Rung("late", 0, (Addressee.OWNER, Addressee.CLERK))
VERY_LATE = Rung("very_late", 2, (Addressee.SUPERVISOR,))
EVERY_RUNG = (LATE, VERY_LATE)
RUNGS = tuple(rung.name for rung in EVERY_RUNG)


@dataclass(frozen=True)
class TaskKind:
    """One kind of task.

    `comes_again`: where papers or a wish stay open when it is ended by hand, the next is dated. `waits_for`: while
    that is open for the same envelope or person, the clock stands still. `days_before_hearing`: so much earlier than
    the hearing its own term ends. `rungs`: who is told when it is late.
    """

    budget: Budget
    ended_by: frozenset[Fact]
    lane: Lane
    owner: Owner = Owner.ANYBODY
    comes_again: bool = False
    days_before_hearing: int = 0
    waits_for: frozenset[Wait] = frozenset()
    rungs: tuple[Rung, ...] = EVERY_RUNG


def _kind(lane: Lane, budget: Budget, *facts: Fact, waits_for: Wait | None = None, again: bool = False) -> TaskKind:
    waits = frozenset({waits_for} if waits_for else ())
    more = {Fact.DIED, Fact.CASE_CLOSED} if lane is Lane.CALLS or Fact.SERVED in facts or again else set()
    more |= {Fact.OLD_HEARING} if Fact.CORRECTED in facts else set()
    ends = frozenset({*facts, *more, Fact.RECALLED, Fact.STRUCK})
    return TaskKind(budget, ends, lane, comes_again=again, waits_for=waits)


def _decision(days: int, fact: Fact) -> TaskKind:
    """What falls to the judge of the case, and ends by their decision alone."""
    return replace(_kind(Lane.JUDGE, _days(days), fact), owner=Owner.JUDGE)


def _note(*facts: Fact) -> TaskKind:
    """What the clerk of the case has to learn of."""
    return replace(_kind(Lane.PAPER, _days(1), Fact.SEEN, *facts), owner=Owner.CLERK)


def _days(count: int) -> Budget:
    return Budget(working_days=count)


_CALLS, _PAPER = Lane.CALLS, Lane.PAPER
_CALLED = (Fact.LINE_TOLD, Fact.CALLED, Fact.CALLED_IN_VAIN)
_ANSWERED = (*_CALLED, Fact.CONSENT_ANSWERED, Fact.SERVED, Fact.CORRECTED, Fact.WISH_ENDED)
_ELSEWHERE = (Fact.DEED_RECORDED, Fact.LETTER_PLANNED, Fact.SERVED, Fact.CORRECTED, Fact.WAY_OPEN_AGAIN)
_FOUND = (Fact.LINE_TOLD, Fact.ADDRESS_KNOWN, Fact.DEED_RECORDED, Fact.LETTER_PLANNED, Fact.SERVED, Fact.CORRECTED)
_SUMMONED = frozenset({Fact.SUMMONED, Fact.HEARING_CHANGED})  # taking the old summons back calls nobody to the hearing
_HEARD = (Fact.LOOKUP_ANSWERED, Fact.ADDRESS_KNOWN, Fact.SERVED)

ROWS: Mapping[str, TaskKind] = {
    "call": _kind(_CALLS, _days(1), *_ANSWERED, again=True),
    "find_address": _kind(_CALLS, _days(2), *_FOUND, waits_for=Wait.LOOKUP, again=True),
    "serve_otherwise": _kind(_PAPER, _days(2), *_ELSEWHERE, waits_for=Wait.JUDGE, again=True),
    "print_paper": _kind(_PAPER, _days(3), Fact.COPY_SETTLED, Fact.LETTER_PLANNED, Fact.WISH_ENDED, again=True),
    "mend_letter": _kind(_PAPER, _days(1), Fact.LETTER_MENDED, Fact.SERVED),
    "check_carriage": _kind(_PAPER, _days(1), Fact.CARRIAGE_SETTLED, Fact.LETTER_PLANNED, Fact.SERVED),
    "decide_carriage": _decision(3, Fact.CARRIAGE_RULED),
    "unlock": _kind(_CALLS, _days(1), Fact.LINK_OPEN),
    "rule_objection": _decision(7, Fact.OBJECTION_DECIDED),
    "check_outcome": _kind(_PAPER, Budget(minutes=240), Fact.OUTCOME_KNOWN),
    "decide_finding": _decision(3, Fact.FINDING_SETTLED),
    "rule_withdrawal": _decision(3, Fact.WITHDRAWAL_DECIDED),
    "decide_offline": _decision(3, Fact.OFFLINE_DECIDED),
    "decide_notice": _decision(3, Fact.NOTICE_DECIDED),
    "weigh_gap": _decision(2, Fact.GAP_WEIGHED),
    "restore_notice": replace(_kind(Lane.PAPER, Budget(minutes=60), Fact.NOTICE_BACK), owner=Owner.CLERK),
    "weigh_malfunction": _decision(2, Fact.MALFUNCTION_WEIGHED),
    "note_notice": _note(Fact.DEED_RECORDED, Fact.NOTICE_DECIDED),
    "note_change": _note(),
    "enter_agent": _note(),
    "enter_helper": _note(),
    "mend_certificate": _kind(_PAPER, _days(1), Fact.CERTIFICATE_MADE),
    "mend_envelope": _kind(_PAPER, _days(1), Fact.MENDED),
    "confirm_person": replace(  # in a case about somebody's status
        _kind(_CALLS, _days(3), Fact.ACKNOWLEDGED, Fact.DEED_RECORDED), days_before_hearing=5
    ),
    "check_lookup": _kind(_CALLS, _days(1), *_HEARD, waits_for=Wait.LOOKUP),
    "summon_anew": TaskKind(_days(1), _SUMMONED | {Fact.DIED, Fact.CASE_CLOSED}, _PAPER, Owner.CLERK, comes_again=True),
    "tell_of_hearing": TaskKind(_days(1), _SUMMONED | {Fact.CALLED, Fact.DIED}, _CALLS, Owner.CLERK),
    "look_at_visit": _kind(_PAPER, _days(1), Fact.VISIT_LOOKED_AT),
    "await_entrusted": _kind(_PAPER, _days(10), Fact.ENTRUSTED_ANSWERED),
    "serve_entrusted": _kind(_PAPER, _days(10), Fact.ENTRUSTED_ANSWERED),
    "stop_entrusted": TaskKind(Budget(minutes=240), frozenset({Fact.SEEN, Fact.ENTRUSTED_ANSWERED}), _PAPER),
    "stop_notice": _note(),  # a public notice that stands for somebody who is gone
    "ask_heirs": TaskKind(_days(3), frozenset({Fact.STRUCK, Fact.CASE_CLOSED}), _PAPER, Owner.CLERK),
    "find_out_death": TaskKind(
        _days(2), frozenset({Fact.DIED, Fact.STRUCK, Fact.SERVED, Fact.CASE_CLOSED}), _PAPER, Owner.CLERK
    ),
    "approve_lookup": replace(_kind(_CALLS, _days(1), Fact.LOOKUP_DECIDED), owner=Owner.APPROVER),
}
KINDS = tuple(ROWS)
# Tasks that lead on to a service; others (print a paper, see a change) may be open beside it and carry nothing.
_DECIDING = frozenset(
    {"decide_carriage", "decide_finding", "decide_notice", "decide_offline", "rule_objection", "rule_withdrawal"}
)
CARRYING = frozenset(
    {kind for kind, row in ROWS.items() if Fact.SERVED in row.ended_by} | _DECIDING | {"note_notice", "mend_envelope"}
)
# Of what others serve the task's day is the end of their term, which is before that of the court's own patience.
LEADS_ON = CARRYING | {"await_entrusted"}
CARRYING_CLOSED = frozenset({"rule_objection"})  # what may still be asked of a service at its end
OF_HEARINGS = frozenset({"summon_anew", "tell_of_hearing"})
LANES: Mapping[Lane, tuple[str, ...]] = {
    lane: tuple(kind for kind, row in ROWS.items() if row.lane is lane) for lane in Lane
}
FOR_JUDGES = frozenset(kind for kind, row in ROWS.items() if row.owner is Owner.JUDGE)
FOR_APPROVERS = frozenset(kind for kind, row in ROWS.items() if row.owner is Owner.APPROVER)
BY_DECISION = FOR_JUDGES | FOR_APPROVERS | {"serve_entrusted"}  # what no word of anybody ends


def waiting_for(wait: Wait) -> list[str]:
    """The kinds of tasks whose clock stands still while that is waited for."""
    return [kind for kind, row in ROWS.items() if wait in row.waits_for]


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
    "letter_stopped",
    "letter_stuck",
    *(f"carrier_{word.value}" for word in (*Defect, *MISHAPS_IN_ORDER)),
    "carrier_no_proof",
    "carrier_silent",
    "carrier_contradicts",
    "not_open",
    "asked_for_paper",
    "asked_for_help",
    "too_many_tries",
    "objection",
    "unknown_outcome",
    "call_agreed",
    "call_again",
    "nobody_competent",
    "family_answered",
    "has_lawyer",
    "wants_helper",
    "notice_unheard",
    "notice_read",
    "awaiting_judge",
    "presumed",
    "withdrawn",
    "set_offline",
    "finding_changed",
    "address_named",
    "account_shared",
    "account_left",
    "notice_asked",
    "notice_approved",
    "notice_declined",
    "notice_gap",
    "notice_down",
    "malfunction",
    "representative_left",
    "ruled_out",
    "missing_glyph",
    "facts_undecided",
    "step_undecided",
    "message_failed",
    "report_failed",
    "report_unread",
    "report_reread",
    "certificate_failed",
    "record_contradicts_log",
    "impossible_order",
    "number_found",
    "lookup_incomplete",
    "lookup_requested",
    "found_first_called",
    "status_case",
    "care",
    "hearing_moved",
    "hearing_cancelled",
    "hearing_room",
    "visit_reported",
    "entrusted_out",
    "entrusted_in",
    "entrusted_refused",
    "entrusted_back",
    "entrusted_overtaken",
    "notice_of_gone",
    "entrusted_tell",
    "died",
    "said_deceased",
)


# To whom a new task falls that is nobody's yet: a court's choice among four rules.
class HandingRule(StrEnum):
    """How new tasks are given out."""

    NOBODY = "nobody"  # whoever takes it on
    CASE_CLERK = "case_clerk"  # who registered the case
    ROUND_ROBIN = "round_robin"  # one after the other
    LEAST_LOAD = "least_load"  # whoever has the fewest open tasks


def next_in_turn(present: Sequence[UUID], last: UUID | None) -> UUID | None:
    """Whose turn it is after `last`, among those who are there, in the order of their ids; None where nobody is."""
    if not present:
        return None
    order = sorted(present)
    return next((one for one in order if last is not None and one > last), order[0])


def least_loaded(present: Sequence[UUID], load: Mapping[UUID, int]) -> UUID | None:
    """Who of those who are there has the fewest open tasks, the first by id where several do; None where nobody is."""
    return min(present, key=lambda one: (load.get(one, 0), one), default=None)


def who_is_there(person: UUID, stands_in: Mapping[UUID, UUID]) -> UUID | None:
    """The person, or whoever stands in for them, or for that one in turn; None where all of them are away."""
    seen = {person}
    while person in stands_in:
        person = stands_in[person]
        if person in seen:
            return None
        seen.add(person)
    return person
