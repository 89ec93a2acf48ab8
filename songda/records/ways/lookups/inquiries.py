"""The questions to operators: claimed in shares, answered once, asked again where there was silence.

A share is claimed and counted before the first byte goes out, and silence is never taken for "none". A number that a
call found to be somebody else's is told to the source, once.
"""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet

from songda.clock import new_id
from songda.core.evidence.canonical import Json
from songda.core.lookups import Answer, NumberState, Purpose, State, Step, allowance, cost_of
from songda.core.refusal import Refused
from songda.core.state.fold import STEPS
from songda.records.ground import vault
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.ground.evidence.premises import UntoldError, require_told, told_of
from songda.records.ground.queue import CHUNK, isolate_failures, isolating
from songda.records.ground.vault import address_index
from songda.records.matter.parties.addresses import add_address
from songda.records.matter.parties.drafts import AddressDraft
from songda.records.matter.parties.models import Address, Party
from songda.records.service.orders.overtaken import is_dead
from songda.records.service.tasks.actions import TaskDraft, open_tasks
from songda.records.ways.lookups.course import SAME_PERSON_OF_INQUIRY, finish, inquiry_event, lookup_event
from songda.records.ways.lookups.models import FoundNumber, Inquiry
from songda.records.ways.lookups.watching import enter, lock_quota, next_day, note_quotas, quota_use
from songda.registries import contract
from songda.registries.contract import (
    LARGEST_BATCH,
    BatchReply,
    RegisteredNumber,
    RegistryError,
    Reply,
    ReplyCode,
    Trouble,
    WrongNumber,
)

log = logging.getLogger(__name__)
WAITS = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2))
_FINAL: Mapping[ReplyCode, Answer] = {
    ReplyCode.NONE: Answer.NONE,
    ReplyCode.REFUSED: Answer.REFUSED,
    ReplyCode.OTHER_PERSON: Answer.OTHER_PERSON,
}
RegistryAnswer = BatchReply | RegistryError
STRANGE_AGAIN = timedelta(hours=1)
_OF_LOOKUPS = sorted(name for name in STEPS if name.startswith("lookup."))
DEAD_AFTER = timedelta(minutes=3)  # longer than any line is waited for
_HOW_FOUND = "lookup"
KIND = "mobile"  # of what operators know


@dataclass(frozen=True)
class InquiryShare:
    """Questions that this worker alone may ask, and what goes over the line for each."""

    worker: str
    inquiries: tuple[contract.Inquiry, ...]

    @property
    def ids(self) -> list[UUID]:
        """The ids of the questions."""
        return [one.id for one in self.inquiries]


def claim_share(worker: str, now: datetime) -> InquiryShare | None:
    """The next share of whichever purpose may have one now; None when nothing may go out."""
    for purpose in Purpose:
        if share := _claim(purpose.value, worker, now):
            return share
    return None


@transaction.atomic
def _claim(purpose: str, worker: str, now: datetime) -> InquiryShare | None:
    """Nobody leaves a case between this look and the claim: a question of a closed case is not among them.

    Nor is one whose party is somebody else than whom another person approved: names and numbers that go out are read in
    the statement that compares them.
    """
    due = Inquiry.objects.filter(
        step=Step.DUE.value,
        send_after__lte=now,
        lookup__purpose=purpose,
        lookup__state=State.APPROVED.value,
        lookup__valid_until__gt=now,
    ).exclude(lookup__case__closed_at__isnull=False)
    due = due.filter(SAME_PERSON_OF_INQUIRY, ~Q(is_dead("lookup__party")), lookup__party__removed_at=None)
    if not due.exists():
        return None
    room = allowance(quota_use(lock_quota(purpose, now), now), now)
    rows = due.select_related("lookup__case", "lookup__party").order_by("send_after", "id")
    taken = _told(list(rows.select_for_update(skip_locked=True, of=("self",))[:room]), now)
    if not taken:
        return None
    for one in taken:
        one.times_asked += 1
    Inquiry.objects.filter(id__in=[one.id for one in taken]).update(
        step=Step.ASKING.value, claimed_at=now, claimed_by=worker, times_asked=F("times_asked") + 1
    )
    enter(taken, purpose, now)
    record([inquiry_event("inquiry.sent", one, now, time=one.times_asked) for one in taken], now)
    return InquiryShare(worker, tuple(_question(one) for one in taken))


