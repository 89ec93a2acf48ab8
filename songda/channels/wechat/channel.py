"""WeChat as a way of reaching a person: hands messages to its interface over lines that share one access token."""

import asyncio
import contextlib
import json
import re
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Final

import aiohttp

from songda.channels.contract import NO_SLIP, Message, Outcome, OwnerAct, Receipt, Sent, Sink, Slip
from songda.channels.intake import Intake
from songda.channels.one_by_one import CLOSED, NOBODY_KNOWS, CalledOff, Verdict, submit_each
from songda.channels.wechat.address import Kind, WechatAddress
from songda.channels.wechat.callbacks import Envelope, Listener, Ours, read_callback
from songda.channels.wechat.errors import (
    QUOTA_PAUSES_S,
    Fault,
    LostError,
    NotWrittenError,
    fault_of,
    what_to_mend,
)
from songda.channels.wechat.wording import body_of
from songda.exchange import read_json

PATHS: Final[Mapping[Kind, str]] = {
    Kind.TEMPLATE: "/cgi-bin/message/template/send",
    Kind.SUBSCRIPTION: "/cgi-bin/message/subscribe/bizsend",
    Kind.MINI: "/cgi-bin/message/subscribe/send",
}
CLOSE_S: Final = 4.0  # for the answers to what was written, when we end
REPEATS_S: Final = (0.5, 2.0)  # pauses before a keyed message is handed over again; the key is good for ten minutes
TOKENS: Final = 2  # so many refused tokens, then it is put off


OUTCOMES: Final[Mapping[Fault, Outcome]] = {
    Fault.NONE: Outcome.ACCEPTED,
    Fault.TOKEN: Outcome.RETRY_LATER,
    Fault.QUOTA: Outcome.RETRY_LATER,
    Fault.COURT: Outcome.RETRY_LATER,
    Fault.RECIPIENT: Outcome.REJECTED,
    Fault.MESSAGE: Outcome.REJECTED,
    Fault.BUSY: Outcome.UNKNOWN,
    Fault.UNRECOGNISED: Outcome.UNKNOWN,
}


class WechatChannel:
    """Messages of one WeChat account."""

    name = "wechat"

    def __init__(self, address: WechatAddress) -> None:
        self._address = address
        self._envelope = Envelope(address.token, address.key, address.app_id)
        self._line = Line(address)
        self._intake = Intake(self.name, address.app_id)
        self.listener = Listener(address, self._envelope, self._intake, self._line.who) if address.listen else None
        self._is_open = False
        self._trouble: str | None = None
        self._quiet_until = 0.0  # WeChat takes nothing before; by the loop's clock
        self._in_hand: set[asyncio.Task[Any]] = set()

    async def open(self, sink: Sink) -> None:
        """Listens for callbacks; WeChat is dialled with the first message."""
        self._intake.open(sink)
        if self.listener is not None:
            await self.listener.open()
        self._line.open()
        self._is_open = True

    @property
    def trouble(self) -> str | None:
        """Why nothing can go out now."""
        return self._trouble if self._is_open else "not open"

    def share(self, workers: int) -> None:
        """No speed is agreed with WeChat: it says when it has had enough."""

    async def submit(self, messages: Sequence[Message], slip: Slip = NO_SLIP) -> list[Sent]:
        """Submits the messages over a few connections; one `Sent` each, in the same order."""
        return await submit_each(messages, self._address.window, partial(self._hand_over, slip), slip)

    async def close(self) -> None:
        """Waits a little for the answers to what was written, keeps what was reported, hangs up."""
        if not self._is_open:
            return
        self._is_open = False
        if self._in_hand:
            await asyncio.wait(list(self._in_hand), timeout=CLOSE_S)
        await self._line.close()
        if self.listener is not None:
            await self.listener.close()
        await self._intake.drain()

    def read_report(self, body: bytes) -> Sequence[Receipt | OwnerAct]:
        """What a callback says."""
        return read_callback(self._envelope, Ours(self._address.template, self._address.is_alone), body)

    async def _hand_over(self, slip: Slip, message: Message) -> Verdict:
        """One message; whoever closes waits for it."""
        if not self._is_open:
            return CLOSED
        task, hand_over = asyncio.current_task(), _HandOver(self, message, slip)
        assert task is not None  # noqa: S101 - a coroutine runs in one
        self._in_hand.add(task)
        try:
            return await hand_over.run()
        except asyncio.CancelledError:
            raise CalledOff(hand_over.so_far) from None
        finally:
            self._in_hand.discard(task)

    def may_write(self) -> bool:
        """Whether we are open."""
        return self._is_open

    def quiet_s(self) -> float:
        """Seconds for which WeChat wants to hear nothing."""
        return max(0.0, self._quiet_until - asyncio.get_running_loop().time())

    async def token(self) -> str:
        """The token for the next message."""
        return await self._line.token()

    async def renew(self, refused: str) -> None:
        """Another token, since this one was refused."""
        await self._line.renew(refused)

    async def post(self, body: Mapping[str, Any], token: str) -> Mapping[str, Any]:
        """One message, handed over once."""
        return await self._line.post(PATHS[self._address.kind], body, token)

    def body_of(self, message: Message) -> dict[str, Any]:
        """What is posted for a message."""
        return body_of(message, self._address)

    @property
    def repeats(self) -> bool:
        """Whether a message may be handed over again while nobody knows what became of it."""
        return self._address.repeats

    def note_fault(self, fault: Fault, code: int) -> None:
        """What an answer says of the whole account, not of one message."""
        if fault is Fault.QUOTA:
            self._quiet_until = asyncio.get_running_loop().time() + QUOTA_PAUSES_S[code]
            self._trouble = f"WeChat takes no more messages for now ({code})"
        elif fault is Fault.COURT:
            self._trouble = what_to_mend(code)
        elif fault in {Fault.NONE, Fault.RECIPIENT, Fault.MESSAGE}:
            self._trouble = None

    def note_away(self, why: str) -> None:
        """Nothing can go out."""
        self._trouble = why


