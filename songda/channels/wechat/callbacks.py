"""WeChat's callbacks: taken in, opened, and read for what became of a message and what the owner of an account does.

They travel in encrypted, signed envelopes. Whatever is not signed by WeChat for our account is turned away unread.
"""

import asyncio
import base64
import binascii
import hashlib
import hmac
import json
import logging
import os
import re
from collections import Counter, OrderedDict
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from ipaddress import IPv6Address, ip_address
from typing import Any, Final
from urllib.parse import parse_qsl
from xml.parsers import expat

from aiohttp import web
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from songda import clock
from songda.channels.contract import ActKind, OwnerAct, Receipt, ReportKind
from songda.channels.intake import Intake
from songda.channels.wechat.address import WechatAddress
from songda.channels.wechat.errors import LostError, NotWrittenError
from songda.channels.wechat.wording import said_words
from songda.core.delivery.proving import taken_as
from songda.exchange import read_json

LARGEST: Final = 64 * 1024
DEEPEST: Final = 6
MOST_TAGS: Final = 200
_BLOCK: Final = 32
_HEAD: Final = 20  # sixteen random bytes, then the length in four

Fields = Mapping[str, Any]  # a tag's text, or the tags within it; a list of these for several tags of one name


class ForgedError(ValueError):
    """It bears no signature of ours, is for another account, or cannot be opened with our key."""


@dataclass(frozen=True)
class Envelope:
    """Opens and seals for one account."""

    token: str
    key: str
    app_id: str

    def sign(self, *parts: str) -> str:
        """The signature over parts, in any order."""
        return hashlib.sha1("".join(sorted([self.token, *parts])).encode(), usedforsecurity=False).hexdigest()

    def is_signed(self, signature: str, *parts: str) -> bool:
        """Whether the signature is ours; takes the same time for every wrong one."""
        return hmac.compare_digest(self.sign(*parts).encode(), signature.encode())

    def open(self, sealed: str) -> bytes:
        """What was sealed for our account; ForgedError for anything else."""
        try:
            cipher = base64.b64decode(sealed, validate=True)
        except (binascii.Error, ValueError):
            raise ForgedError("not encrypted") from None
        if not cipher or len(cipher) % 16:
            raise ForgedError("not encrypted")
        decryptor = self._cipher().decryptor()
        plain = decryptor.update(cipher) + decryptor.finalize()
        padding = plain[-1]
        if not 1 <= padding <= _BLOCK or plain[-padding:] != bytes([padding]) * padding:
            raise ForgedError("encrypted with another key")
        plain = plain[:-padding]
        size = int.from_bytes(plain[16:_HEAD], "big")
        content, owner = plain[_HEAD : _HEAD + size], plain[_HEAD + size :]
        if len(content) != size or not hmac.compare_digest(owner, self.app_id.encode()):
            raise ForgedError("meant for another account")
        return content

    def seal(self, content: bytes) -> str:
        """Sealed so that only whoever has the key reads it."""
        plain = os.urandom(16) + len(content).to_bytes(4, "big") + content + self.app_id.encode()
        padding = _BLOCK - len(plain) % _BLOCK
        encryptor = self._cipher().encryptor()
        return base64.b64encode(encryptor.update(plain + bytes([padding]) * padding) + encryptor.finalize()).decode()

    def _cipher(self) -> "Cipher[modes.CBC]":
        key = base64.b64decode(self.key + "=")
        return Cipher(algorithms.AES(key), modes.CBC(key[:16]))


class JsonError(ValueError):
    """It is WeChat's, and in the other of the two forms that an account can choose."""


def open_callback(envelope: Envelope, query: str, body: bytes) -> Fields:
    """What a callback says; ForgedError where it is none of WeChat's, ValueError where it cannot be read."""
    stamp, nonce, signature = signed_by(query)
    is_json = body.lstrip()[:1] == b"{"
    sealed = (_read_json(body) if is_json else read_xml(body)).get("Encrypt")
    if not isinstance(sealed, str) or not sealed:
        raise ForgedError("not encrypted")
    if not envelope.is_signed(signature, stamp, nonce, sealed):
        raise ForgedError("wrong signature")
    if is_json:
        raise JsonError("WeChat writes JSON: choose XML as the form of callbacks at WeChat's, else nothing is taken")
    return read_xml(envelope.open(sealed))


