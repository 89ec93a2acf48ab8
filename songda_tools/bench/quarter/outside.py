"""The world outside the court in the quarter: the operator of messages, and the carrier of letters.

Both do what the fate of the recipient says, on the days on which such things happen, and report by the court's own
doors; only the lines between are left out.
"""

import base64
import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from songda.carriers.contract import Push
from songda.carriers.entry import read_account
from songda.carriers.signed.carrier import SignedCarrier
from songda.carriers.signed.signatures import TO_COURT, sign
from songda.channels.contract import Message, Outcome, Part, RawReport, Receipt, ReportKind, Sent
from songda.channels.registry import entries
from songda.clock import new_id
from songda.exchange import new_stamp
from songda.records.service.attempts.leases import begin_lease
from songda.records.service.attempts.outgoing import Sender, claim
from songda.records.service.attempts.reports import keep_reports
from songda.records.service.attempts.submissions import note_sent
from songda.records.ways.post.carriage.announcements import (
    begin,
    next_consignment,
    next_enquiry,
    note_announced,
    note_enquiry,
)
from songda.records.ways.post.carriage.reading import NewPush, keep_push
from songda_demo.sandbox.carrier.slips import slip
from songda_tools.bench.quarter.town import Fate

WINDOW = timedelta(hours=72)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
AT_ONCE = 200
IN_ONE_PUSH = 60
_SECRET = "made-up-secret-of-the-bench"  # noqa: S105 - of a carrier that exists nowhere else
NAME = "signed"
_PATH = "/api/v1/carriers/signed/reports"


class Operator:
    """Takes every message over one channel, and reports at once; of some it never does."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._sender = Sender(entries()[name].route, f"bench:{new_id().hex}")
        self._waiting: list[RawReport] = []
        begin_lease(self._sender.worker)

    def send(self, fate_of: Mapping[str, Fate], now: datetime) -> int:
        """Hand over what is due; `fate_of` by number. How many."""
        claims = claim(self._sender, AT_ONCE, now)
        note_sent(self.name, [_taken(one.message, now) for one in claims], WINDOW, now)
        for one in claims:
            if fate_of.get(one.message.to) is not Fate.NO_REPORT:
                body = {"id": _id(one.message), "ref": one.message.ref.zfill(18), "to": one.message.to}
                self._waiting.append(RawReport(self.name, "bench", json.dumps(body).encode(), now))
        return len(claims)

    def report(self) -> int:
        """Everything that arrived."""
        reports, self._waiting = self._waiting, []
        if reports:
            keep_reports(reports)
        return len(reports)

    def read(self, body: bytes) -> list[Receipt]:
        """One of its reports."""
        said = json.loads(body)
        return [Receipt(ReportKind.ARRIVED, "DELIVRD", said["id"], said["ref"], said["to"], 1)]


def _taken(message: Message, now: datetime) -> Sent:
    return Sent(message.ref, Outcome.ACCEPTED, "0", "", now, now, (Part(1, _id(message)),), 1)


def _id(message: Message) -> str:
    return f"bench-{message.ref}"


Step = tuple[timedelta, dict[str, Any]]
_HANDED: Step = (4 * HOUR, {"kind": "handed"})
_TRIES: list[Step] = [((2 + each) * DAY, {"kind": "tried", "cause": "nobody_met"}) for each in range(3)]


def _course(kind: str, word: str, days: int, *, scan: bool = True) -> list[Step]:
    told = {"signer": word} if kind == "delivered" else {"cause": word}
    steps: list[Step] = [_HANDED, (days * DAY, {"kind": kind, **told})]
    steps += [((days + 1) * DAY, {"kind": "scanned"})] if scan else []
    return [*steps, ((days + 1) * DAY + HOUR, {"kind": "closed"})]


_WRONG = _course("returned", "wrong_address", 3)
COURSES: Mapping[Fate, Sequence[Step]] = {
    Fate.SIGNED: _course("delivered", "recipient", 2),
    Fate.HOUSEHOLD: _course("delivered", "cohabitant", 2),
    Fate.GIVEN_BACK: [*_TRIES, *_course("returned", "nobody_met", 6)],
    Fate.NO_SCAN: _course("delivered", "recipient", 2, scan=False),
    Fate.LOST: [_HANDED, (3 * DAY, {"kind": "lost"})],
    Fate.CONTRADICTED: _course("delivered", "recipient", 2),
    Fate.SILENT: [_HANDED],
    Fate.VISITED: _WRONG,
    Fate.NOTICED: _WRONG,
}
WHEN_ASKED: Mapping[Fate, Sequence[Step]] = {Fate.SILENT: COURSES[Fate.SIGNED][1:]}


class CarrierOfAll:
    """Has every letter from the day on which its sack was sealed; tells of each day in a few pushes."""

    def __init__(self) -> None:
        example = "https://court:…@carrier.example/post"
        self._carrier = SignedCarrier(read_account(f"https://court:{_SECRET}@carrier.example/post", example))
        self.carriers = {NAME: self._carrier}
        self._due: dict[str, list[tuple[datetime, dict[str, Any]]]] = defaultdict(list)
        self._fates: dict[str, Fate] = {}
        self.taken: list[str] = []

    def take(self, fates: Callable[[], Mapping[str, Fate]], now: datetime) -> int:
        """Hear of what was sealed, and of what the court asks after; `fates` by number. How many letters."""
        while begin(self.carriers, now):
            pass
        letters, fate_of = 0, fates()
        while (told := next_consignment(self.carriers, now)) is not None:
            numbers = [parcel.number for parcel in told.consignment.parcels]
            for number in numbers:
                self._fates[number] = fate_of.get(number, Fate.SIGNED)
                self._plan(number, COURSES[self._fates[number]], told.consignment.sealed_at)
            note_announced(told, frozenset(numbers), now)
            self.taken += numbers
            letters += len(numbers)
        while (question := next_enquiry(self.carriers, now)) is not None:
            self._plan(question.number, WHEN_ASKED.get(self._fates[question.number], ()), now)
            note_enquiry(question, None, now)
        return letters

    def _plan(self, number: str, course: Sequence[Step], since: datetime) -> None:
        self._due[number] += [(since + after, {"number": number, **told}) for after, told in course]

    def report(self, now: datetime) -> int:
        """All that happened up to now; how many reports."""
        happened = list(self._happened(now))
        for start in range(0, len(happened), IN_ONE_PUSH):
            self._push(happened[start : start + IN_ONE_PUSH], now)
        return len(happened)

    def _happened(self, now: datetime) -> Iterator[dict[str, Any]]:
        for number, steps in self._due.items():
            for at, told in steps:
                if at <= now:
                    picture = {"scan": _picture(number, at)} if told["kind"] == "scanned" else {}
                    yield {**told, "at": at.isoformat(), **picture}
            self._due[number] = [step for step in steps if step[0] > now]

    def _push(self, reports: Sequence[dict[str, Any]], now: datetime) -> None:
        body = json.dumps({"reports": reports}).encode()
        stamp = new_stamp(now)
        heads = {"x-at": stamp.at, "x-nonce": stamp.nonce, "x-client": "court"}
        heads["x-signature"] = sign(_SECRET, TO_COURT, _PATH, stamp, body)
        opened = self._carrier.open_push(Push(_PATH, heads, body), now)
        keep_push(NewPush(NAME, opened.once, body), now)


def _picture(number: str, at: datetime) -> str:
    return base64.b64encode(slip(number, "return", at)).decode()
