"""Loads a synthetic replay of published figures: month by month, as events of the log, under a court of its own.

Only events are written, no rows of cases: the day counts are made of events alone. Nobody in the replay exists. It can
break off and be begun again: a month is loaded whole or not at all, and never twice.
"""

import random
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from django.db import transaction

from songda import clock
from songda.core.access import Role
from songda.core.evidence.canonical import Json
from songda.records.court.staff.actions import CourtDraft, UserDraft, make_court, make_user
from songda.records.court.staff.court_settings import publish_figures
from songda.records.court.staff.models import Court, User
from songda.records.ground.evidence.actions import NewEvent, record_abridged, sequence
from songda.records.ground.evidence.models import Event
from songda.records.overview.figures.counting import count_new
from songda.site.demo import PASSWORD

SPACE = UUID("5e3d0f00-8640-4682-b065-390319779819")
CLERK, APPROVER = (f"staff:{uuid5(SPACE, name)}" for name in ("clerk", "approver"))
ENGINE, SMS = "engine", "provider:sms"
AGES = ("18_to_59", "18_to_59", "18_to_59", "60_and_over")
CODES = (
    "UNDELIV:006",
    "UNDELIV:027",
    "UNDELIV:001",
    "UNDELIV:013",
    "UNDELIV:009",
)  # absent, absent, unknown, barred, suspended
ROLES = ("defendant", "defendant", "defendant", "third_party")
SECOND_TRY = 10  # in a hundred of what takes effect: only a second try arrived
READ = 62  # in a hundred of what arrived
SEEN = "replay"


def published() -> dict[str, Any]:
    """What was published, and how it is spread: the file beside this one."""
    return tomllib.loads(Path(__file__).with_name("replay.toml").read_text(encoding="utf-8"))


def load_replay(tell: Callable[[str], object]) -> int:
    """Load what is missing, telling how far it is; how many services were loaded now."""
    given = published()
    months = [month for period in given["period"] for month in months_of(period)]
    court = replay_court(given)
    loaded = 0
    for place, month in enumerate(months, start=1):
        if _load(month, court, given, clock.now()):
            loaded += month.launched
            tell(f"replay: {month.first:%Y-%m} loaded, {place} of {len(months)} months")
    sequence(clock.now())
    while count_new(clock.now()):
        pass
    return loaded


def replay_court(given: dict[str, Any]) -> Court:
    """The court of the replay, apart from every other; whoever asks may see its figures."""
    named = given["court"]
    with transaction.atomic():
        court = Court.objects.filter(code=named["code"]).first()
        if court is None:
            court = make_court(CourtDraft(**named), ENGINE, clock.now())
            publish_figures(court, ENGINE, clock.now())
        account = given["account"]  # for the console; everybody sees the public page
        if not User.objects.filter(username=account["username"]).exists():
            make_user(
                UserDraft(account["username"], account["name"], Role.SUPERVISOR, PASSWORD), court, ENGINE, clock.now()
            )
    return court


@dataclass(frozen=True)
class Month:
    """What is to come out of a month."""

    first: date
    launched: int
    effective: int
    looked_up: int = 0
    found: int = 0


