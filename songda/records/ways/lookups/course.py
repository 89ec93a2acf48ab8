"""The course of a request: how the log tells it, the clocks that stand still meanwhile, and its end.

It ends when the case is closed, the party left it, who the party is was corrected, the time ran out, or every operator
was heard.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q

from songda.core.delivery.incidents import Work
from songda.core.delivery.tasks import Fact
from songda.core.evidence.canonical import Json
from songda.core.lookups import OPEN, UNANSWERED, Answer, State, Step
from songda.core.state.fold import STEPS
from songda.core.terms import Wait
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.ground.evidence.premises import UntoldError, require_told, told_of, told_streams
from songda.records.ground.incidents.stuck import do_each, may_be_tried
from songda.records.ground.queue import CHUNK
from songda.records.service.orders.overtaken import is_dead, the_dead
from songda.records.service.tasks.actions import TaskDraft, end_by_fact, open_tasks, pause_clocks, resume_clocks
from songda.records.ways.lookups.models import Inquiry, Lookup

# Nobody may be asked any more.
GONE = Q(case__closed_at__isnull=False) | Q(party__removed_at__isnull=False) | Q(is_dead("party"))
# Whom the party is now is whom somebody asked for and another person approved: nobody else is asked about.
SAME_PERSON = Q(subject_index=F("party__number_index"), name_index=F("party__name_index"))
SAME_PERSON_OF_INQUIRY = Q(
    lookup__subject_index=F("lookup__party__number_index"), lookup__name_index=F("lookup__party__name_index")
)


_PREMISES = sorted(name for name in STEPS if name.startswith(("lookup.", "case.", "party.", "representative.")))


@transaction.atomic
def end_pending(now: datetime) -> int:
    """End the open requests of closed cases, of parties who left or are somebody else by now, and of past dates."""
    over = Lookup.objects.filter(GONE | ~SAME_PERSON | Q(valid_until__lte=now), state__in=OPEN).order_by("id")
    ready = over.filter(may_be_tried(Work.END_LOOKUP, now)).select_for_update(skip_locked=True, of=("self",))
    locked = list(ready.select_related("case", "party")[:CHUNK])
    do_each(Work.END_LOOKUP, locked, transaction.atomic(lambda lookup: _end(lookup, now)), now)
    return len(locked)


def _end(lookup: Lookup, now: datetime) -> None:
    _require_told(lookup)
    is_gone = _why_over(lookup) in {"case_closed", "party_left", "died"}
    state = State.ENDED if is_gone or not is_of_same_person(lookup) else State.EXPIRED
    close_inquiries(lookup, now)
    lookup.state, lookup.over_at = state.value, now
    lookup.save(update_fields=["state", "over_at"])
    name = "lookup.ended" if state is State.ENDED else "lookup.expired"
    record([lookup_event(name, lookup, "engine", now, {"why": _why_over(lookup)})], now)
    end_approval(lookup, "engine", now)
    start_clocks([lookup.party_id], "engine", now)
    if not is_gone:
        open_incomplete([lookup], now)


def _require_told(lookup: Lookup) -> None:
    """Raise `UntoldError` unless what it ends for is as events tell."""
    party = f"party:{lookup.party_id}"
    told = told_of([f"lookup:{lookup.id}", f"case:{lookup.case_id}", party], _PREMISES)
    require_told(lookup, told.lookups.get(str(lookup.id)))
    require_told(lookup.case, told.cases.get(str(lookup.case_id)))
    require_told(lookup.party, told.parties.get(str(lookup.party_id)))
    if not is_of_same_person(lookup) and not told_streams([party], ["party.corrected"]):
        raise UntoldError(lookup, ["name_index", "subject_index"])


def _why_over(lookup: Lookup) -> str:
    if lookup.case.closed_at is not None:
        return "case_closed"
    if lookup.party.removed_at is not None:
        return "party_left"
    if the_dead([lookup.party_id]):
        return "died"
    return "time_over" if is_of_same_person(lookup) else "person_corrected"


def is_of_same_person(lookup: Lookup) -> bool:
    """Whether name and identity number of the party are still those that the look-up was requested for."""
    party = lookup.party
    asked_for = (bytes(lookup.subject_index), bytes(lookup.name_index))
    return asked_for == (bytes(party.number_index or b""), bytes(party.name_index))


def end_approval(lookup: Lookup, by: str, now: datetime) -> None:
    """Nobody need approve it any more, whatever came of it."""
    end_by_fact(Fact.LOOKUP_DECIDED, Q(party=lookup.party_id), by, now)


def close_inquiries(lookup: Lookup, now: datetime) -> None:
    """Whatever is still open is asked no more: not asked at all, or asked and without an answer."""
    open_inquiries = lookup.inquiries.exclude(step=Step.CLOSED.value)
    open_inquiries.filter(times_asked=0).update(step=Step.CLOSED.value, answer=Answer.NOT_ASKED.value, answered_at=now)
    open_inquiries.update(step=Step.CLOSED.value, answer=Answer.MISSING.value, answered_at=now)


@transaction.atomic
def finish(lookups: Sequence[Lookup], now: datetime) -> None:
    """Close the requests to which every operator is accounted for; where one did not answer, a task opens."""
    waiting = Inquiry.objects.exclude(step=Step.CLOSED.value).values("lookup_id")
    ids = [lookup.id for lookup in lookups]
    done = Lookup.objects.filter(id__in=ids, state=State.APPROVED.value).exclude(id__in=waiting).order_by("id")
    locked = list(done.select_for_update(of=("self",)).select_related("case__court", "party"))
    if not locked:
        return
    Lookup.objects.filter(id__in=[one.id for one in locked]).update(state=State.ANSWERED.value, over_at=now)
    added = sums_of([one.id for one in locked])
    record([lookup_event("lookup.answered", one, "engine", now, dict(added[one.id])) for one in locked], now)
    whole = [one.party_id for one in locked if not any(added[one.id].get(answer.value) for answer in UNANSWERED)]
    start_clocks([one.party_id for one in locked], "engine", now)
    end_by_fact(Fact.LOOKUP_ANSWERED, Q(party__in=whole), "engine", now)
    open_incomplete(locked, now)


def sums(lookup: Lookup) -> dict[str, int]:
    """Asked n, got m, by what came; at the end the parts add up to what was asked."""
    return sums_of([lookup.id])[lookup.id]


def sums_of(lookup_ids: Sequence[UUID]) -> dict[UUID, dict[str, int]]:
    """The sums of each of these, in one statement."""
    came: dict[UUID, Counter[str]] = {lookup_id: Counter() for lookup_id in lookup_ids}
    for lookup_id, answer in Inquiry.objects.filter(lookup__in=lookup_ids).values_list("lookup_id", "answer"):
        came[lookup_id][answer] += 1
    return {lookup_id: _summed(answers) for lookup_id, answers in came.items()}


def _summed(answers: Counter[str]) -> dict[str, int]:
    kinds = {answer.value: answers[answer.value] for answer in Answer if answers[answer.value]}
    unanswered = sum(kinds.get(answer.value, 0) for answer in UNANSWERED)
    got = sum(kinds.values()) - unanswered - kinds.get("not_asked", 0)  # who has still to answer has no kind yet
    return {"asked": answers.total(), "got": got, **kinds}


def open_incomplete(lookups: Sequence[Lookup], now: datetime) -> None:
    """Silence is never "no number": somebody sees to the operators that did not answer."""
    silent = Inquiry.objects.filter(lookup__in=[one.id for one in lookups], answer__in=[a.value for a in UNANSWERED])
    ids = set(silent.values_list("lookup_id", flat=True))
    drafts = [
        TaskDraft("check_lookup", "lookup_incomplete", one.case, party=one.party) for one in lookups if one.id in ids
    ]
    open_tasks(drafts, now)


def stop_clocks(party_id: UUID, by: str, now: datetime) -> None:
    """A look-up of this person was requested."""
    pause_clocks(_about([party_id]), Wait.LOOKUP, by, now)


def stop_clocks_under_lookup(party_ids: Collection[UUID], now: datetime) -> None:
    """Tasks were opened about these persons: those wait at once whose look-up is under way."""
    if not party_ids:
        return
    looked_up = list(Lookup.objects.filter(party__in=party_ids, state__in=OPEN).values_list("party_id", flat=True))
    if looked_up:
        pause_clocks(_about(looked_up), Wait.LOOKUP, "engine", now)


def start_clocks(party_ids: Collection[UUID], by: str, now: datetime) -> None:
    """Their look-ups are over, whatever came of them."""
    resume_clocks(_about(party_ids), Wait.LOOKUP, by, now)


def _about(parties: Collection[UUID]) -> Q:
    return Q(envelope__party__in=parties) | Q(party__in=parties)


def lookup_event(name: str, lookup: Lookup, by: str, now: datetime, *parts: Mapping[str, Json]) -> NewEvent:
    """An event of a request: what everybody may read of it, and after that what is sealed."""
    data, private = (*parts, {}, {})[:2]
    stream = f"lookup:{lookup.id}"
    return NewEvent(name, stream, lookup.case_id, now, by, {"party": str(lookup.party_id), **data}, private)


def inquiry_event(name: str, inquiry: Inquiry, now: datetime, **data: Json) -> NewEvent:
    """An event of the question to one operator."""
    which: dict[str, Json] = {"inquiry": str(inquiry.id), "operator": inquiry.operator, **data}
    return lookup_event(name, inquiry.lookup, "engine", now, which)