class _HandOver:
    """Hands one message over, again where that is safe, until something is known of it or time is over."""

    def __init__(self, channel: WechatChannel, message: Message, slip: Slip) -> None:
        self._channel, self._message, self._slip = channel, message, slip
        self.so_far = CLOSED  # what is to be said where we are called off

    async def run(self) -> Verdict:
        """What became of it in the end."""
        try:
            body = self._channel.body_of(self._message)
        except ValueError as wrong:
            return Verdict(Outcome.REJECTED, "unsendable", str(wrong))
        verdict = await self._once(body)
        for pause in REPEATS_S if self._channel.repeats else ():
            if verdict.outcome is not Outcome.UNKNOWN or not self._channel.may_write():
                break
            await asyncio.sleep(pause)
            again = await self._once(body)
            # That it was taken is known of both by its key; a refusal of the second says nothing of the first.
            verdict = again if again.outcome is Outcome.ACCEPTED else verdict
        return verdict

    async def _once(self, body: Mapping[str, Any]) -> Verdict:
        for _ in range(TOKENS):
            if self._channel.quiet_s() > 0:
                return Verdict(Outcome.RETRY_LATER, "quota", "WeChat takes no more messages for now")
            try:
                token = await self._channel.token()
                if not (self._channel.may_write() and self._slip.may_write(self._message.ref)):
                    return CLOSED
                before, self.so_far = self.so_far, NOBODY_KNOWS
                answer = await self._channel.post(body, token)
            except NotWrittenError as away:
                self._channel.note_away(str(away))
                return Verdict(Outcome.NOT_SENT, away.code, str(away))
            except LostError as lost:
                return Verdict(Outcome.UNKNOWN, "no-answer", str(lost))
            verdict = self._read(answer)
            if fault_of(code_of(answer)) is not Fault.TOKEN:
                return verdict
            self.so_far = before  # of this try it is known that nothing went out; of one before it nothing new
            with contextlib.suppress(NotWrittenError):
                await self._channel.renew(token)
        return verdict

    def _read(self, answer: Mapping[str, Any]) -> Verdict:
        code = code_of(answer)
        fault = fault_of(code)
        self._channel.note_fault(fault, code)
        if fault is not Fault.NONE:
            return Verdict(OUTCOMES[fault], str(code), fault.value)
        return Verdict(Outcome.ACCEPTED, "0", provider_id=number_of(answer))


CONNECT_S: Final = 5.0
WHOLE: Final = 3  # so many times as long as one piece may the whole answer take
LARGEST: Final = 64 * 1024
EARLY_S: Final = 300.0  # a token is changed so long before it runs out
SHORTEST_LIFE_S: Final = 60.0
LONGEST_LIFE_S: Final = 86_400  # whatever it says: a token is asked for anew at least once a day
FORCED_AGAIN_S: Final = 600.0  # a new token may be forced twenty times a day
LOGIN_PATH: Final = "/sns/jscode2session"
TOKEN_PATH: Final = "/cgi-bin/stable_token"  # noqa: S105 - where one is asked for

_NUMBER: Final = re.compile(r"[0-9]{1,40}")

Answer = Mapping[str, Any]