def months_of(period: Mapping[str, Any]) -> list[Month]:
    """The months of a period with their shares: as even as whole numbers allow, the first ones more."""
    first, last = period["first"], period["last"]
    starts = [date(first.year + n // 12, n % 12 + 1, 1) for n in range(first.month - 1, _months(first, last))]
    shares = {name: _even(period.get(name, 0), len(starts)) for name in ("launched", "effective", "looked_up", "found")}
    return [Month(start, **{name: each[n] for name, each in shares.items()}) for n, start in enumerate(starts)]


def case_id(month: date, n: int) -> UUID:
    """The id of the n-th case of a month: always the same."""
    return _id("case", month, n)


def events_of(month: Month, court: Court, spread: Mapping[str, Sequence[str]]) -> Iterator[NewEvent]:
    """Every event of the month."""
    chance = random.Random(month.first.isoformat())  # noqa: S311 - not for secrets: it must come out the same
    cases = [(True, size) for size in _sizes(month.effective, chance)]
    cases += [(False, size) for size in _sizes(month.launched - month.effective, chance)]
    chance.shuffle(cases)
    maker = _Maker(month, court, spread, chance)
    for n, (is_effective, size) in enumerate(cases):
        yield from maker.served(n, size, is_effective=is_effective)
    for n in range(month.looked_up):
        yield from maker.looked_up(len(cases) + n, is_found=n < month.found)


def _months(first: date, last: date) -> int:
    return (last.year - first.year) * 12 + last.month


def _even(total: int, parts: int) -> list[int]:
    each, left = divmod(total, parts)
    return [each + (n < left) for n in range(parts)]


def _sizes(total: int, chance: random.Random) -> list[int]:
    """Envelopes of one to three papers."""
    sizes: list[int] = []
    while total:
        sizes.append(min(total, chance.choice((1, 2, 2, 3, 3))))
        total -= sizes[-1]
    return sizes


def _id(*names: object) -> UUID:
    return uuid5(SPACE, "/".join(map(str, names)))


class _Maker:
    """Makes the events of one month's cases."""

    def __init__(self, month: Month, court: Court, spread: Mapping[str, Sequence[str]], chance: random.Random) -> None:
        self.month, self.court, self.spread, self.chance = month, court, spread, chance
        self.zone = ZoneInfo(court.zone)

    def served(self, n: int, size: int, *, is_effective: bool) -> Iterator[NewEvent]:
        """A case in which so many papers are ordered for one person, and take effect together or not at all."""
        at, case = self._working_hour(), case_id(self.month.first, n)
        yield from self._opened(n, at)
        papers = [(_id("paper", case, place), kind) for place, kind in enumerate(self.spread["papers"][:size])]
        services = [_id("service", case, place) for place in range(size)]
        envelope, party = _id("envelope", case), _id("party", case)
        for paper, kind in papers:
            data: dict[str, Json] = {
                "kind": kind,
                "sha256": _hash(paper),
                "size": 0,
                "pages": self.chance.randint(1, 6),
            }
            yield NewEvent("paper.filed", f"paper:{paper}", case, at, CLERK, data)
        told: list[Json] = [[str(s), str(p)] for s, (p, _) in zip(services, papers, strict=True)]
        order: dict[str, Json] = {
            "papers": [{"id": str(paper), "sha256": _hash(paper)} for paper, _ in papers],
            "parties": [str(party)],
            "envelopes": [{"id": str(envelope), "party": str(party), "services": told}],
        }
        yield NewEvent("order.placed", f"order:{_id('order', case)}", case, at, CLERK, order)
        yield from self._tried(case, envelope, services, at, is_effective=is_effective)

    def _tried(
        self, case: UUID, envelope: UUID, services: Sequence[UUID], at: datetime, *, is_effective: bool
    ) -> Iterator[NewEvent]:
        tries = 2 if self.chance.randrange(100) < (SECOND_TRY if is_effective else 40) else 1
        for n in range(tries):
            is_last = n == tries - 1
            name = f"replay-{_id('attempt', case, n).hex[:20]}"
            yield self._attempt("planned", case, name, at, {"envelope": str(envelope), "counts_as": "sms",
                                "address_class": "confirmed", "papers": []})  # fmt: skip
            at += timedelta(seconds=self.chance.randint(2, 300))
            yield self._attempt("sent", case, name, at, {})
            if is_last and is_effective:
                at += timedelta(seconds=self.chance.randint(3, 7200))
                yield self._attempt("arrived", case, name, at, {})
                for service in services:
                    yield from self._took_effect(case, envelope, service, name, at)
            else:
                at += timedelta(minutes=self.chance.randint(1, 1440))
                seen: list[Json] = [{"kind": "failed", "code": self.chance.choice(CODES)}]
                yield self._attempt("failed", case, name, at, {"receipts": seen})
                at += timedelta(hours=self.chance.randint(1, 48))

    def _attempt(self, what: str, case: UUID, name: str, at: datetime, data: dict[str, Json]) -> NewEvent:
        return NewEvent(f"attempt.{what}", f"attempt:{name}", case, at, SMS, {"channel": "sms", **data})

    def _took_effect(self, case: UUID, envelope: UUID, service: UUID, name: str, at: datetime) -> Iterator[NewEvent]:
        data: dict[str, Json] = {"status": "effective", "effective_at": at.isoformat(), "ground": "arrival",
                                 "winning_attempt": name, "before": None}  # fmt: skip
        yield NewEvent("service.effective", f"service:{service}", case, at, ENGINE, data)
        if self.chance.randrange(100) < READ:
            read = at + timedelta(minutes=self.chance.randint(1, 2880))
            actor = f"recipient:{_id('party', case)}"
            yield NewEvent("paper.opened", f"envelope:{envelope}", case, read, actor, {"service": str(service)})

    def looked_up(self, n: int, *, is_found: bool) -> Iterator[NewEvent]:
        """A case in which the operators were asked for a person's number, and nothing else happened yet."""
        at, case = self._working_hour(), case_id(self.month.first, n)
        yield from self._opened(n, at)
        stream, party = f"lookup:{_id('lookup', case)}", str(_id("party", case))
        later = at + timedelta(hours=self.chance.randint(1, 24))
        yield NewEvent("lookup.requested", stream, case, at, CLERK, {"party": party})
        yield NewEvent("lookup.approved", stream, case, at, APPROVER, {"party": party})
        found: dict[str, Json] = {"party": party, "operator": "mobile", "numbers": int(is_found)}
        yield NewEvent("inquiry.answered", stream, case, later, "provider:registry", found)
        yield NewEvent("lookup.answered", stream, case, later, ENGINE, {"party": party})

    def _opened(self, n: int, at: datetime) -> Iterator[NewEvent]:
        case = case_id(self.month.first, n)
        data: dict[str, Json] = {"court": str(self.court.id), "number": f"{SEEN} {self.month.first:%Y-%m} {n + 1}",
                                 "branch": "civil", "procedure": "ordinary", "stage": "first_instance",
                                 "cause": self.chance.choice(self.spread["causes"]), "synthetic": True}  # fmt: skip
        yield NewEvent("case.registered", f"case:{case}", case, at, CLERK, data)
        who: dict[str, Json] = {"role": self.chance.choice(ROLES), "age_group": self.chance.choice(AGES)}
        yield NewEvent("party.registered", f"party:{_id('party', case)}", case, at, CLERK, who)

    def _working_hour(self) -> datetime:
        """Some hour of a day of this month that is not of a weekend."""
        while True:
            day = self.month.first + timedelta(days=self.chance.randrange(28))
            if day.weekday() < 5:
                return datetime.combine(day, time(9), self.zone) + timedelta(minutes=self.chance.randrange(480))


def _hash(paper: UUID) -> str:
    return sha256(paper.bytes).hexdigest()


@transaction.atomic
def _load(month: Month, court: Court, given: dict[str, Any], now: datetime) -> bool:
    """Write the events of a month; False where they are there already."""
    Court.objects.select_for_update().get(id=court.id)
    if Event.objects.filter(case_id=case_id(month.first, 0)).exists():
        return False
    record_abridged(list(events_of(month, court, given["spread"])), now)
    return True