def _read_json(body: bytes) -> Fields:
    try:
        fields = read_json(body)
    except ValueError:
        raise ValueError("not JSON") from None  # without the place, which would make each its own reason
    return fields if isinstance(fields, Mapping) else {}


def signed_by(query: str) -> tuple[str, str, str]:
    """Stamp, nonce and signature of a callback; ForgedError where one is missing, or said twice.

    Of two stamps one reader would take the first, another the last: an old callback would pass for a new one.
    """
    parameters = parse_qsl(query, keep_blank_values=True)
    values = [
        [value for name, value in parameters if name == wanted] for wanted in ("timestamp", "nonce", "msg_signature")
    ]
    if any(len(fields) != 1 for fields in values):
        raise ForgedError("not signed once")
    (stamp,), (nonce,), (signature,) = values
    return stamp, nonce, signature


def read_xml(text: bytes) -> Fields:
    """The tags within the outermost one. ValueError for a DOCTYPE (and so for every entity), depth, or too much."""
    if len(text) > LARGEST:
        raise ValueError("too long")
    reader = _Reader()
    parser = expat.ParserCreate("utf-8")
    parser.StartDoctypeDeclHandler = reader.refuse
    parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
    parser.CharacterDataHandler = reader.text
    try:
        parser.Parse(text, True)  # noqa: FBT003 - expat's own word for "this is all"
    except expat.ExpatError:
        raise ValueError("not XML") from None
    return reader.found


class _Reader:
    """Collects tags as they come."""

    def __init__(self) -> None:
        self.found: dict[str, Any] = {}
        self._open: list[tuple[str, dict[str, Any], list[str]]] = []
        self._tags = 0

    def refuse(self, *_declared: object) -> None:
        """A document that declares anything of its own is none of WeChat's."""
        raise ValueError("it declares something of its own")

    def start(self, name: str, _attributes: object) -> None:
        self._tags += 1
        if len(self._open) >= DEEPEST or self._tags > MOST_TAGS:
            raise ValueError("too many tags")
        self._open.append((name, {}, []))

    def text(self, text: str) -> None:
        """Text of the innermost tag."""
        self._open[-1][2].append(text)

    def end(self, _name: str) -> None:
        name, within, text = self._open.pop()
        if not self._open:
            self.found = within
            return
        outer = self._open[-1][1]
        value: Any = within or "".join(text).strip()
        if name in outer:
            value = [*outer[name], value] if isinstance(outer[name], list) else [outer[name], value]
        outer[name] = value


log = logging.getLogger(__name__)

MAX_SKEW_S: Final = 3600.0  # between its stamp and our clock; a clock that is wrong by minutes loses nothing
LOGGED_EACH: Final = 100
REMEMBERED: Final = 20_000
AGAIN_S: Final = 1.0  # while another program has the port
LONGEST_AGAIN_S: Final = 60.0
KEPT_S: Final = 4.0  # WeChat waits five seconds, then comes again, three times in all
_STAMP: Final = re.compile(r"[0-9]{1,12}")


def pack(query: str, body: bytes) -> bytes:
    """A callback exactly as it came, as one report: its query, then its body."""
    return query.encode() + b"\n" + body


LOGIN: Final = "login"  # begins a report of what a mini-program brought
LOGINS: Final = 8  # asked about at a time
LOGINS_A_CALLER, CALLER_WINDOW_S = 120, 600.0  # many people share one address behind a mobile operator
MOST_CALLERS: Final = 10_000
_WORD: Final = re.compile(r"[0-9a-f]{32}")
_CODE: Final = re.compile(r"[A-Za-z0-9_-]{1,128}")
AccountOfLogin = Callable[[str], Awaitable[str]]


def read_login(body: bytes) -> tuple[str, str]:
    """Word and login code of what a mini-program brings; HTTPBadRequest for anything else."""
    try:
        fields = read_json(body)
        word, code = str(fields["word"]), str(fields["code"])
    except (ValueError, KeyError, TypeError):
        word = code = ""
    if not (_WORD.fullmatch(word) and _CODE.fullmatch(code)):
        raise web.HTTPBadRequest(text="it takes {word, code}: of the scanned link, and of wx.login")
    return word, code


