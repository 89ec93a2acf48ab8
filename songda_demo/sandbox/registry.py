"""The sandbox's registry: the national platform with made-up people, over real HTTP with real signatures.

What the operators say of a person is scripted by the three digits before the last of the number. The platform counts
against quotas, answers each id once, and keeps what it is told is wrong.
"""

import asyncio
import hashlib
import json
from collections import Counter, deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from aiohttp import web

from songda.clock import now
from songda.core.lookups import Operator, Purpose
from songda.exchange import Stamp, is_fresh, is_same
from songda.registries.platform import person_mark, sign_answer, sign_request

ROOT = "/registry"
LARGEST_BATCH = 100
SILENCE_SECONDS = 60.0
CLIENT = "songda"
SECRET = "sandbox-registry-secret"  # noqa: S105 - everybody may know it: everything here is made up
LIMIT = 5000
SHOWN = 60
ASKED_UNTIL_ANSWERED = 3


class Manner(StrEnum):
    """How the platform behaves about a person."""

    ORDINARY = "ordinary"
    SEVERAL = "several"
    NONE = "none"
    SUSPENDED = "suspended"
    INACTIVE = "inactive"
    REFUSED = "refused"
    OPERATOR_SILENT = "operator_silent"
    MISSING = "missing"
    LATE = "late"
    TWICE = "twice"
    OTHER_PERSON = "other_person"
    MISSING_ONCE = "missing_once"
    LINE_SILENT = "line_silent"


@dataclass(frozen=True)
class Script:
    """A manner, in words for the page."""

    manner: Manner
    zh: str
    en: str


ORDINARY = Script(Manner.ORDINARY, "在中国移动名下有一个正常使用的号码", "one number in use, at China Mobile")


SCRIPTS = {
    "901": Script(Manner.SEVERAL, "移动两个、电信一个正常使用的号码", "two numbers at Mobile, one at Telecom"),
    "902": Script(Manner.NONE, "各运营商均无号码", "no number anywhere"),
    "903": Script(Manner.SUSPENDED, "号码已停机", "the number is suspended"),
    "904": Script(Manner.INACTIVE, "号码三个月无通话、无流量", "no calls and no data for three months"),
    "905": Script(Manner.REFUSED, "运营商拒绝查询并说明原因", "refused, with a reason"),
    "906": Script(Manner.OPERATOR_SILENT, "运营商超时未答", "the operator does not answer in time"),
    "907": Script(Manner.MISSING, "回执中始终缺这个人", "always missing from the answers"),
    "908": Script(Manner.LATE, "第三次询问才有答复", "answered at the third asking"),
    "909": Script(Manner.TWICE, "同一回执中答复两次", "answered twice in one batch"),
    "910": Script(Manner.OTHER_PERSON, "答复的是另一个人", "the answer is about somebody else"),
    "911": Script(Manner.MISSING_ONCE, "首次回执缺漏，再问才有", "missing once, there when asked again"),
    "912": Script(Manner.LINE_SILENT, "平台整批不答复", "the whole platform is silent"),
}


def script_of(number: str) -> Script:
    """The script of the person with this identity number."""
    return SCRIPTS.get(number[-4:-1], ORDINARY)


# Which numbers, at which operator, in which state; whoever is not here has one at China Mobile.
_HOLDINGS: dict[Manner, dict[str, tuple[tuple[int, str], ...]]] = {
    Manner.SEVERAL: {"mobile": ((1, "in_use"), (2, "in_use")), "telecom": ((3, "in_use"),)},
    Manner.NONE: {},
    Manner.SUSPENDED: {"mobile": ((1, "suspended"),)},
    Manner.INACTIVE: {"mobile": ((1, "inactive"),)},
}


_ONE = {"mobile": ((1, "in_use"),)}


def numbers_of(number: str, operator: str) -> list[dict[str, str]]:
    """The numbers that the person holds with this operator."""
    holdings = _HOLDINGS.get(script_of(number).manner, _ONE)
    return [_held(number, place, state) for place, state in holdings.get(operator, ())]