def _told(due: Sequence[Inquiry], now: datetime) -> list[Inquiry]:
    """Those whose request stands so in the log, approved by another person; the others wait, and are told of."""
    told = told_of([f"lookup:{one.lookup_id}" for one in due], _OF_LOOKUPS)
    strange = list[Inquiry]()
    for one in due:
        try:
            of_log = told.lookups.get(str(one.lookup_id))
            require_told(one.lookup, of_log)
            if of_log is None or one.operator not in of_log.operators:
                raise UntoldError(one, ["operator"])  # noqa: TRY301 - as the row of the request
        except UntoldError as wrong:
            log.error("nobody is asked: %s", wrong)  # noqa: TRY400 - the words say it all
            strange.append(one)
    if strange:
        Inquiry.objects.filter(id__in=[one.id for one in strange]).update(send_after=now + STRANGE_AGAIN)
    return [one for one in due if one not in strange]


def _question(one: Inquiry) -> contract.Inquiry:
    lookup, party = one.lookup, one.lookup.party
    return contract.Inquiry(one.id, one.operator, lookup.purpose, lookup.case.number, party.name, party.number)


@isolating
def free_dead_claims(now: datetime) -> int:
    """Questions of a worker that died are asked again; under the same id that is the same question.

    Each time counts as a try: one that was asked as often as any ends as one that nobody answered, and people are told.
    """
    dead = Inquiry.objects.filter(step=Step.ASKING.value, claimed_at__lt=now - DEAD_AFTER)
    again = dead.filter(times_asked__lte=len(WAITS)).update(step=Step.DUE.value, send_after=now, claimed_by="")
    spent = dead.filter(times_asked__gt=len(WAITS)).order_by("id").select_for_update(skip_locked=True)
    ids = list(spent.values_list("id", flat=True)[:CHUNK])
    _note_each(ids, partial(_note, held=dead, action_for=lambda _one: _silent(None), digest="", now=now))
    return again + len(ids)


@dataclass
class _Outcomes:
    """What became of a share: written at once, so that a hundred answers cost a few statements."""

    now: datetime
    digest: str = ""
    costs: Mapping[str, int] = field(default_factory=lambda: settings.REGISTRY_COSTS)
    closed: list[Inquiry] = field(default_factory=list)
    again: list[Inquiry] = field(default_factory=list)
    numbers: list[tuple[Inquiry, tuple[RegisteredNumber, ...]]] = field(default_factory=list)


@isolating
def note_answers(share: InquiryShare, answer: RegistryAnswer, now: datetime) -> None:
    """Write what came, only where the claim still holds: a question that ended meanwhile keeps nothing.

    An answer that cannot be worked with is none, and holds no other up.
    """
    held = Inquiry.objects.filter(step=Step.ASKING.value, claimed_by=share.worker)
    digest = "" if isinstance(answer, RegistryError) else answer.digest.hex()
    note = partial(_note, held=held, digest=digest, now=now)
    spoiled = _note_each(share.ids, partial(note, action_for=_actions_for(answer)))
    _note_each(spoiled, partial(note, action_for=lambda _one: _silent(None)))
    _, unnoted = isolate_failures(answer.quotas, lambda quotas: note_quotas(quotas, now))
    for one in unnoted:
        log.error("what the registry says of its quota cannot be noted (%s)", one.kind)


def _note_each(ids: Sequence[UUID], note: Callable[[Sequence[UUID]], None]) -> list[UUID]:
    """Note what became of these questions; gives those of which that cannot be noted, which keeps no other from it."""
    _, failed = isolate_failures(ids, note)
    for one in failed:
        log.error("what became of question %s cannot be noted (%s)", one.row, one.kind)
    return [one.row for one in failed]