def pack_login(word: str, account: str, at: datetime) -> bytes:
    """Who logged in with which word, by WeChat's answer to us, as one report."""
    return f"{LOGIN}\n".encode() + json.dumps({"word": word, "openid": account, "at": int(at.timestamp())}).encode()


def caller_of(request: web.Request) -> str:
    """The caller's place on the network, as the court's own web server tells it; a whole /64 counts as one."""
    told = request.headers.getall("X-Forwarded-For", [])
    try:
        place = ip_address(request.remote or "")
        if place.is_loopback and told:
            place = ip_address(told[-1].rpartition(",")[2].strip())
    except ValueError:
        return "unknown"
    return str(IPv6Address(int(place) >> 64 << 64)) if isinstance(place, IPv6Address) else str(place)


class Callers:
    """How often each caller brought a login: whoever comes too often costs WeChat no question, and nobody a wait."""

    def __init__(self) -> None:
        self._came: OrderedDict[str, tuple[float, int]] = OrderedDict()

    def is_one_too_often(self, caller: str, at: float) -> bool:
        """Count one more; whether it is beyond the limit. The one who came first is forgotten where there are many."""
        since, count = self._came.get(caller, (at, 0))
        since, count = (at, 0) if at - since >= CALLER_WINDOW_S else (since, count)
        self._came[caller] = since, count + 1
        if len(self._came) > MOST_CALLERS:
            self._came.popitem(last=False)
        return count >= LOGINS_A_CALLER