def _held(number: str, place: int, state: str) -> dict[str, str]:
    """A made-up number whose last two digits make the sandbox's telephone an ordinary one."""
    serial = int(hashlib.sha256(f"{number} {place}".encode()).hexdigest(), 16) % 1_000_000
    return {"number": f"139{serial:06d}{60 + place}", "state": state}


_WITHOUT_NUMBERS = {
    Manner.OPERATOR_SILENT: ("operator_timeout", ""),
    Manner.REFUSED: ("refused", "no_notice_of_inquiry"),
}


@dataclass(frozen=True)
class Asked:
    """One question, for the page."""

    at: datetime
    operator: str
    purpose: str
    case: str
    said: str


@dataclass
class PlatformState:
    """The memory of the platform; `is_silent` lets it take questions and say nothing."""

    limits: dict[str, int] = field(default_factory=lambda: {purpose.value: LIMIT for purpose in Purpose})
    used: Counter[str] = field(default_factory=Counter)
    times_asked: Counter[str] = field(default_factory=Counter)
    nonces: set[str] = field(default_factory=set)
    asked: deque[Asked] = field(default_factory=lambda: deque(maxlen=SHOWN))
    corrections: dict[str, str] = field(default_factory=dict)
    is_silent: bool = False

    def answer(self, inquiries: list[Mapping[str, Any]], now: datetime) -> list[dict[str, Any]] | None:
        """The answers to a batch; None when nothing will ever come."""
        silent = any(script_of(str(one["number"])).manner is Manner.LINE_SILENT for one in inquiries)
        answers = [answer for one in inquiries for answer in self._answers(one, now)]
        return None if self.is_silent or silent else answers

    def quotas(self) -> list[dict[str, Any]]:
        """What the platform says of its counting."""
        return [{"purpose": word, "limit": limit, "used": self.used[word]} for word, limit in self.limits.items()]

    def is_used_up(self, purpose: str) -> bool:
        """Whether the day's quota is gone; a question that was asked before is not counted again."""
        return self.used[purpose] >= self.limits.get(purpose, 0)

    def take_corrections(self, corrections: list[Mapping[str, Any]]) -> list[str]:
        """Keep which numbers were wrong; a repeated report is the same report."""
        for one in corrections:
            self.corrections.setdefault(str(one["id"]), str(one["number"]))
        return [str(one["id"]) for one in corrections]

    def _answers(self, inquiry: Mapping[str, Any], now: datetime) -> list[dict[str, Any]]:
        inquiry_id, purpose = str(inquiry["id"]), str(inquiry["purpose"])
        if not self.times_asked[inquiry_id]:
            if self.is_used_up(purpose):
                return [self._note(inquiry, "quota_exceeded", now)]
            self.used[purpose] += 1
        self.times_asked[inquiry_id] += 1
        return self._by_script(inquiry, self.times_asked[inquiry_id], now)

    def _by_script(self, inquiry: Mapping[str, Any], times: int, now: datetime) -> list[dict[str, Any]]:
        manner = script_of(str(inquiry["number"])).manner
        if manner is Manner.MISSING or (manner is Manner.MISSING_ONCE and times == 1):
            return []
        if manner is Manner.LATE and times < ASKED_UNTIL_ANSWERED:
            return [self._note(inquiry, "pending", now)]
        if manner in _WITHOUT_NUMBERS:
            status, reason = _WITHOUT_NUMBERS[manner]
            return [{**self._note(inquiry, status, now), "reason": reason}]
        held = self._held(inquiry, now)
        if manner is Manner.OTHER_PERSON:
            held["person"] = person_mark(str(inquiry["id"]), "他人", "0")
        return [held, held] if manner is Manner.TWICE else [held]

    def _held(self, inquiry: Mapping[str, Any], now: datetime) -> dict[str, Any]:
        held = numbers_of(str(inquiry["number"]), str(inquiry["operator"]))
        return {**self._note(inquiry, "numbers" if held else "none", now), "numbers": held}

    def _note(self, inquiry: Mapping[str, Any], said: str, now: datetime) -> dict[str, Any]:
        operator, purpose = Operator(str(inquiry["operator"])), str(inquiry["purpose"])
        self.asked.appendleft(Asked(now, operator.value, purpose, str(inquiry["case"])[:60], said))
        inquiry_id = str(inquiry["id"])
        mark = person_mark(inquiry_id, str(inquiry["name"]), str(inquiry["number"]))
        return {"id": inquiry_id, "operator": operator.value, "person": mark, "status": said}


