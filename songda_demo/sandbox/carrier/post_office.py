"""The carrier's memory and its clock: what is to happen to each letter next, and the pushes that tell the court of it.

A letter's course is kept on disk: after a restart on a later day everything that fell due meanwhile is reported, in its
order and with its own moments.
"""

import asyncio
import base64
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

import aiohttp

from songda.carriers.signed.signatures import TO_COURT, sign
from songda.clock import now
from songda.core.delivery.carriage import Kind
from songda.exchange import new_stamp
from songda_demo.sandbox.carrier.scripts import Deed, Step, script_in
from songda_demo.sandbox.carrier.slips import slip
from songda_demo.sandbox.store import Memory

CLIENT: Final = "songda"
SECRET: Final = "sandbox-carrier-secret"  # noqa: S105 - everybody may know it: everything here is made up
PUSH_PATH: Final = "/api/v1/carriers/signed/reports"
TICK_S: Final = 0.5
PATIENCE_S: Final = 20.0
REST_S: Final = 5.0  # after a push that the court did not take
STRANGE_NUMBER: Final = "EA000000005CN"


@dataclass
class Parcel:
    """A letter that the carrier has; `told`: what it reported of it, `due_at`: when the next step happens."""

    number: str
    product: str
    name: str
    place: str
    taken_at: datetime
    steps: int = 0  # that have happened
    due_at: datetime | None = None
    told: list[dict[str, Any]] = field(default_factory=list)
    is_new: bool = True  # the court does not know the last report yet
    enquiries: int = 0

    @property
    def script(self) -> list[Step]:
        """All that happens to it by the clock."""
        return [step for step in script_in(self.place) if step.after is not None]

    @property
    def when_asked(self) -> list[Step]:
        """What happens when the court enquires."""
        return [step for step in script_in(self.place) if step.after is None]

    @property
    def next_step(self) -> Step | None:
        """What happens next by the clock."""
        return self.script[self.steps] if self.steps < len(self.script) else None

    def to_json(self) -> dict[str, Any]:
        moments = {"taken_at": self.taken_at.isoformat(), "due_at": self.due_at.isoformat() if self.due_at else None}
        return {**vars(self), **moments}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Parcel":
        due = kept["due_at"]
        moments = {"taken_at": datetime.fromisoformat(kept["taken_at"]), "due_at": due and datetime.fromisoformat(due)}
        return cls(**{**kept, **moments})


