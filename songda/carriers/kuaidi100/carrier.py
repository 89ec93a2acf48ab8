"""The platform's push: a form with `param` (JSON, the whole course each time) and `sign`, MD5 of it and a shared salt.

Its form knows neither a moment nor a number used once: whoever caught a push can bring it again. Since the same fact
counts once however often it comes, that changes nothing; a fact that was never pushed cannot be made without the salt.
"""

import hashlib
import hmac
import json
import logging
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from urllib.parse import parse_qs, urlencode
from zoneinfo import ZoneInfo

from songda.carriers.contract import (
    LONGEST_NUMBER,
    MOST_REPORTS,
    Answer,
    CarrierError,
    Consignment,
    ForgedError,
    OpenedPush,
    Push,
    ReadReport,
    Trouble,
)
from songda.carriers.entry import Account
from songda.carriers.line import post, require_welcome
from songda.clock import kept_moment
from songda.core.delivery.carriage import UNKNOWN, UNREADABLE, Kind
from songda.core.law.facts import Person, ReturnCause
from songda.exchange import read_json

log = logging.getLogger("songda.worker")
ZONE: Final = ZoneInfo("Asia/Shanghai")  # in which the platform writes its times, without saying so
TAKEN: Final = frozenset({"200", "501"})  # subscribed; subscribed before
TROUBLES: Final[Mapping[str, tuple[Trouble, str]]] = {  # that concern every letter, as its documentation names them
    "500": (Trouble.UNREACHABLE, "a fault of its own"),
    "600": (Trouble.REFUSED, "the key is wrong, or has run out"),
    "601": (Trouble.REFUSED, "the key is wrong, or has run out"),
    "701": (Trouble.REFUSED, "it does not follow this carrier for us"),
}
OVER: Final = "shutdown"  # the platform's word for a course of which nothing more comes
FORM: Final = "application/x-www-form-urlencoded"

# Of the platform's states those that say something of service: what, why in vain, who signed. A state that nobody but
# the recipient can have signed is told as such; "signed by another", a locker or a shop names nobody.
_STATES: Mapping[str, tuple[Kind, str, str]] = {
    "1": (Kind.HANDED, "", ""),
    "103": (Kind.HANDED, "", ""),
    "203": (Kind.TRIED, UNKNOWN, ""),  # refused, by whom is not told
    "204": (Kind.TRIED, UNKNOWN, ""),
    "205": (Kind.TRIED, ReturnCause.NOT_COLLECTED, ""),
    "206": (Kind.TRIED, ReturnCause.NOBODY_MET, ""),
    "209": (Kind.DAMAGED, "", ""),
    "3": (Kind.DELIVERED, "", UNREADABLE),
    "301": (Kind.DELIVERED, "", Person.RECIPIENT),
    "302": (Kind.DELIVERED, "", UNREADABLE),
    "303": (Kind.DELIVERED, "", UNREADABLE),
    "304": (Kind.DELIVERED, "", Person.STRANGER),
    "4": (Kind.RETURNED, UNKNOWN, ""),
    "14": (Kind.RETURNED, UNKNOWN, ""),
}
# On its way, out for delivery, in customs, coming back: nothing of it is a fact of service.
_MOVES = frozenset({"0", "1001", "1002", "1003", "101", "102", "5", "501", "6", "7", "8", "10", "11", "12", "13"})
_QUIET = frozenset({"2", "201", "202", "207", "208"})  # a difficulty without a word that means something here