STATE = web.AppKey("registry", PlatformState)


def add_routes(app: web.Application) -> None:
    """Adds the registry to the sandbox's application."""
    app[STATE] = PlatformState()
    app.router.add_post(f"{ROOT}/v1/inquiries", answer_inquiries)
    app.router.add_post(f"{ROOT}/v1/corrections", take_corrections)
    app.router.add_get(f"{ROOT}/switch", show_switch)
    app.router.add_post(f"{ROOT}/switch", turn_switch)


async def answer_inquiries(request: web.Request) -> web.Response:
    """A batch of questions, each answered as its person's script says."""
    body = await _opened(request)
    inquiries = body.get("inquiries")
    if not isinstance(inquiries, list) or not 1 <= len(inquiries) <= LARGEST_BATCH:
        return _signed(request, {"error": f"Send 1 to {LARGEST_BATCH} inquiries."}, 422)
    state = request.app[STATE]
    fresh = [one for one in inquiries if not state.times_asked[str(one["id"])]]
    if fresh == inquiries and all(state.is_used_up(str(one["purpose"])) for one in inquiries):
        return _signed(request, {"error": "quota_exceeded", "quotas": state.quotas()}, 429)
    answers = state.answer(inquiries, now())
    if answers is None:
        await asyncio.sleep(SILENCE_SECONDS)
    return _signed(request, {"answers": answers or [], "quotas": state.quotas()})


async def take_corrections(request: web.Request) -> web.Response:
    """Numbers that turned out not to be the person's."""
    body = await _opened(request)
    corrections = body.get("corrections")
    if not isinstance(corrections, list):
        return _signed(request, {"error": "Send corrections."}, 422)
    return _signed(request, {"taken": request.app[STATE].take_corrections(corrections)})


async def show_switch(request: web.Request) -> web.Response:
    """Quotas, whether it is silent, how many numbers were reported wrong."""
    state = request.app[STATE]
    switch = {"quotas": state.quotas(), "silent": state.is_silent, "corrections": len(state.corrections)}
    return web.json_response(switch)


async def turn_switch(request: web.Request) -> web.Response:
    """`{"limits": {"service": 10}}` changes a quota without notice; `{"silent": true}` lets it say nothing."""
    try:
        wanted = await request.json()
        limits = {str(word): int(limit) for word, limit in dict(wanted.get("limits", {})).items()}
        silent = bool(wanted.get("silent", request.app[STATE].is_silent))
    except (ValueError, TypeError, AttributeError):
        return web.json_response({"error": 'Send {"limits": {"service": 10}} or {"silent": true}.'}, status=400)
    state = request.app[STATE]
    state.limits.update(limits)
    state.is_silent = silent
    return await show_switch(request)


async def _opened(request: web.Request) -> Mapping[str, Any]:
    """What was asked; 401 unless it is signed, fresh, and was never heard before."""
    body = await request.read()
    heads = request.headers
    stamp = Stamp(heads.get("X-At", ""), heads.get("X-Nonce", ""))
    state = request.app[STATE]
    signature = sign_request(SECRET, request.path, stamp, body)
    is_ours = heads.get("X-Client") == CLIENT and is_same(heads.get("X-Signature", ""), signature)
    if not is_ours or not is_fresh(stamp, now()) or stamp.nonce in state.nonces:
        raise web.HTTPUnauthorized(text="Not signed, too old, or heard before.")
    state.nonces.add(stamp.nonce)
    try:
        content = json.loads(body)
    except ValueError:
        content = {}
    return content if isinstance(content, dict) else {}


def _signed(request: web.Request, content: Mapping[str, Any], status: int = 200) -> web.Response:
    body = json.dumps(content, ensure_ascii=False).encode()
    signature = sign_answer(SECRET, request.headers.get("X-Nonce", ""), status, body)
    return web.Response(body=body, status=status, content_type="application/json", headers={"X-Signature": signature})
