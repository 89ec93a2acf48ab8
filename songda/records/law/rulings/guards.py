"""Hearings, and for each party whether a default judgment could rest on the summons that was served for them.

Beside the law's answer stand the time that the defendant has to answer the claim, and a judge's word to go on in spite
of it all.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Prefetch, QuerySet, prefetch_related_objects

from songda.core.law import Status, no_default_judgment, profile_of
from songda.core.law.facts import RecipientFacts, RecipientKind, Role
from songda.core.words import Phrase
from songda.records.court.staff.models import Court
from songda.records.law.facts.law_facts import case_facts
from songda.records.matter.cases.models import Case, Hearing
from songda.records.matter.parties.models import Party
from songda.records.matter.parties.roles import LAW_ROLES
from songda.records.service.determinations.models import Determination
from songda.records.service.findings.models import Finding
from songda.records.service.findings.queries import Answer, answers_of
from songda.records.service.orders.models import Service
from songda.records.service.orders.summoned import CALLING, Hearings, Summoned, hearings_with_past, with_first_order

MOST = 50  # hearings whose guards a page reads
ANSWER = "answer"
OVERRIDDEN, RESTORED = "overridden", "restored"


@dataclass(frozen=True)
class OutdatedSummons:
    """A summons, and the hearing that it was ordered for as the paper names it."""

    service: Service
    summoned: Summoned


# Whether a defendant got the claim itself, and may still answer it, before anybody is judged in default.
#
# The guard asks about the summons alone, as the article on default judgments does (Civil Procedure Law, article 147).
# Nobody ought to be judged before the time to answer that their copy of the complaint began is over (article 128).

CLAIMS = {"first_instance": "complaint_copy", "second_instance": "appeal_copy"}  # the paper, by stage


@dataclass(frozen=True)
class TimeToAnswer:
    """`service` of the claim's copy (None: none was ordered), the day it took effect, the last day to answer.

    `stand`: what is decided of it where it has not taken effect; `presumed_on`, where that is presumed, the day.
    """

    service: Service | None
    served_on: date | None
    last_day: date | None
    is_over: bool  # before the day of the hearing
    stand: Status = Status.NOT_EFFECTIVE
    presumed_on: date | None = None

    @property
    def phrase(self) -> Phrase:
        if self.service is None:
            return Phrase("services.answering.none")
        if self.served_on is None:
            return self._unserved()
        if self.last_day is None:
            return Phrase("services.answering.no_period", {"day": self.served_on})
        word = "over" if self.is_over else "runs"
        return Phrase(f"services.answering.{word}", {"day": self.served_on, "last_day": self.last_day})

    def _unserved(self) -> Phrase:
        if self.presumed_on is not None:
            return Phrase("services.answering.presumed", {"day": self.presumed_on})
        return Phrase(f"services.answering.{'undecided' if self.stand is Status.AWAITING_JUDGE else 'not_served'}")


def time_to_answer(hearing: Hearing, party: Party, claims: Iterable[Service]) -> TimeToAnswer | None:
    """Of a defendant, by these services of copies of claims, oldest first, with findings; None of anybody else."""
    kind = CLAIMS.get(hearing.case.stage)
    if kind is None or LAW_ROLES.get(party.role) is not Role.DEFENDANT:
        return None
    own = [
        s for s in claims if s.paper.kind == kind and party.id in (s.envelope.party_id, s.envelope.party.acts_for_id)
    ]
    found = [_of(service, hearing) for service in own]
    served = [one for one in found if one.served_on is not None]
    return (served or found[::-1] or [TimeToAnswer(None, None, None, is_over=False)])[0]


def claim_with_all_since(case: Case, today: date) -> tuple[date, bool]:
    """Since when every defendant has the claim, `today` where one does not; whether of such a one no address is known.

    From that day on the time to answer runs, not from the registration: Civil Procedure Law, article 128.
    """
    rows = Service.objects.filter(envelope__case=case, paper__kind=CLAIMS.get(case.stage), finding__status="effective")
    days = rows.values_list("envelope__party_id", "envelope__party__acts_for_id", "finding__effective_on")
    since, is_unknown = [], False
    for party in Party.objects.filter(case=case, removed_at=None, acts_for=None).prefetch_related("addresses"):
        if LAW_ROLES.get(party.role) is Role.DEFENDANT:
            own = [day for served, acted_for, day in days if day and party.id in (served, acted_for)]
            since.append(min(own, default=today))
            known = [one for one in party.addresses.all() if one.retired_at is None]
            is_unknown |= not own and all(one.address_class == "rejected" for one in known)
    return max(since, default=today), is_unknown


def _of(service: Service, hearing: Hearing) -> TimeToAnswer:
    finding = getattr(service, "finding", None)
    decision = finding.decision if finding is not None else None
    if decision is None:
        return TimeToAnswer(service, None, None, is_over=False)
    if decision.status is not Status.EFFECTIVE:
        presumed_on = decision.effective_on if decision.status is Status.PRESUMED else None
        return TimeToAnswer(service, None, None, is_over=False, stand=decision.status, presumed_on=presumed_on)
    last_day = next((period.last_day for period in decision.periods if period.kind == ANSWER), None)
    day = hearing.at.astimezone(ZoneInfo(hearing.case.court.zone)).date()
    return TimeToAnswer(service, decision.effective_on, last_day, is_over=last_day is not None and last_day < day)


# A judge goes on in spite of the guard: for one hearing and party, with a reason, until the guard says otherwise.
#
# It never changes what the law says; it stands beside it. When the guard's answer is no longer the one that the judge
# had before them, their decision has lapsed, and is shown as lapsed. The same answer in other words is the same
# answer.

Key = tuple[UUID, UUID]  # hearing, party


@dataclass(frozen=True)
class Override:
    """A judge's decision to go on, and whether the guard's answer is still the one that they gave it for."""

    determination: Determination
    has_lapsed: bool


def guard_answer(service: Service | None) -> dict[str, Any]:
    """What the guard says of a summons and by which steps, and what to compare with what it says later."""
    finding: Finding | None = getattr(service, "finding", None)
    guard = finding.decision.default_judgment if finding else None
    return {
        "service": str(service.id) if service else None,
        "safe": guard.safe if guard else None,
        "conditions": [one for one in guard.tested() if "standing" in one] if guard else None,  # those of rules
        "record": finding.record["default_judgment"] if finding else None,
        "law_version": finding.law_version_id if finding else None,
    }


def newest_of(hearings: Iterable[Hearing]) -> dict[Key, Determination]:
    """For each hearing and party what a judge decided last, in one statement."""
    ids = [hearing.id for hearing in hearings]
    rows = Determination.objects.filter(kind="guard", hearing_id__in=ids).select_related("by").order_by("at", "id")
    return {(d.hearing_id, d.party_id): d for d in rows if d.hearing_id is not None}


def override_of(newest: Determination | None, answer: dict[str, Any]) -> Override | None:
    """The override that stands, or that has lapsed; None where there is none or it was taken back."""
    if newest is None or newest.outcome != OVERRIDDEN:
        return None
    return Override(newest, _substance(newest.shown_to_judge or {}) != _substance(answer))


def _substance(answer: dict[str, Any]) -> dict[str, Any]:
    """Whether it is safe, and which conditions hold, by their rules; not by which steps and in which words."""
    return {name: answer.get(name) for name in ("service", "safe", "conditions")}


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
    tested: tuple[tuple[bool, str], ...] = ()  # what was looked at: whether it is there, and the sentence about it
    override: Override | None = None  # a judge goes on in spite of it; what the law says stays
    possible: bool = True
    outdated: OutdatedSummons | None = None
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
    near = Hearing.objects.filter(court=court, cancelled_at=None, at__gte=now, at__lt=now + within)
    return near.order_by("at", "id")


def nearest_guards(hearings: QuerySet[Hearing], language: str = "zh", most: int = MOST) -> list[Guard]:
    """The guards of the first of these hearings; reads no more cases than that, however many hearings there are."""
    ids = dict(hearings.values_list("id", "case_id")[:most])
    guards = guards_of(Case.objects.filter(id__in=set(ids.values())), language)
    return [guard for guard in guards if guard.hearing.id in ids]


def guards_of(cases: Iterable[Case], language: str = "zh", known: Hearings | None = None) -> list[Guard]:
    """The hearings of these cases with their guards, in a fixed number of statements however many they are.

    `known` are their hearings, where they were read already.
    """
    listed = list(cases)
    ids = [case.id for case in listed]
    parties, (summonses, claims) = _parties(listed), _summonses_and_claims(ids)
    known = known or hearings_with_past(ids)
    answers = answers_of([service for own in summonses.values() for service in own], language)
    to_be_heard = [h for own in known.by_case.values() for h in own if h.cancelled_at is None]
    decided = newest_of(to_be_heard)
    guards: list[Guard] = []
    for hearing in sorted(to_be_heard, key=lambda h: (h.at, h.id)):
        called = [(s, known.called_to(hearing.case_id, s.first_ordered_at)) for s in summonses[hearing.case_id]]
        own = [(s, summoned) for s, summoned in called if summoned is not None and summoned.hearing == hearing]
        rows = [_row(hearing, party, own, answers, language) for party in parties[hearing.case_id]]
        with_overrides = [_with_override(row, hearing, decided, claims[hearing.case_id]) for row in rows]
        guards.append(Guard(hearing, tuple(with_overrides)))
    return guards


def _with_override(
    row: GuardRow, hearing: Hearing, decided: Mapping[Key, Determination], claims: Sequence[Service]
) -> GuardRow:
    newest = decided.get((hearing.id, row.party.id))
    override = override_of(newest, guard_answer(row.service)) if newest else None
    return replace(row, override=override, answering=time_to_answer(hearing, row.party, claims))


def _parties(cases: Sequence[Case]) -> dict[UUID, list[Party]]:
    """By case those who are parties themselves; no statement where they were read with the case."""
    prefetch_related_objects(cases, Prefetch("parties", Party.objects.order_by("recorded_at", "id")))
    return {case.id: [p for p in case.parties.all() if p.acts_for_id is None and not p.removed_at] for case in cases}


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
    newest = [OutdatedSummons(*one) for one in own if one[1].changed_at and (not rows or one[0] == best.service)]
    return replace(best, outdated=newest[-1]) if newest else best


def _not_summoned(hearing: Hearing, party: Party, language: str) -> GuardRow:
    """Nobody was summoned; of some parties the law says even so that there is no default judgment against them."""
    person = RecipientFacts(RecipientKind(party.kind), role=LAW_ROLES.get(party.role))
    why = no_default_judgment(case_facts(hearing.case, ()), person, hearing.at, "cn")
    if why is None:
        return GuardRow(party, None, safe=False)
    sentence = profile_of("cn").wording.sentence(why, language)
    return GuardRow(party, None, safe=False, tested=((False, sentence),), possible=False)


def _answer(service: Service, party: Party, answer: Answer | None) -> GuardRow:
    guard = answer.get("default_judgment") if answer else None
    if guard is None:
        return GuardRow(party, service, safe=None)
    possible = bool(guard.get("possible", True))
    return GuardRow(party, service, safe=bool(guard["safe"]), tested=tuple(in_pairs(guard)), possible=possible)


def in_pairs(guard: Mapping[str, Any]) -> list[tuple[bool, str]]:
    """What a guard in words looked at: whether it is there, and the sentence about it."""
    return [(one["holds"], reason) for one, reason in zip(guard["conditions"], guard["reasons"], strict=True)]