Action = Callable[[Inquiry, _Outcomes], None]


def _note(
    ids: Sequence[UUID],
    held: "QuerySet[Inquiry]",
    action_for: Callable[[Inquiry], Action],
    digest: str,
    now: datetime,
) -> None:
    """The rows are read each time anew: what an answer that spoiled the others made of them counts for nothing.

    Nothing is kept of whom the party was before a correction: those questions wait for the end of their request.
    """
    rows = held.filter(SAME_PERSON_OF_INQUIRY, id__in=ids).select_related(
        "lookup__case__court", "lookup__party__acts_for"
    )
    inquiries = list(rows.select_for_update(of=("self",)))
    outcomes = _Outcomes(now, digest)
    for one in inquiries:
        action_for(one)(one, outcomes)
    _write(outcomes)
    finish([one.lookup for one in inquiries], now)


def _actions_for(answer: RegistryAnswer) -> Callable[[Inquiry], Action]:
    """What is to be done with each question."""
    if isinstance(answer, RegistryError):
        trouble = answer.trouble
        return lambda _one: _wait_for_quota if trouble is Trouble.QUOTA else _silent(trouble)
    replies: dict[UUID, Reply] = {reply.inquiry_id: reply for reply in answer.replies}
    return lambda one: _action_for(replies.get(one.id))


def _action_for(reply: Reply | None) -> Action:
    if reply is None or reply.code is ReplyCode.LATER:
        return _silent(None)
    if reply.code is ReplyCode.QUOTA:
        return _wait_for_quota
    if reply.code is ReplyCode.TIME_OUT:
        return _silent(Trouble.TIME_OUT)
    return lambda one, outcomes: _answered(one, reply, outcomes)


def _answered(one: Inquiry, reply: Reply, outcomes: _Outcomes) -> None:
    in_use = any(registered.state is NumberState.IN_USE for registered in reply.numbers)
    answer = _FINAL.get(reply.code) or (Answer.NUMBERS if in_use else Answer.SUSPENDED)
    one.reason = reply.reason
    _close(one, answer, outcomes)
    outcomes.numbers.append((one, reply.numbers))


def _silent(trouble: Trouble | None) -> Action:
    """Ask again with growing waits; in the end it is on record that nobody answered."""
    final = Answer.TIME_OUT if trouble is Trouble.TIME_OUT else Answer.MISSING

    def note(one: Inquiry, outcomes: _Outcomes) -> None:
        if one.times_asked > len(WAITS):
            _close(one, final, outcomes)
            return
        _ask_again(one, outcomes.now + WAITS[one.times_asked - 1], outcomes)

    return note


def _wait_for_quota(one: Inquiry, outcomes: _Outcomes) -> None:
    """The day's quota is used up: the question was not looked at, and is asked when the next day begins."""
    one.times_asked -= 1
    _ask_again(one, next_day(outcomes.now), outcomes)


def _ask_again(one: Inquiry, at: datetime, outcomes: _Outcomes) -> None:
    one.send_after = at
    outcomes.again.append(one)


def _close(one: Inquiry, answer: Answer, outcomes: _Outcomes) -> None:
    one.answer = answer.value
    one.cost_fen = cost_of(answer, one.operator, outcomes.costs)
    outcomes.closed.append(one)


def _write(outcomes: _Outcomes) -> None:
    """The rows, those alike in one statement; then the events; then the numbers, which become addresses."""
    for (at, times), alike in _rows_by_columns(outcomes.again, "send_after", "times_asked"):
        alike.update(step=Step.DUE.value, send_after=at, times_asked=times, claimed_by="")
    for (answer, reason, fen), alike in _rows_by_columns(outcomes.closed, "answer", "reason", "cost_fen"):
        alike.update(step=Step.CLOSED.value, answer=answer, reason=reason, cost_fen=fen, answered_at=outcomes.now)
    registered = {one.id: numbers for one, numbers in outcomes.numbers}
    record([_answer_event(one, registered.get(one.id), outcomes) for one in outcomes.closed], outcomes.now)
    for one, numbers in outcomes.numbers:
        if numbers:
            keep_numbers(one, numbers, outcomes.now)


