"""Hearings, and for each party whether a default judgment could rest on the summons that was served for them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from songda.core.law import no_default_judgment, profile_of
from songda.core.law.facts import RecipientFacts, RecipientKind
from songda.records.court.staff.models import Court
from songda.records.decision.determinations.models import Determination
from songda.records.decision.facts.law_facts import case_facts
from songda.records.decision.rulings.standing_overrides import Key, Override, guard_answer, newest_of, override_of
from songda.records.decision.rulings.time_to_answer import CLAIMS, TimeToAnswer, time_to_answer
from songda.records.delivery.findings.answers import Answer, answers_of
from songda.records.delivery.orders.models import Service
from songda.records.delivery.orders.summoned import CALLING, Summoned, hearings_with_past, with_first_order
from songda.records.matter.cases.models import Case, Hearing
from songda.records.matter.parties.models import Party
from songda.records.matter.parties.roles import LAW_ROLES

MOST = 50  # hearings whose guards a page reads


@dataclass(frozen=True)
class Outdated:
    """A summons, and the hearing that it was ordered for as the paper names it."""

    service: Service
    summoned: Summoned


@dataclass(frozen=True)
class GuardRow:
    """One party at one hearing: `service` of the summons for it (None: none was ordered), `safe` None: not decided.

    `possible` False: no default judgment can be given against this party at all, so none of them is unsafe.
    `outdated`: the newest summons that was ordered for this hearing, where it names another time or room than now.
    `answering`: of a defendant, whether the claim was served and the time to answer it is over; changes no answer.
    """

    party: Party
    service: Service | None
    safe: bool | None
    reasons: tuple[str, ...]
    held: tuple[bool, ...] = ()  # of each reason, whether what it speaks of is there
    override: Override | None = None  # a judge goes on in spite of it; what the law says stays
    possible: bool = True
    outdated: Outdated | None = None
    answering: TimeToAnswer | None = field(default=None, compare=False)

    @property
    def is_in_question(self) -> bool:
        """Whether a default judgment could be given against them, and cannot rest on what was served."""
        return self.possible and not self.safe


@dataclass(frozen=True)
class Guard:
    """One hearing with the guard of every party."""

    hearing: Hearing
    rows: tuple[GuardRow, ...]

    @property
    def is_safe(self) -> bool:
        """Whether the summons stands for every party against whom a default judgment can be given."""
        return bool(self.rows) and not any(row.is_in_question for row in self.rows)


def hearings_to_come(court: Court, now: datetime, within: timedelta) -> QuerySet[Hearing]:
    """The hearings of a court in the time to come, the nearest first."""
    near = Hearing.objects.filter(case__court=court, cancelled_at=None, at__gte=now, at__lt=now + within)
    return near.order_by("at", "id")


def nearest_guards(hearings: QuerySet[Hearing], language: str = "zh", most: int = MOST) -> list[Guard]:
    """The guards of the first of these hearings; reads no more cases than that, however many hearings there are."""
    ids = dict(hearings.values_list("id", "case_id")[:most])
    guards = guards_of(Case.objects.filter(id__in=set(ids.values())), language)
    return [guard for guard in guards if guard.hearing.id in ids]


def guards_of(cases: Iterable[Case], language: str = "zh") -> list[Guard]:
    """The hearings of these cases with their guards, in a fixed number of statements however many they are."""
    ids = [case.id for case in cases]
    parties, (summonses, claims) = _parties(ids), _summonses_and_claims(ids)
    known = hearings_with_past(ids)
    answers = answers_of([service for own in summonses.values() for service in own], language)
    standing = [h for own in known.by_case.values() for h in own if h.cancelled_at is None]
    decided = newest_of(standing)
    guards: list[Guard] = []
    for hearing in sorted(standing, key=lambda h: (h.at, h.id)):
        called = [(s, known.called_to(hearing.case_id, s.first_ordered_at)) for s in summonses[hearing.case_id]]
        own = [(s, summoned) for s, summoned in called if summoned is not None and summoned.hearing == hearing]
        rows = [_row(hearing, party, own, answers, language) for party in parties[hearing.case_id]]
        beside = [_beside(row, hearing, decided, claims[hearing.case_id]) for row in rows]
        guards.append(Guard(hearing, tuple(beside)))
    return guards


def _beside(
    row: GuardRow, hearing: Hearing, decided: Mapping[Key, Determination], claims: Sequence[Service]
) -> GuardRow:
    newest = decided.get((hearing.id, row.party.id))
    override = override_of(newest, guard_answer(row.service)) if newest else None
    return replace(row, override=override, answering=time_to_answer(hearing, row.party, claims))


def _parties(case_ids: Sequence[UUID]) -> dict[UUID, list[Party]]:
    grouped: dict[UUID, list[Party]] = defaultdict(list)
    for party in Party.objects.filter(case_id__in=case_ids, acts_for=None, removed_at=None).order_by(
        "recorded_at", "id"
    ):
        grouped[party.case_id].append(party)
    return grouped


def _summonses_and_claims(
    case_ids: Sequence[UUID],
) -> tuple[dict[UUID, list[Service]], dict[UUID, list[Service]]]:
    """By case, the services of summonses and of copies of claims, the oldest first; one statement."""
    kinds = [CALLING, *CLAIMS.values()]
    rows = Service.objects.filter(envelope__case_id__in=case_ids, paper__kind__in=kinds, recalled_at=None)
    rows = rows.select_related("envelope__party", "finding", "paper").order_by("envelope__placed_at", "id")
    summonses: dict[UUID, list[Service]] = defaultdict(list)
    claims: dict[UUID, list[Service]] = defaultdict(list)
    for service in with_first_order(rows):
        found = summonses if service.paper.kind == CALLING else claims
        found[service.envelope.case_id].append(service)
    return summonses, claims


def _row(
    hearing: Hearing,
    party: Party,
    summonses: Sequence[tuple[Service, Summoned]],
    answers: Mapping[UUID, Answer],
    language: str,
) -> GuardRow:
    """The best summons of the party or of whoever acts for them: a safe one if there is one, else the newest."""
    own = [(s, called) for s, called in summonses if party.id in (s.envelope.party_id, s.envelope.party.acts_for_id)]
    rows = [_answer(service, party, answers.get(service.id)) for service, called in own if not called.calls_in_vain]
    safe = [row for row in rows if row.safe]
    best = (safe or rows or [_not_summoned(hearing, party, language)])[-1]
    newest = [Outdated(*one) for one in own if one[1].changed_at and (not rows or one[0] == best.service)]
    return replace(best, outdated=newest[-1]) if newest else best


def _not_summoned(hearing: Hearing, party: Party, language: str) -> GuardRow:
    """Nobody was summoned; of some parties the law says even so that there is no default judgment against them."""
    person = RecipientFacts(RecipientKind(party.kind), role=LAW_ROLES.get(party.role))
    why = no_default_judgment(case_facts(hearing.case, ()), person, hearing.at, "cn")
    if why is None:
        return GuardRow(party, None, safe=False, reasons=())
    sentence = profile_of("cn").wording.sentence(why, language)
    return GuardRow(party, None, safe=False, reasons=(sentence,), held=(False,), possible=False)


def _answer(service: Service, party: Party, answer: Answer | None) -> GuardRow:
    guard = answer.get("default_judgment") if answer else None
    if guard is None:
        return GuardRow(party, service, safe=None, reasons=())
    held = tuple(condition["holds"] for condition in guard["conditions"])
    possible = bool(guard.get("possible", True))
    return GuardRow(
        party, service, safe=bool(guard["safe"]), reasons=tuple(guard["reasons"]), held=held, possible=possible
    )