class Line:
    """A few connections to one account's interface."""

    def __init__(self, address: WechatAddress) -> None:
        self._address = address
        self._session: aiohttp.ClientSession | None = None
        self._token = ""
        self._good_until = self._forced_at = float("-inf")
        self._asking = asyncio.Lock()

    def open(self) -> None:
        """Connections are made when they are needed."""
        self._asking = asyncio.Lock()
        self._session = aiohttp.ClientSession(
            self._address.base,
            connector=aiohttp.TCPConnector(limit=self._address.window + 2),
            timeout=aiohttp.ClientTimeout(
                total=CONNECT_S + WHOLE * self._address.answer_s,  # else a letter now and then is always in time
                connect=CONNECT_S,
                sock_read=self._address.answer_s,
            ),
            auto_decompress=False,
        )

    async def close(self) -> None:
        """Hangs up; whoever waits for an answer hears that none comes."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def token(self) -> str:
        """The token that all workers share; NotWrittenError where none can be had now."""
        if self._now() >= self._good_until:
            async with self._asking:
                if self._now() >= self._good_until:
                    await self._fetch(force=False)
        return self._token

    async def renew(self, refused: str) -> None:
        """Another token than the one that was just refused, whoever made it worthless."""
        async with self._asking:
            if self._token != refused:
                return
            await self._fetch(force=False)
            if self._token == refused and self._now() - self._forced_at > FORCED_AGAIN_S:
                self._forced_at = self._now()
                await self._fetch(force=True)

    async def post(self, path: str, body: Answer, token: str = "") -> Answer:
        """The answer; NotWrittenError or LostError."""
        if self._session is None:
            raise NotWrittenError("not-connected", "not open")
        query = {"access_token": token} if token else {}
        try:
            async with self._session.post(
                path,
                params=query,
                data=json.dumps(body, ensure_ascii=False).encode(),
                headers={"Content-Type": "application/json", "Accept-Encoding": "identity"},
                allow_redirects=False,
            ) as answer:
                return _read(answer.status, await _body(answer))
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as wrong:
            raise NotWrittenError("not-connected", f"no connection: {type(wrong).__name__}") from None
        except (aiohttp.ClientError, TimeoutError, OSError) as wrong:  # its words may quote the token
            raise LostError(type(wrong).__name__) from None

    async def who(self, code: str) -> str:
        """The account that logged in to the mini-program with this code, good once; NotWrittenError, LostError."""
        if self._session is None:
            raise NotWrittenError("not-connected", "not open")
        content = {
            "appid": self._address.app_id,
            "secret": self._address.secret,
            "js_code": code,
            "grant_type": "authorization_code",
        }
        try:
            async with self._session.get(LOGIN_PATH, params=content, allow_redirects=False) as answer:
                answer_read = _read(answer.status, await _body(answer))
        except (aiohttp.ClientError, TimeoutError, OSError) as wrong:  # its words may quote the secret
            raise LostError(type(wrong).__name__) from None
        account = answer_read.get("openid")
        if answer_read.get("errcode") or not isinstance(account, str) or not account:
            raise NotWrittenError(str(code_of(answer_read)), "no such login")
        return account

    async def _fetch(self, *, force: bool) -> None:
        body = {
            "grant_type": "client_credential",
            "appid": self._address.app_id,
            "secret": self._address.secret,
            "force_refresh": force,
        }
        try:
            answer = await self.post(TOKEN_PATH, body)
        except LostError as lost:
            raise NotWrittenError("no-token", f"no access token: {lost}") from None
        token, seconds = answer.get("access_token"), answer.get("expires_in")
        if not isinstance(token, str) or not token or not isinstance(seconds, int):
            code = code_of(answer)
            is_ours = fault_of(code) is Fault.COURT
            raise NotWrittenError(str(code), what_to_mend(code) if is_ours else f"no access token ({code})")
        self._token = token
        self._good_until = self._now() + max(SHORTEST_LIFE_S, min(seconds, LONGEST_LIFE_S) - EARLY_S)

    @staticmethod
    def _now() -> float:
        return asyncio.get_running_loop().time()


def code_of(answer: Answer) -> int:
    """The number of an answer; one that is missing is a number that nobody knows."""
    code = answer.get("errcode")
    return code if isinstance(code, int) and not isinstance(code, bool) else -999


def number_of(answer: Answer) -> str:
    """What WeChat calls the message; empty where it gives none, gives 0, or gives what is no number."""
    given = answer.get("msgid")
    text = str(given) if isinstance(given, int | str) and not isinstance(given, bool) else ""
    return text if _NUMBER.fullmatch(text) and text.strip("0") else ""


async def _body(answer: aiohttp.ClientResponse) -> bytes:
    """All of it, in however many pieces it comes; LostError for more than WeChat ever says."""
    came = b""
    async for piece in answer.content.iter_any():
        came += piece
        if len(came) > LARGEST:
            raise LostError("too long")
    return came


def _read(status: int, body: bytes) -> Answer:
    if status != 200:
        raise LostError(f"HTTP {status}")
    try:
        answer = read_json(body)
    except ValueError:
        raise LostError("no JSON") from None
    if not isinstance(answer, dict):
        raise LostError("no object")
    return answer
