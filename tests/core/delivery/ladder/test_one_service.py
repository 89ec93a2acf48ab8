"""Ways side by side, in any order of readings, returns, visits, notices and rulings: one service binds, or none."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from songda.core.delivery.ladder.person import PEOPLE_IN_ORDER, Going, Mover, PersonFacts, WayAnswer, mover_of, plan_of
from songda.core.delivery.ladder.way_rules import NOTICE
from songda.core.delivery.plan import HandOver, Served
from songda.core.law import Decision, decide, ladder
from songda.core.law.facts import (
    AddressClass,
    AttemptFacts,
    Branch,
    CaseFacts,
    Channel,
    ConsentFact,
    ConsentGround,
    EventFact,
    EventKind,
    Facts,
    PaperFacts,
    PaperKind,
    Person,
    Posting,
    Procedure,
    RecipientFacts,
    RecipientKind,
    ReturnCause,
    Stage,
)

ZONE = ZoneInfo("Asia/Shanghai")
BEGIN = datetime(2026, 6, 1, 10, tzinfo=ZONE)
HOUR = timedelta(hours=1)
COUNTS = {"effective", "presumed"}


@dataclass
class Life:
    """One recipient, and what happened on each way, in the order in which it happened."""

    chance: random.Random
    now: datetime = BEGIN
    tries: dict[str, AttemptFacts] = field(default_factory=dict)
    consents: tuple[ConsentFact, ...] = ()

    def pass_time(self) -> None:
        self.now += self.chance.randint(1, 200) * HOUR

    def add(self, channel: Channel, kind: EventKind, **more: object) -> None:
        event = EventFact(kind, self.now, **more)  # type: ignore[arg-type]
        known = self.tries.get(channel.value) or AttemptFacts(channel.value, channel, "ab" * 32, AddressClass.PROVIDED)
        self.tries[channel.value] = replace(known, events=(*known.events, event))

    def facts(self) -> Facts:
        return Facts(
            as_of=self.now,
            case=CaseFacts(Branch.CIVIL, Procedure.ORDINARY, Stage.FIRST_INSTANCE),
            paper=PaperFacts("p", PaperKind.EVIDENCE_NOTICE, "ab" * 32),
            recipient=RecipientFacts(RecipientKind.NATURAL_PERSON, missing=False),
            consents=self.consents,
            attempts=tuple(self.tries.values()),
        )


def consent(life: Life) -> None:
    life.consents = (*life.consents, ConsentFact(ConsentGround.EXPRESS, life.now, None, None))


def text_arrives(life: Life) -> None:
    if "sms" not in life.tries:
        life.add(Channel.SMS, EventKind.SENT)
        life.add(Channel.SMS, EventKind.ARRIVED)


def reads(life: Life) -> None:
    if "sms" in life.tries:
        life.add(Channel.SMS, EventKind.READ)


def letter_goes(life: Life) -> None:
    if "mail" not in life.tries:
        life.add(Channel.MAIL, EventKind.SENT)


def letter_comes_back(life: Life) -> None:
    if "mail" in life.tries:
        life.add(Channel.MAIL, EventKind.RETURNED, cause=life.chance.choice(list(ReturnCause)))


def letter_is_signed(life: Life) -> None:
    if "mail" in life.tries:
        life.add(Channel.MAIL, EventKind.SIGNED, by=life.chance.choice([Person.RECIPIENT, Person.STRANGER]))


def visit_in_vain(life: Life) -> None:
    life.add(Channel.DIRECT, EventKind.FAILED)


def visit_signed(life: Life) -> None:
    life.add(Channel.DIRECT, EventKind.SIGNED, by=Person.RECIPIENT)


def notice_stands(life: Life) -> None:
    stands = ladder(life.facts())
    if stands is not None and stands.has_ground:
        life.add(Channel.PUBLIC_NOTICE, EventKind.PUBLISHED, where=Posting.ONLINE)


def notice_is_struck(life: Life) -> None:
    life.tries.pop(NOTICE, None)


ACTS: tuple[Callable[[Life], None], ...] = (
    consent, text_arrives, reads, letter_goes, letter_comes_back, letter_is_signed, visit_in_vain, visit_signed,
    notice_stands, notice_stands, notice_is_struck, Life.pass_time, Life.pass_time,
)  # fmt: skip


def plan_facts(life: Life, answer: Decision) -> PersonFacts:
    stands = ladder(life.facts())
    served = answer.status.value == "effective"
    failed = {"failed", "returned"}
    in_vain = {name for name, made in life.tries.items() if any(e.kind.value in failed for e in made.events)}
    under_way = {
        name
        for name, made in life.tries.items()
        if name in {"mail", NOTICE} and {e.kind.value for e in made.events} <= {"sent", "published"}
    }
    return PersonFacts(
        step=Served() if served else HandOver("serve_otherwise", "unreachable"),
        going=tuple(Going(way, life.now, None, mover_of(way)) for way in sorted(under_way)),
        in_vain=frozenset(in_vain),
        answers=tuple(WayAnswer(way, is_open=way != "transfer") for way in (*PEOPLE_IN_ORDER, NOTICE)),
        standing=stands.standing if stands else None,
        awaits_judge=answer.status.value in {"presumed", "awaiting_judge"},
    )


def live(seed: int) -> None:
    """Play one life; at every moment there is one answer, and whoever is not served has something shown."""
    life = Life(random.Random(seed))
    bound: dict[str, datetime] = {}  # what bound before, by its try
    for act in life.chance.choices(ACTS, k=life.chance.randint(6, 24)):
        act(life)
        answer = decide(life.facts())
        winners = [answer.winning_attempt] if answer.winning_attempt is not None else []
        assert len(winners) <= 1
        if answer.status.value in COUNTS:
            assert answer.effective_at is not None
            assert answer.effective_at <= life.now
            assert answer.winning_attempt in life.tries
            periods = [period.kind for period in answer.periods]
            assert len(periods) == len(set(periods)), f"seed {seed}: a period runs twice"
            bound[str(answer.winning_attempt)] = answer.effective_at
        plan = plan_of(plan_facts(life, answer))
        assert plan.is_shown, f"seed {seed}: nothing is shown"
        if answer.status.value == "effective":
            assert plan.next is None, f"seed {seed}: something begins after they were served"
            assert plan.mover is Mover.NOTHING
        _no_later_way_takes_over(life, answer, seed)


def _no_later_way_takes_over(life: Life, answer: Decision, seed: int) -> None:
    """Of all ways that would count by themselves the earliest is the one that binds, and no other does."""
    if answer.status.value != "effective" or answer.effective_at is None:
        return
    alone = []
    for name, made in life.tries.items():
        others = tuple(each for key, each in life.tries.items() if key != name)
        by_itself = decide(replace(life.facts(), attempts=(made,), other_tries=others))
        if by_itself.status.value == "effective" and by_itself.effective_at is not None:
            alone.append(by_itself.effective_at)
    assert answer.effective_at == min(alone, default=answer.effective_at), f"seed {seed}: a later way took over"


@pytest.mark.parametrize("seed", range(60))
def test_one_service_binds_or_none(seed: int) -> None:
    live(seed)


@pytest.mark.night("a thousand lives of a recipient, each in an order of its own")
def test_one_service_binds_in_a_thousand_lives() -> None:
    for seed in range(1_000, 2_000):
        live(seed)