class Listener:
    """Takes callbacks on this machine; the court's web server leads them here. `port` is the one really used."""

    def __init__(self, address: WechatAddress, envelope: Envelope, intake: Intake, who: AccountOfLogin) -> None:
        assert address.listen is not None  # noqa: S101 - only an address that says where has a listener
        self.host, self.port = address.listen
        self._path, self._scan = address.path, address.scan
        self._ours = Ours(address.template, address.is_alone)
        self._who, self._logins = who, asyncio.Semaphore(LOGINS)
        self._envelope = envelope
        self._intake = intake
        self._runner: web.AppRunner | None = None
        self._asking: asyncio.Task[None] | None = None
        self._refused: Counter[str] = Counter()
        self._nameless, self._callers = 0, Callers()
        self._seen: OrderedDict[str, None] = OrderedDict()

    async def open(self) -> None:
        """Opens the port, together with every other worker of this machine, or goes on asking for it."""
        app = web.Application(client_max_size=LARGEST)
        app.router.add_get(self._path, self._confirm_address)
        app.router.add_post(self._path, self._take)
        if self._scan:
            app.router.add_post(f"{self._path}/connect", self._connect)
        self._runner = web.AppRunner(app, access_log=None, handle_signals=False, shutdown_timeout=1.0)
        await self._runner.setup()
        if not await self._listens():
            self._asking = asyncio.create_task(self._ask_again())

    async def close(self) -> None:
        if self._asking is not None:
            self._asking.cancel()
            await asyncio.gather(self._asking, return_exceptions=True)
        runner, self._runner = self._runner, None
        if runner is not None:
            await runner.cleanup()

    async def _listens(self) -> bool:
        assert self._runner is not None  # noqa: S101 - it is there from opening to closing
        site = web.TCPSite(self._runner, self.host, self.port, reuse_port=True)
        try:
            await site.start()
        except OSError as wrong:
            why = wrong.strerror or type(wrong).__name__
            log.warning("not listening for WeChat's callbacks on port %d: %s; asking again", self.port, why)
            await site.stop()
            return False
        self.port = self._runner.addresses[0][1]
        return True

    async def _ask_again(self) -> None:
        pause_s = AGAIN_S
        while not await self._listens():
            await asyncio.sleep(pause_s)
            pause_s = min(LONGEST_AGAIN_S, pause_s * 2)

    async def _confirm_address(self, request: web.Request) -> web.Response:
        """WeChat asks once whether the address is ours: whoever knows the token gives its word back."""
        parameters = request.query
        if not self._envelope.is_signed(
            parameters.get("signature", ""), parameters.get("timestamp", ""), parameters.get("nonce", "")
        ):
            raise web.HTTPForbidden(text="not signed")
        return web.Response(text=parameters.get("echostr", "")[:100])

    async def _take(self, request: web.Request) -> web.Response:
        body, query = await request.read(), request.query_string
        try:
            stamp, _, signature = signed_by(query)
            self._require_fresh(stamp)
            fields = open_callback(self._envelope, query, body)
        except ValueError as wrong:
            self._note_refusal(wrong)
            raise web.HTTPForbidden(text="not taken") from None
        self._note_nameless(fields)
        # By what is signed: whatever a stranger adds beside it makes no other callback of it. What followers write to
        # the court's account, and what else says nothing of our messages, is nobody's business here, and is not kept.
        if signature not in self._seen and any(_read(fields, self._ours)):
            await self._keep(pack(query, body), signature)
        return web.Response(text="success")

    async def _connect(self, request: web.Request) -> web.Response:
        """The court's mini-program brings the word that it was opened with, and its user's login, good once.

        Whose login it is WeChat is asked here: nobody's word about an account is believed.
        """
        if self._callers.is_one_too_often(caller_of(request), clock.now().timestamp()):
            raise web.HTTPTooManyRequests(text="too many, come again in ten minutes")
        word, code = read_login(await request.read())
        if self._logins.locked():
            raise web.HTTPServiceUnavailable(text="too many at once, come again")
        async with self._logins:
            try:
                account = await self._who(code)
            except NotWrittenError as refused:
                self._note_refusal(ValueError(f"a login is not WeChat's ({refused.code})"))
                raise web.HTTPForbidden(text="not taken") from None
            except LostError:
                raise web.HTTPServiceUnavailable(text="WeChat does not answer, log in again") from None
        await self._keep(pack_login(word, account, clock.now()), word)
        return web.json_response({"kept": True})

    def _note_refusal(self, wrong: ValueError) -> None:
        """Strangers who knock all day fill no log and hide nothing: of each reason the first, then each hundredth."""
        why = str(wrong)
        if self._refused[why] % LOGGED_EACH == 0:
            log.warning("a callback is turned away (%d so far): %s", self._refused[why] + 1, why)
        self._refused[why] += 1

    def _note_nameless(self, fields: Fields) -> None:
        """What became of a message that is not named is kept, and believed of none: then nobody learns of arrivals."""
        if _text(fields, "Event").lower() == "templatesendjobfinish" and not _text(fields, "MsgID").strip("0"):
            if self._nameless % LOGGED_EACH == 0:
                log.warning("WeChat's callbacks name no message (%d so far): say once=no", self._nameless + 1)
            self._nameless += 1

    def _require_fresh(self, stamp: str) -> None:
        """What was said long ago is not said now: whoever caught a callback cannot bring it again tomorrow."""
        if not _STAMP.fullmatch(stamp) or abs(clock.now().timestamp() - int(stamp)) > MAX_SKEW_S:
            raise ValueError(f"its stamp is more than {MAX_SKEW_S:.0f} seconds from our clock")

    async def _keep(self, report: bytes, signature: str) -> None:
        try:
            async with asyncio.timeout(KEPT_S):
                is_kept = await self._intake.keep(report)
        except TimeoutError:
            is_kept = False
        if not is_kept:
            raise web.HTTPServiceUnavailable(text="cannot keep it now, come again")
        self._seen[signature] = None
        while len(self._seen) > REMEMBERED:
            self._seen.popitem(last=False)


UNBIND_KEY: Final = "songda.leave"  # of the entries in the account's menu
DENY_KEY: Final = "songda.not-me"
_KEYS: Final = {UNBIND_KEY: ActKind.LEFT, DENY_KEY: ActKind.DENIED}
_LATEST: Final = 2**33  # seconds; what is beyond is no moment


@dataclass(frozen=True)
class Ours:
    """By what a callback is known to speak of a message of ours: its template, or that nobody else writes there."""

    template: str
    is_alone: bool = False


