"""Letters as a step of the plan: what the law says of the post, what the engine prepares, and how long it waits for it.

Where electronic service is closed or at its end, and the law opens the post for every paper, a letter is prepared to
the best place that is known and was not written to yet. It waits for a clerk: the program sends nothing by itself that
the court did not allow.
"""

from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Exists, OuterRef

from songda.channels.registry import place_kinds
from songda.core.care import Measure, done
from songda.core.delivery.incidents import Work
from songda.core.delivery.ladder.way_rules import WayChoice
from songda.core.delivery.letters import OPEN, LetterReason, LetterState
from songda.core.delivery.plan import EnvelopeFacts, HandOver
from songda.core.law import OpenMethod, Status, decide, open_methods
from songda.core.law.facts import (
    AddressClass,
    AddressSource,
    AttemptFacts,
    Channel,
    EventFact,
    EventKind,
    Facts,
    Person,
)
from songda.core.refusal import Refused
from songda.records.court.staff.way_rules import way_rules_of_each
from songda.records.ground.incidents.stuck import do_each, may_be_tried
from songda.records.law.facts.dossier import DeedOnRecord, Dossier, load_dossiers
from songda.records.law.facts.law_facts import case_facts, law_facts, paper_facts
from songda.records.matter.circumstances.care import care_of
from songda.records.matter.parties.models import Address
from songda.records.service.orders.models import Envelope, Service
from songda.records.service.tasks.models import Task
from songda.records.ways.post.letters.actions import Ground, LetterDraft, plan_letter, propose_letter, see_to_overtaken
from songda.records.ways.post.letters.models import Letter

BEFORE_HEARING: Final = timedelta(days=3)  # Civil Procedure Law of 2023, article 139
PAYMENT_ORDER_DAYS: Final = timedelta(days=30)  # from its issue; interpretation of 2022, article 430(1)(2)
PATIENCE: Final = timedelta(days=5)  # with a print room, before people look after it again
_AFTER: Final = frozenset({"serve_otherwise", "find_address"})  # tasks that the post may answer
_BEST_FIRST = ("confirmed", "provided", "found", "unknown")
# Whom a carrier may meet at a door; whoever stands on the other side, or for nobody, is never asked about.
_AT_THE_DOOR = tuple(person for person in Person if person not in (Person.OPPONENT, Person.STRANGER))
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
    waiting = set(Letter.objects.filter(envelope__in=ids, state__in=OPEN).values_list("envelope_id", flat=True))
    for dossier in due:
        if dossier.envelope.id not in waiting and (place := _place(dossier.addresses, dossier.deeds)) is not None:
            services = unserved(dossier)
            own = rules[dossier.envelope.case.court_id]
            choice = own.for_kinds(Channel.MAIL.value, [service.paper.kind for service in services])
            draft = LetterDraft(place.id, tuple(service.id for service in services), why=LetterReason.NEXT_WAY.value)
            _begin(dossier.envelope, draft, choice, now)


def _begin(envelope: Envelope, draft: LetterDraft, choice: WayChoice, now: datetime) -> None:
    if choice is WayChoice.PROPOSE:
        propose_letter(envelope, draft, now, ask_ground)
    elif choice is WayChoice.AUTOMATICALLY:
        with suppress(Refused):
            plan_letter(envelope, draft, "engine", now, ask_ground)


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
    rows = Address.objects.filter(party=task.envelope.party_id, kind__in=place_kinds(), retired_at=None)
    best = _place(rows.order_by("id"), ())
    services = task.envelope.services.filter(recalled_at=None).values_list("id", flat=True)
    if best is None:
        return False
    draft = LetterDraft(best.id, tuple(services), why=LetterReason.COPY_WANTED.value)
    return propose_letter(task.envelope, draft, now, ask_ground) is not None


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


def ask_ground(envelope: Envelope, services: Sequence[Service], address: Address, now: datetime) -> Ground:
    """What the law says of these papers by post to that place; raises Refused with its reasons where it is closed."""
    (dossier,) = load_dossiers([envelope])
    wanted = {service.id for service in services}
    own = [service for service in dossier.services if service.id in wanted]
    for service in own:
        method = post_for(dossier, service, now)
        if not method.allowed:
            raise Refused("post_is_closed", why=LawSays(method))
    large = done(care_of(envelope.party, now), Measure.LARGE_PRINT)
    return Ground(_may_sign(dossier, own, address, now), _by_when(dossier, own), large)


def closed_to(envelopes: Sequence[Envelope], now: datetime) -> Collection[UUID]:
    """Those of the envelopes to which the post is closed by now, for one of their papers at least."""
    return {
        dossier.envelope.id
        for dossier in load_dossiers(envelopes)
        if any(not post_for(dossier, service, now).allowed for service in dossier.services)
    }


def post_for(dossier: Dossier, service: Service, now: datetime) -> OpenMethod:
    """Whether the law opens the post for this paper and person, and why (not)."""
    (method,) = open_methods(
        case_facts(dossier.envelope.case, dossier.party.circumstances),
        paper_facts(service.paper),
        dossier.party.recipient,
        at=now.astimezone(ZoneInfo(dossier.envelope.case.court.zone)),
        channels=[Channel.MAIL],
    )
    return method


class LawSays:
    """The reasons of the law for a way, as a refusal says them."""

    def __init__(self, method: OpenMethod) -> None:
        self._method = method

    def sentence(self, language: str) -> str:
        """One reason after the other."""
        return ("" if language.startswith("zh") else " ").join(self._method.reasons(language))


def _may_sign(dossier: Dossier, services: Sequence[Service], address: Address, now: datetime) -> tuple[str, ...]:
    """The persons whose signature on the receipt would make it service of every one of the papers."""
    facts = [law_facts(dossier, service, now) for service in services]
    return tuple(person.value for person in _AT_THE_DOOR if all(_would_count(each, address, person) for each in facts))


def _would_count(facts: Facts, address: Address, person: Person) -> bool:
    supposed = AttemptFacts(
        id="supposed",
        channel=Channel.MAIL,
        paper_sha256=facts.paper.sha256,
        address_class=AddressClass(address.address_class),
        events=(EventFact(EventKind.SENT, facts.as_of), EventFact(EventKind.SIGNED, facts.as_of, person)),
        address_source=AddressSource(address.source) if address.source else None,
        address_last_used_on=address.last_used_on,
    )
    return decide(replace(facts, attempts=(supposed,), other_tries=())).status is Status.EFFECTIVE


def _by_when(dossier: Dossier, services: Sequence[Service]) -> date | None:
    """The last day on which it may arrive: days before the hearing that it calls to, or the end of a payment order."""
    zone = ZoneInfo(dossier.envelope.case.court.zone)
    days = []
    if dossier.hearing_at is not None:
        days.append(dossier.hearing_at.astimezone(zone).date() - BEFORE_HEARING - timedelta(days=1))
    for service in services:
        if service.paper.kind == "payment_order":
            issued = service.paper.issued_at or service.paper.filed_at
            days.append(issued.astimezone(zone).date() + PAYMENT_ORDER_DAYS)
    return min(days, default=None)