class PostOffice:
    """All letters, and the line to the court; port 0: the court takes no reports."""

    def __init__(self, court_port: int, store: Memory, pace: float = 1.0) -> None:
        self.court_port, self.refused = court_port, 0
        self._store, self._pace = store, pace
        self._ids: dict[str, int] = {}
        self.parcels: dict[str, Parcel] = {}
        for kept in store.all("parcel"):
            parcel = Parcel.from_json(kept)
            self._ids[parcel.number] = len(self._ids) + 1
            self.parcels[parcel.number] = parcel
        self._session: aiohttp.ClientSession | None = None
        self._work: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Lets time pass."""
        self._work = asyncio.get_running_loop().create_task(self._live())

    async def stop(self) -> None:
        if self._work is not None:
            self._work.cancel()
            await asyncio.gather(self._work, return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    def take(self, told: Mapping[str, Any]) -> str:
        """One letter; one that it has already is the same letter."""
        number = str(told["number"])
        if number not in self.parcels:
            parcel = Parcel(number, str(told["product"]), str(told["name"]), str(told["place"]), now())
            self._ids[number] = len(self._ids) + 1
            self.parcels[number] = parcel
            self._wait_for_next(parcel, parcel.taken_at)
            self._keep(parcel)
        return number

    async def enquire(self, number: str) -> None:
        """The court asks: everything is told again, and what its script keeps for that happens."""
        parcel = self.parcels.get(number)
        if parcel is None:
            return
        parcel.enquiries += 1
        for step in parcel.when_asked if parcel.enquiries == 1 else []:
            parcel.told += list(_reports(parcel, step, now()))
        parcel.is_new = True
        self._keep(parcel)

    async def hurry(self, number: str) -> None:
        """Lets the next step of a letter happen now."""
        parcel = self.parcels.get(number)
        if parcel is not None and parcel.next_step is not None:
            parcel.due_at = now()
            await self._go_on(parcel)

    async def _live(self) -> None:
        while True:
            at = now()
            for parcel in [*self.parcels.values()]:
                if parcel.is_new or (parcel.due_at is not None and parcel.due_at <= at):
                    await self._go_on(parcel)
            await asyncio.sleep(TICK_S)

    async def _go_on(self, parcel: Parcel) -> None:
        """Everything that fell due, told in one push; what the court did not take is told again later."""
        while (step := parcel.next_step) is not None and parcel.due_at is not None and parcel.due_at <= now():
            at = parcel.due_at
            parcel.steps += 1
            if step.word in {Deed.NONSENSE, Deed.STRANGER, Deed.FORGED, Deed.TWICE}:
                await self._misbehave(parcel, step)
            parcel.told += list(_reports(parcel, step, at))
            parcel.is_new = True
            self._wait_for_next(parcel, at)
        if not parcel.told or await self._push({"reports": parcel.told}):
            parcel.is_new = False
        else:
            await asyncio.sleep(REST_S * self._pace)
        self._keep(parcel)

    def _wait_for_next(self, parcel: Parcel, since: datetime) -> None:
        step = parcel.next_step
        parcel.due_at = since + step.after * self._pace if step is not None and step.after is not None else None

    def _keep(self, parcel: Parcel) -> None:
        self._store.put("parcel", self._ids[parcel.number], parcel)
        self._store.keep()

    async def _misbehave(self, parcel: Parcel, step: Step) -> None:
        if step.word == Deed.NONSENSE:
            await self._push({"reports": "none"})
        elif step.word == Deed.STRANGER:
            report = {"number": STRANGE_NUMBER, "kind": Kind.HANDED, "at": now().isoformat()}
            await self._push({"reports": [report]})
        elif step.word == Deed.FORGED:
            await self._push({"reports": parcel.told}, secret="not-the-secret-of-both")  # noqa: S106 - made up
        elif parcel.told:
            await self._push({"reports": parcel.told[-1:] * 2})

    async def _push(self, content: Mapping[str, Any], secret: str = SECRET) -> bool:
        if not self.court_port:
            return True
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=PATIENCE_S))
        body, stamp = json.dumps(content, ensure_ascii=False).encode(), new_stamp(now())
        headers = {
            "Content-Type": "application/json",
            "X-Client": CLIENT,
            "X-At": stamp.at,
            "X-Nonce": stamp.nonce,
            "X-Signature": sign(secret, TO_COURT, PUSH_PATH, stamp, body),
        }
        url = f"http://127.0.0.1:{self.court_port}{PUSH_PATH}"
        try:
            async with self._session.post(url, data=body, headers=headers) as answer:
                is_taken = answer.status == 200
        except (aiohttp.ClientError, TimeoutError):
            is_taken = False
        self.refused += not is_taken
        return is_taken


def _reports(parcel: Parcel, step: Step, at: datetime) -> Iterator[dict[str, Any]]:
    """What a step says in the protocol."""
    kind = step.kind
    if kind is None or (kind is Kind.SCANNED and step.value == "missing"):
        return
    told = at + step.shift
    report: dict[str, Any] = {"number": parcel.number, "kind": kind.value, "at": told.isoformat(), "sender": CLIENT}
    report |= {name: value for name, value in step.options.items() if name != "at"}
    if kind is Kind.DELIVERED:
        report["signer"] = step.value
    elif kind in {Kind.RETURNED, Kind.TRIED}:
        report["cause"] = step.value or ("nobody_met" if kind is Kind.TRIED else "")
    elif kind is Kind.SCANNED:
        report["scan"] = base64.b64encode(slip(parcel.number, _last_words(parcel), at, step.value)).decode()
    yield report


def _last_words(parcel: Parcel) -> str:
    last = parcel.told[-1] if parcel.told else {}
    return " ".join(str(last.get(name) or "") for name in ("kind", "signer", "cause"))
