"""Ways side by side, in any order: one service binds, or none.

Every way is gone: by wire over three channels, by two letters, by visits, by leaving, by another court, by notice; some
of it is put on record only after it happened, when another way may have bound already.
"""

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
    Leaving,
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
from tests.rows import all_rows

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
        """Hours, days, or as long as a notice runs."""
        self.now += self.chance.choice([self.chance.randint(1, 200), self.chance.randint(1, 200), 1600]) * HOUR

    def add(
        self, channel: Channel, kind: EventKind, *, at: datetime | None = None, name: str = "", **more: object
    ) -> None:
        """One event more of a try; `at` where it happened before it was put on record."""
        event, name = EventFact(kind, at or self.now, **more), name or channel.value  # type: ignore[arg-type]
        known = self.tries.get(name) or AttemptFacts(name, channel, "ab" * 32, AddressClass.PROVIDED)
        self.tries[name] = replace(known, events=tuple(sorted((*known.events, event), key=lambda each: each.at)))

    def earlier(self) -> datetime:
        """A moment of before, since this life began."""
        return max(BEGIN, self.now - self.chance.randint(0, 400) * HOUR)

    def has_begun(self, name: str) -> bool:
        """Whether this try is under way, and nothing became of it yet."""
        kinds = {event.kind for event in self.tries[name].events} if name in self.tries else set()
        return bool(kinds) and kinds <= {EventKind.SENT}

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


def other_wire_arrives(life: Life) -> None:
    channel = life.chance.choice([Channel.EMAIL, Channel.WECHAT, Channel.INBOX])
    if channel.value not in life.tries:
        life.add(channel, EventKind.SENT)
        life.add(channel, life.chance.choice([EventKind.ARRIVED, EventKind.BOUNCED]))


def letter_goes(life: Life) -> None:
    """The first, or one in its place."""
    name = "mail" if "mail" not in life.tries else "mail again"
    if name not in life.tries:
        life.add(Channel.MAIL, EventKind.SENT, name=name)


def letter_comes_back(life: Life) -> None:
    if name := _of_them(life, LETTERS):
        life.add(Channel.MAIL, EventKind.RETURNED, name=name, cause=life.chance.choice(list(ReturnCause)))


def letter_is_signed(life: Life) -> None:
    if name := _of_them(life, LETTERS):
        by = life.chance.choice([Person.RECIPIENT, Person.COHABITANT, Person.STRANGER])
        life.add(Channel.MAIL, EventKind.SIGNED, name=name, by=by)


def other_court_is_asked(life: Life) -> None:
    if "entrusted" not in life.tries:
        life.add(Channel.ENTRUSTED, EventKind.SENT)


def other_court_answers(life: Life) -> None:
    if not life.has_begun("entrusted"):
        return
    kind = life.chance.choice([EventKind.SIGNED, EventKind.LEFT, EventKind.RETURNED])
    since = life.tries["entrusted"].events[0].at
    said = {"by": Person.RECIPIENT} if kind is EventKind.SIGNED else {}
    said |= {"how": life.chance.choice(list(Leaving))} if kind is EventKind.LEFT else {}
    life.add(Channel.ENTRUSTED, kind, at=max(since, life.earlier()), **said)


def left_at_home(life: Life) -> None:
    life.add(Channel.LEFT, EventKind.LEFT, how=life.chance.choice(list(Leaving)), by=Person.RECIPIENT)


def put_on_record_late(life: Life) -> None:
    """What somebody enters by hand happened before, and another way may have bound since."""
    by = life.chance.choice([Person.RECIPIENT, Person.STRANGER])
    life.add(Channel.DIRECT, EventKind.SIGNED, at=life.earlier(), name="by hand", by=by)


LETTERS = ("mail", "mail again")


def _of_them(life: Life, names: tuple[str, ...]) -> str:
    begun = [name for name in names if name in life.tries]
    return life.chance.choice(begun) if begun else ""


def visit_in_vain(life: Life) -> None:
    life.add(Channel.DIRECT, EventKind.FAILED)


def visit_signed(life: Life) -> None:
    life.add(Channel.DIRECT, EventKind.SIGNED, by=Person.RECIPIENT)


def notice_stands(life: Life) -> None:
    """As the court's door has it: on a ground, and not once it has run."""
    stands = ladder(life.facts())
    if stands is not None and stands.has_ground and decide(life.facts()).winning_attempt != NOTICE:
        life.add(Channel.PUBLIC_NOTICE, EventKind.PUBLISHED, where=Posting.ONLINE)


def notice_is_struck(life: Life) -> None:
    life.tries.pop(NOTICE, None)


ACTS: tuple[Callable[[Life], None], ...] = (
    consent, text_arrives, other_wire_arrives, reads, letter_goes, letter_goes, letter_comes_back, letter_is_signed,
    other_court_is_asked, other_court_answers, visit_in_vain, visit_signed, left_at_home, put_on_record_late,
    notice_stands, notice_stands, notice_is_struck, Life.pass_time, Life.pass_time, Life.pass_time,
)  # fmt: skip

IN_VAIN = (letter_goes, letter_comes_back, visit_in_vain, notice_stands, Life.pass_time)


def acts_of(life: Life) -> list[Callable[[Life], None]]:
    """What happens to them. Some acts never do; of every third person nobody meets them until a notice may stand."""
    happen = sorted(set(ACTS) - {Life.pass_time}, key=ACTS.index)
    never = life.chance.sample(happen, k=life.chance.randint(0, len(happen) - 4))
    acts = [act for act in ACTS if act not in never]
    first = life.chance.choices(IN_VAIN, k=16) if life.chance.random() < 1 / 3 else []
    return [*first, *life.chance.choices(acts, k=life.chance.randint(6, 24))]


def plan_facts(life: Life, answer: Decision) -> PersonFacts:
    stands = ladder(life.facts())
    served = answer.status.value == "effective"
    failed = {"failed", "returned"}
    in_vain = {made.channel.value for made in life.tries.values() if any(e.kind.value in failed for e in made.events)}
    under_way = {
        made.channel.value
        for made in life.tries.values()
        if made.channel.value in {"mail", "entrusted", NOTICE}
        and {e.kind.value for e in made.events} <= {"sent", "published"}
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
    bound: datetime | None = None  # since when they are served, as the record stood before
    for act in acts_of(life):
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
        plan = plan_of(plan_facts(life, answer))
        assert plan.is_over or plan.going or plan.who, f"seed {seed}: nothing says who"
        if answer.status.value == "effective":
            assert plan.next is None, f"seed {seed}: something begins after they were served"
            assert plan.mover is Mover.NOTHING
        _no_later_way_takes_over(life, answer, seed)
        if act is notice_is_struck:
            bound = None  # what was struck binds no more
        if bound is not None:
            assert answer.effective_at is not None, f"seed {seed}: {act.__name__} unmade a service"
            assert answer.effective_at <= bound, f"seed {seed}: {act.__name__} served them a second time, later"
        bound = answer.effective_at if answer.status.value == "effective" else bound


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


@all_rows("seed", range(60))
def test_one_service_binds_or_none(seed: int) -> None:
    live(seed)


@pytest.mark.night("a thousand lives of a recipient, each in an order of its own")
def test_one_service_binds_in_a_thousand_lives() -> None:
    for seed in range(1_000, 2_000):
        live(seed)