class Kuaidi100:
    """Our account with the platform: `https://KEY:SALT@host/poll?company=ems&callback=https://court/…`."""

    def __init__(self, account: Account) -> None:
        self.products, self.sender = account.products, account.client
        self._account = account

    def hand_over(self, consignment: Consignment) -> frozenset[str]:
        """Subscribe to each letter's course; neither name nor place is told."""
        return frozenset(parcel.number for parcel in consignment.parcels if self._subscribe(parcel.number))

    def enquire(self, number: str, once: str) -> None:  # noqa: ARG002 - it can be asked nothing
        """The platform pushes and cannot be asked with this account: somebody has to telephone."""
        raise CarrierError(Trouble.NOT_OFFERED, "this carrier takes no enquiries")

    def open_push(self, push: Push, now: datetime) -> OpenedPush:  # noqa: ARG002 - its form knows no moment
        """ForgedError unless it is signed with our salt."""
        fields = _fields(push.body)
        expected = _md5(fields.get("param", "") + self._account.secret)
        if not hmac.compare_digest(fields.get("sign", "").upper().encode(), expected.encode()):
            raise ForgedError("it does not bear the carrier's signature")
        return OpenedPush(hashlib.sha256(push.body).hexdigest())

    def read_push(self, body: bytes) -> Sequence[ReadReport]:
        """The course so far; ValueError for what is not in the platform's form."""
        try:
            param = read_json(_fields(body).get("param", ""))
        except ValueError:
            raise ValueError("its param is no JSON") from None
        result = param.get("lastResult") if isinstance(param, dict) else None
        number, course = (result.get("nu"), result.get("data")) if isinstance(result, dict) else (None, None)
        if not isinstance(course, list) or len(course) > MOST_REPORTS:
            raise ValueError("it has no course")
        if not all(isinstance(step, dict) for step in course):
            raise ValueError("a step of its course is an object")
        return list(_heard(str(number or "")[:LONGEST_NUMBER], course, is_over=param.get("status") == OVER))

    def answer(self, opened: OpenedPush) -> Answer:  # noqa: ARG002 - the same for all
        """In the platform's words."""
        return Answer(200, b'{"result":true,"returnCode":"200","message":"ok"}', "application/json")

    def _subscribe(self, number: str) -> bool:
        account = self._account
        parameters = {"callbackurl": account.options.get("callback", ""), "salt": account.secret, "resultv2": "4"}
        param = {
            "company": account.options.get("company", "ems"),
            "number": number,
            "key": account.client,
            "parameters": parameters,
        }
        body = urlencode({"schema": "json", "param": json.dumps(param)}).encode()
        reply = post(account.base + account.path, body, {"Content-Type": FORM})
        require_welcome(reply)
        try:
            answer = read_json(reply.body)
        except ValueError:
            raise CarrierError(Trouble.UNREADABLE, f"the carrier's answer is no JSON (HTTP {reply.status})") from None
        return _is_taken(str(answer.get("returnCode")) if isinstance(answer, dict) else "", number)


def _is_taken(code: str, number: str) -> bool:
    """Whether the platform follows that letter; CarrierError where it follows none of ours."""
    if code in TROUBLES:
        trouble, words = TROUBLES[code]
        raise CarrierError(trouble, f"the platform answers {code}: {words}")
    if code not in TAKEN:
        log.warning("the platform does not follow letter %s (%s); it is asked again", number, code[:10] or "no code")
    return code in TAKEN


def _fields(body: bytes) -> Mapping[str, str]:
    """The form; of a name that stands twice nothing is taken, since two readers might take another one each."""
    try:
        read = parse_qs(body.decode(), keep_blank_values=True, max_num_fields=20)
    except (UnicodeDecodeError, ValueError):
        return {}
    return {name: values[0] for name, values in read.items() if len(values) == 1}


def _md5(text: str) -> str:
    """The platform's own signature, weak as it is: nothing that it signs leads to an effect by itself."""
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest().upper()


def _heard(number: str, course: Sequence[Mapping[str, Any]], *, is_over: bool) -> Iterator[ReadReport]:
    for step in course:
        code = str(step.get("statusCode") or "")[:8]
        if code in _MOVES or code in _QUIET:
            continue
        at, words = _moment(step), str(step.get("context") or "")[:400]
        kind, cause, signer = _STATES.get(code, (None, "", ""))
        yield ReadReport(number, kind, at, code or "none", cause=cause, signer=signer, words=words)
    if is_over and course:
        latest = max(filter(None, map(_moment, course)), default=None)
        yield ReadReport(number, Kind.CLOSED, latest, OVER)


def _moment(step: Mapping[str, Any]) -> datetime | None:
    try:
        words = str(step.get("ftime") or step.get("time"))
        return kept_moment(datetime.strptime(words, "%Y-%m-%d %H:%M:%S").replace(tzinfo=ZONE))
    except ValueError:
        return None
