"""Letters as a step of the plan: what the law says of the post, what the engine prepares, and how long it waits for it.

Where electronic service is closed or at its end, and the law opens the post for every paper, a letter is prepared to
the best place that is known and was not written to yet. It waits for a clerk: the program sends nothing by itself that
the court did not allow.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef

from songda.channels.registry import place_kinds
from songda.core.delivery.incidents import Work
from songda.core.delivery.ladder.way_rules import WayChoice
from songda.core.delivery.letters import OPEN, LetterReason, LetterState
from songda.core.delivery.plan import EnvelopeFacts, HandOver
from songda.core.law import Status
from songda.core.law.facts import (
    Channel,
)
from songda.core.refusal import Refused
from songda.records.court.staff.way_rules import way_rules_of_each
from songda.records.ground.evidence.premises import UntoldError, told_of
from songda.records.ground.incidents.stuck import do_each, may_be_tried
from songda.records.law.facts.dossier import DeedOnRecord, Dossier, load_dossiers
from songda.records.law.facts.on_record import require_told_dossiers
from songda.records.matter.parties.models import Address
from songda.records.service.orders.models import Envelope, Service
from songda.records.service.tasks.models import Task
from songda.records.ways.post.letters.actions import see_to_overtaken
from songda.records.ways.post.letters.models import Letter
from songda.records.ways.post.planning import LetterDraft, plan_letter, propose_letter

PATIENCE: Final = timedelta(days=5)  # with a print room, before people look after it again
_AFTER: Final = frozenset({"serve_otherwise", "find_address"})  # tasks that the post may answer
_BEST_FIRST = ("confirmed", "provided", "found", "unknown")
_COPIES = 50  # copies that one look prepares


Known = tuple[Dossier, EnvelopeFacts]


def with_post(posted: Sequence[Envelope], known: Sequence[Known], now: datetime) -> list[Known]:
    """The facts of the next step with what waits for the post; letters that nobody needs any more are taken out.

    `posted`: the envelopes with letters, which the caller holds.
    """
    see_to_overtaken([envelope.id for envelope in posted], "engine", now)
    waiting = (LetterState.PLANNED, LetterState.STOPPED, LetterState.READY)
    rows = Letter.objects.filter(envelope__in=posted, state__in=waiting).exclude(why=LetterReason.COPY_WANTED)
    planned = dict(rows.order_by("planned_at").values_list("envelope_id", "planned_at"))
    return [(dossier, _waiting(facts, planned.get(dossier.envelope.id))) for dossier, facts in known]


def _waiting(facts: EnvelopeFacts, planned_at: datetime | None) -> EnvelopeFacts:
    if planned_at is None:
        return facts
    return replace(facts, deeds_until=max(planned_at + PATIENCE, facts.deeds_until or planned_at))


def propose_next(steps: Sequence[tuple[Dossier, HandOver]], now: datetime) -> None:
    """Plan or prepare a letter, as the court lets the program, where people take over and the law opens the post.

    It goes to the best place that is known and that none went to yet; nothing is done where there is none.
    """
    due = [dossier for dossier, step in steps if step.task in _AFTER]
    rules = way_rules_of_each([dossier.envelope.case.court_id for dossier in due])
    ids = [dossier.envelope.id for dossier in due]
    letters = list(Letter.objects.filter(envelope__in=ids))
    waiting = {letter.envelope_id for letter in letters if letter.state in OPEN}
    told = _told_letters({dossier.envelope.case_id for dossier in due})
    for dossier in due:
        own_letters = {str(letter.id) for letter in letters if letter.envelope_id == dossier.envelope.id}
        if own_letters != told.get(str(dossier.envelope.id), set()):
            raise UntoldError(dossier.envelope, ["letters"])
        if dossier.envelope.id not in waiting and (place := _place(dossier.addresses, dossier.deeds)) is not None:
            services = unserved(dossier)
            own = rules[dossier.envelope.case.court_id]
            choice = own.for_kinds(Channel.MAIL.value, [service.paper.kind for service in services])
            draft = LetterDraft(place.id, tuple(service.id for service in services), why=LetterReason.NEXT_WAY.value)
            _begin(dossier.envelope, draft, choice, now)


def _told_letters(cases: Collection[UUID]) -> Mapping[str, set[str]]:
    """By envelope the letters of which events tell."""
    found: dict[str, set[str]] = defaultdict(set)
    for case_id in cases:
        for letter in told_of([], ["letter.proposed", "letter.planned"], case_id).letters.values():
            found[letter.envelope_id].add(letter.id)
    return found


def _begin(envelope: Envelope, draft: LetterDraft, choice: WayChoice, now: datetime) -> None:
    if choice is WayChoice.PROPOSE:
        propose_letter(envelope, draft, now)
    elif choice is WayChoice.AUTOMATICALLY:
        with suppress(Refused):
            plan_letter(envelope, draft, "engine", now)


def propose_copies(now: datetime) -> int:
    """Prepare the letters for whoever asked for a copy on paper, where a place of theirs is known; how many."""
    place = Address.objects.filter(party=OuterRef("envelope__party"), kind__in=place_kinds(), retired_at=None)
    copies = Letter.objects.filter(why=LetterReason.COPY_WANTED)
    made = copies.filter(envelope=OuterRef("envelope"), opened_at__gte=OuterRef("opened_at"))
    wanted = Task.objects.filter(Exists(place), ~Exists(made), kind="print_paper", closed_at=None)
    ready = wanted.filter(may_be_tried(Work.PROPOSE_COPY, now)).order_by("opened_at", "id")
    tasks = list(ready.select_related("envelope__case__court", "envelope__party")[:_COPIES])
    done, _ = do_each(Work.PROPOSE_COPY, tasks, transaction.atomic(lambda task: _propose_copy(task, now)), now)
    return sum(done)


def _propose_copy(task: Task, now: datetime) -> bool:
    """Whether a letter is proposed for this wish."""
    assert task.envelope is not None  # noqa: S101 - such a task is about an envelope
    dossiers = load_dossiers([task.envelope])
    require_told_dossiers(dossiers)
    best = _place(dossiers[0].addresses, ())
    if best is None:
        return False
    services = tuple(service.id for service in dossiers[0].services)
    draft = LetterDraft(best.id, services, why=LetterReason.COPY_WANTED.value)
    return propose_letter(task.envelope, draft, now) is not None


def unserved(dossier: Dossier) -> list[Service]:
    """The papers that have not taken effect and still fit the case."""
    fitting = [s for s in dossier.services if s.id not in dossier.corrected | dossier.calling_in_vain]
    findings = [(service, getattr(service, "finding", None)) for service in fitting]
    return [service for service, found in findings if found is None or found.status != Status.EFFECTIVE]


def _place(addresses: Iterable[Address], deeds: Iterable[DeedOnRecord]) -> Address | None:
    """The place that is known best, of those that no letter went to."""
    tried = {each.deed.address_id for each in deeds if each.deed.way == Channel.MAIL}
    places = [
        address
        for address in addresses
        if address.kind in place_kinds()
        and address.id not in tried
        and not address.is_mistyped
        and address.address_class in _BEST_FIRST
    ]
    return min(places, key=lambda each: (_BEST_FIRST.index(each.address_class), each.id), default=None)