def _rows_by_columns(rows: Sequence[Inquiry], *columns: str) -> Iterator[tuple[tuple[Any, ...], "QuerySet[Inquiry]"]]:
    """The rows by what is to be written into these columns."""
    groups: dict[tuple[Any, ...], list[UUID]] = {}
    for one in rows:
        groups.setdefault(tuple(getattr(one, column) for column in columns), []).append(one.id)
    for values, ids in groups.items():
        yield values, Inquiry.objects.filter(id__in=ids)


def _answer_event(one: Inquiry, numbers: tuple[RegisteredNumber, ...] | None, outcomes: _Outcomes) -> NewEvent:
    """How the question ended; `numbers` is None where nobody answered it."""
    data: dict[str, Json] = {
        "inquiry": str(one.id),
        "operator": one.operator,
        "answer": one.answer,
        "reason": one.reason,
        "times": one.times_asked,
        "numbers": len(numbers or ()),
        "cost_fen": one.cost_fen,
        "answer_sha256": "" if numbers is None else outcomes.digest,
    }
    private: dict[str, Json] = {"numbers": [registered.value for registered in numbers]} if numbers else {}
    return lookup_event("inquiry.answered", one.lookup, "provider:registry", outcomes.now, data, private)


def keep_numbers(inquiry: Inquiry, numbers: Sequence[RegisteredNumber], now: datetime) -> None:
    """Seal what the operator named; what is in use becomes an address, and somebody is asked to call."""
    party = inquiry.lookup.party
    rows = [_row(inquiry, registered, party, now) for registered in numbers]
    FoundNumber.objects.bulk_create(rows)
    if any(row.address_id for row in rows):
        open_tasks([TaskDraft("call", "number_found", inquiry.lookup.case, party=party)], now)


def _row(inquiry: Inquiry, registered: RegisteredNumber, party: Party, now: datetime) -> FoundNumber:
    number_id = new_id()
    row = FoundNumber(
        id=number_id,
        inquiry=inquiry,
        value_sealed=vault.seal_text(f"found_number.value:{number_id}", registered.value),
        state=registered.state.value,
        found_at=now,
    )
    if registered.state is not NumberState.IN_USE:
        row.why_unused = registered.state.value
        return row
    row.address, row.why_unused = _address(party, registered.value, now)
    return row


def _address(party: Party, value: str, now: datetime) -> tuple[Address | None, str]:
    """The address, or why there is none: barred for this person, the opponent's, on file already."""
    known = party.addresses.filter(kind=KIND, value_index=address_index(KIND, value), retired_at=None).first()
    if known is not None:
        return None, "address_exists"
    try:
        return add_address(party, AddressDraft(KIND, value, "found", _HOW_FOUND), "provider:registry", now), ""
    except Refused as refused:
        return None, refused.code


def wrong_numbers() -> list[WrongNumber]:
    """Found numbers that were rejected since and that the source does not know of; a report has its number's id."""
    rejected = FoundNumber.objects.filter(address__address_class="rejected", reported_at=None).exclude(
        value_sealed=None
    )
    return [WrongNumber(one.id, one.inquiry_id, one.value) for one in rejected.order_by("id")[:LARGEST_BATCH]]


@transaction.atomic
def note_reported(taken: Sequence[UUID], now: datetime) -> None:
    """The source took these."""
    rows = FoundNumber.objects.filter(id__in=list(taken), reported_at=None).select_for_update(of=("self",))
    reported = list(rows.select_related("inquiry__lookup").order_by("id"))
    FoundNumber.objects.filter(id__in=[one.id for one in reported]).update(reported_at=now)
    record([inquiry_event("number.reported", one.inquiry, now, number=str(one.id)) for one in reported], now)