def read_callback(envelope: Envelope, ours: Ours, report: bytes) -> Sequence[Receipt | OwnerAct]:
    """What a report says of our template and of our account; ValueError for one that is none of WeChat's to it."""
    query, newline, body = report.partition(b"\n")
    if not newline:
        raise ValueError("not a callback")
    if query == LOGIN.encode():
        fields = read_json(body)
        at = datetime.fromtimestamp(fields["at"], UTC)
        return [OwnerAct(ActKind.CONNECTED, fields["openid"], fields["word"], at)]
    return list(_read(open_callback(envelope, query.decode("ascii", "replace"), body), ours))


def _read(fields: Fields, ours: Ours) -> Iterator[Receipt | OwnerAct]:
    event = _text(fields, "Event").lower() if _text(fields, "MsgType") == "event" else ""
    if event == "templatesendjobfinish":
        yield _receipt(fields, _text(fields, "MsgID"), _text(fields, "Status"), ends_doubt=ours.is_alone)
    elif event == "subscribe_msg_sent_event":
        for one in _list(fields, "SubscribeMsgSentEvent"):
            is_ours = ours.is_alone and _text(one, "TemplateId") == ours.template
            yield _receipt(fields, _text(one, "MsgID"), _sent_status(one), ends_doubt=is_ours)
    elif event == "subscribe_msg_change_event":
        changed = _list(fields, "SubscribeMsgChangeEvent")
        of_ours = [one for one in changed if _text(one, "TemplateId") == ours.template]
        if any(_text(one, "SubscribeStatusString") == "reject" for one in of_ours):
            yield _act(fields, ActKind.LEFT)
    elif (kind := _kind_of_act(fields, event)) is not None:
        yield _act(fields, kind)


def _act(fields: Fields, kind: ActKind) -> OwnerAct:
    word = _text(fields, "EventKey").removeprefix("qrscene_") if kind is ActKind.CONNECTED else ""
    return OwnerAct(kind, _text(fields, "FromUserName"), word, _moment(fields))


def _kind_of_act(fields: Fields, event: str) -> ActKind | None:
    """What the owner did by scanning, by the menu, or in words."""
    key = _text(fields, "EventKey")
    if event in {"scan", "subscribe"}:
        return ActKind.CONNECTED if key else None
    if event == "unsubscribe":
        return ActKind.LEFT
    if event == "click":
        return _KEYS.get(key)
    return _kind_of_words(_text(fields, "Content").lower()) if _text(fields, "MsgType") == "text" else None


def _kind_of_words(words: str) -> ActKind | None:
    return next((ActKind(kind) for kind, texts in said_words()["owner"].items() if words in texts), None)


def _receipt(fields: Fields, message_id: str, status: str, *, ends_doubt: bool) -> Receipt:
    return Receipt(
        kind=_kind(status),
        code=status,
        provider_id=message_id if message_id.strip("0") else None,
        to=_text(fields, "FromUserName") or None,
        part=1,
        happened_at=_moment(fields),
        ends_doubt=ends_doubt,
    )


def _kind(status: str) -> ReportKind:
    return ReportKind(taken_as("wechat").get(status.partition(":")[0], ReportKind.UNRECOGNISED))


def _sent_status(one: Fields) -> str:
    code = _text(one, "ErrorCode")
    if code == "0":
        return "success"
    return f"failed:{code}" if code.lstrip("-").isdigit() else _text(one, "ErrorStatus")


def _list(fields: Fields, name: str) -> list[Fields]:
    """The entries of such a list."""
    outer = fields.get(name)
    inner = outer.get("List") if isinstance(outer, Mapping) else None
    return [one for one in (inner if isinstance(inner, list) else [inner]) if isinstance(one, Mapping)]


def _text(fields: Fields, name: str) -> str:
    """The text of a tag, without the blanks that some of its words have and others have not."""
    found = fields.get(name)
    return ":".join(part.strip() for part in found.split(":")) if isinstance(found, str) else ""


def _moment(fields: Fields) -> datetime | None:
    text = _text(fields, "CreateTime")
    if not (text.isascii() and text.isdigit()) or not 0 < int(text) < _LATEST:
        return None
    return datetime.fromtimestamp(int(text), UTC)
