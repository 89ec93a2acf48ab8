"""The tracking platform's push, in the form of its public documents: little is heard, and less is believed."""

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from urllib.parse import urlencode

import pytest

from songda.carriers.contract import CarrierError, Consignment, ForgedError, Parcel, Push, Trouble
from songda.carriers.entry import read_account
from songda.carriers.kuaidi100.carrier import Kuaidi100
from songda.carriers.kuaidi100.entry import ENTRY
from songda.core.delivery.carriage import UNKNOWN, UNREADABLE, Kind
from tests.rows import all_rows

NOW = datetime(2026, 7, 31, 2, tzinfo=UTC)
SALT, NUMBER = "a-salt-of-some-length", "EA123456785CN"
CARRIER = Kuaidi100(read_account(f"https://key:{SALT}@platform.example/poll?company=ems", "…"))


def step(code: str | None, at: str = "2026-07-30 10:34:33", words: str = "快件已签收") -> dict[str, object]:
    return {"time": at, "ftime": at, "context": words, "status": "签收", "statusCode": code, "areaCode": None}


def body(*steps: dict[str, object], status: str = "polling", salt: str = SALT) -> bytes:
    result = {"message": "ok", "state": "3", "status": "200", "ischeck": "1", "com": "ems", "nu": NUMBER}
    param = json.dumps(
        {"status": status, "billstatus": "check", "message": "", "lastResult": {**result, "data": steps}}
    )
    sign = hashlib.md5((param + salt).encode(), usedforsecurity=False).hexdigest().upper()
    return urlencode({"sign": sign, "param": param}).encode()


def test_a_push_with_our_salt_is_opened_and_the_same_push_is_the_same() -> None:
    one, other = (CARRIER.open_push(Push("/", {}, body(step("301"))), NOW) for _ in range(2))

    assert one == other


@pytest.mark.parametrize(
    "forged", [body(step("301"), salt="another"), b"", b"sign=1&param=2", body(step("301")) + b"&param=3"]
)
def test_what_is_not_signed_with_our_salt_is_forged(forged: bytes) -> None:
    with pytest.raises(ForgedError):
        CARRIER.open_push(Push("/", {}, forged), NOW)


@all_rows(
    ("code", "kind", "cause", "signer"),
    [
        ("103", Kind.HANDED, "", ""),
        ("206", Kind.TRIED, "nobody_met", ""),
        ("301", Kind.DELIVERED, "", "recipient"),
        ("303", Kind.DELIVERED, "", UNREADABLE),
        ("304", Kind.DELIVERED, "", "stranger"),
        ("14", Kind.RETURNED, UNKNOWN, ""),
        ("209", Kind.DAMAGED, "", ""),
        ("777", None, "", ""),
        (None, None, "", ""),
    ],
)
def test_a_state_is_translated_and_no_more(code: str | None, kind: Kind | None, cause: str, signer: str) -> None:
    (heard,) = CARRIER.read_push(body(step(code)))

    assert (heard.kind, heard.cause, heard.signer) == (kind, cause, signer)
    assert (heard.number, heard.at) == (NUMBER, datetime(2026, 7, 30, 2, 34, 33, tzinfo=UTC))


@pytest.mark.parametrize("at", ["0001-01-01 00:00:00", "9999-12-31 23:59:59", "yesterday"])
def test_a_moment_that_no_database_gives_back_is_none(at: str) -> None:
    (heard,) = CARRIER.read_push(body(step("301", at)))

    assert heard.at is None


@pytest.mark.parametrize("code", ["0", "1002", "5", "501", "6", "7", "202"])
def test_being_on_the_way_is_no_fact_of_service(code: str) -> None:
    assert CARRIER.read_push(body(step(code))) == []


def test_the_end_of_the_course_is_its_closure() -> None:
    steps = [step("301"), step("103", at="2026-07-28 08:00:00")]

    *_, closed = CARRIER.read_push(body(*steps, status="shutdown"))

    assert (closed.kind, closed.at) == (Kind.CLOSED, datetime(2026, 7, 30, 2, 34, 33, tzinfo=UTC))


@pytest.mark.parametrize(
    "param", ["", "{", "[]", "{}", '{"lastResult": {"data": [1]}}', '{"lastResult": {"data": {}}}']
)
def test_nonsense_is_refused_as_a_whole(param: str) -> None:
    with pytest.raises(ValueError, match=r"^(it|its|a step)\b"):
        CARRIER.read_push(urlencode({"param": param}).encode())


def test_it_takes_no_enquiries_and_says_so_for_good() -> None:
    with pytest.raises(CarrierError) as refused:
        CARRIER.enquire(NUMBER, "1")
    assert refused.value.is_permanent


def test_without_an_encrypted_callback_it_is_weak() -> None:
    url = f"https://key:{SALT}@platform.example/poll"

    assert [weak.what for weak in ENTRY.weaknesses(url)] != []
    assert [*ENTRY.weaknesses(f"{url}?callback=https://court.example/x")] == []


class Platform(BaseHTTPRequestHandler):
    """Answers every subscription with one code."""

    code = "200"

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        answer = json.dumps({"result": False, "returnCode": self.code, "message": "…"}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: object) -> None:
        """Nothing is written beside the tests."""


@pytest.fixture
def platform() -> Iterator[Kuaidi100]:
    server = HTTPServer(("127.0.0.1", 0), Platform)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield Kuaidi100(read_account(f"http://key:{SALT}@127.0.0.1:{server.server_port}/poll", "…"))
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize(
    ("code", "came"),
    [
        ("200", frozenset({NUMBER})),
        ("501", frozenset({NUMBER})),
        ("702", frozenset()),
        ("", frozenset()),
        ("500", Trouble.UNREACHABLE),
        ("600", Trouble.REFUSED),
        ("601", Trouble.REFUSED),
        ("701", Trouble.REFUSED),
    ],
)
def test_what_the_platform_answers_is_told_and_never_swallowed(
    platform: Kuaidi100,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    code: str,
    came: frozenset[str] | Trouble,
) -> None:
    monkeypatch.setattr(Platform, "code", code)
    consignment = Consignment("b", NOW, [Parcel(NUMBER, "registered", "", "")])
    if isinstance(came, Trouble):
        with pytest.raises(CarrierError, match=code) as told:
            platform.hand_over(consignment)
        assert told.value.trouble is came
        return
    assert platform.hand_over(consignment) == came
    assert (NUMBER in caplog.text) is not bool(came)
