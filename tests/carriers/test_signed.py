"""The signed protocol: what is not signed for us just now is forged, and what is signed is read word by word."""

import base64
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from songda.carriers.contract import ForgedError, Push
from songda.carriers.entry import read_account
from songda.carriers.signed.carrier import SignedCarrier
from songda.carriers.signed.signatures import TO_CARRIER, TO_COURT, sign, sign_answer
from songda.core.delivery.carriage import UNKNOWN, UNREADABLE, Kind
from songda.exchange import Stamp
from tests.rows import all_rows

NOW = datetime(2026, 7, 31, 2, tzinfo=UTC)
SECRET, PATH = "a-secret-of-some-length", "/api/v1/carriers/signed/reports"
CARRIER = SignedCarrier(read_account(f"https://court:{SECRET}@carrier.example/post", "…"))
BODY = b'{"reports": []}'


def push(
    body: bytes = BODY, *, at: datetime = NOW, way: str = TO_COURT, path: str = PATH, secret: str = SECRET
) -> Push:
    stamp = Stamp(at.isoformat(), "n1")
    heads = {
        "x-at": stamp.at,
        "x-nonce": "n1",
        "x-client": "court",
        "x-signature": sign(secret, way, path, stamp, body),
    }
    return Push(PATH, heads, body)


def test_a_push_of_the_carrier_is_opened_and_known_by_its_number() -> None:
    assert CARRIER.open_push(push(), NOW).once == "n1"
    assert CARRIER.open_push(push(at=NOW - timedelta(minutes=4)), NOW).once == "n1"


@all_rows(
    "forged",
    [
        push(secret="another-secret-of-length"),
        push(way=TO_CARRIER),  # our own request, brought back to us
        push(path="/api/v1/carriers/other/reports"),
        push(at=NOW - timedelta(minutes=6)),
        push(at=NOW + timedelta(minutes=6)),
        replace(push(), body=BODY + b" "),
        replace(push(), headers={}),
        replace(push(), headers={**push().headers, "x-client": "another court"}),
        replace(push(), headers={**push().headers, "x-nonce": "n2"}),
        replace(push(), headers={**push().headers, "x-at": "yesterday"}),
    ],
)
def test_what_others_bring_is_forged(forged: Push) -> None:
    with pytest.raises(ForgedError):
        CARRIER.open_push(forged, NOW)


def test_the_answer_is_signed_over_the_number_of_the_push() -> None:
    answer = CARRIER.answer(CARRIER.open_push(push(), NOW))

    assert answer.headers["X-Signature"] == sign_answer(SECRET, "n1", 200, answer.body)


def reports(*reports: object) -> bytes:
    return json.dumps({"reports": reports}).encode()


def test_a_report_is_read_word_by_word() -> None:
    whole = {
        "number": " EA123456785CN ",
        "kind": "scanned",
        "at": "2026-07-30T10:00:00+08:00",
        "sender": "court",
        "product": "court_post",
        "words": "放在\n门卫",
        "scan": base64.b64encode(b"%PDF").decode(),
    }

    (heard,) = CARRIER.read_push(reports(whole))

    assert (heard.number, heard.kind, heard.at) == ("EA123456785CN", Kind.SCANNED, datetime(2026, 7, 30, 2, tzinfo=UTC))
    assert (heard.sender, heard.product, heard.words, heard.scan) == ("court", "court_post", "放在 门卫", b"%PDF")


@all_rows(
    ("report", "read"),
    [
        ({"kind": "teleported"}, {"kind": None, "code": "teleported"}),
        ({"kind": 7}, {"kind": None, "code": ""}),
        ({"kind": "returned", "cause": "rain"}, {"cause": UNKNOWN}),
        ({"kind": "returned", "cause": "untold"}, {"cause": UNKNOWN}),
        ({"kind": "delivered", "signer": "the dog"}, {"signer": UNREADABLE}),
        ({"kind": "handed", "at": "2026-07-30T10:00:00"}, {"at": None}),
        ({"kind": "handed", "at": 1}, {"at": None}),
        ({"kind": "handed", "at": "0001-01-01T00:00:00+08:00"}, {"at": None}),  # the year before 1, in UTC
        ({"kind": "handed", "at": "9999-12-31T23:59:59-08:00"}, {"at": None}),
        ({"kind": "scanned", "scan": "no base64!"}, {"scan": None}),
        ({"kind": "handed", "scan": "JVBERg=="}, {"scan": None}),
        ({"kind": "handed", "number": "1" * 500}, {"number": "1" * 40}),
        ({"kind": "handed", "number": ["x"]}, {"number": ""}),
    ],
)
def test_what_is_strange_in_a_report_is_said_to_be(report: dict[str, object], read: dict[str, object]) -> None:
    (heard,) = CARRIER.read_push(reports({"number": "EA123456785CN", **report}))

    assert {name: getattr(heard, name) for name in read} == read


@all_rows(
    "body", [b"", b"[]", b"\xff", b'{"reports": {}}', reports(), reports(1), reports(*[{}] * 501), b"[" * 100_000]
)
def test_nonsense_is_refused_as_a_whole(body: bytes) -> None:
    with pytest.raises(ValueError, match=r"^(it|a push|a report)\b"):
        CARRIER.read_push(body)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "https://carrier.example",
        "https://c:short@h",
        "ftp://c:a-secret-of-some-length@h",
        f"https://c:{SECRET}@h?products=x",
    ],
)
def test_an_address_that_makes_no_sense_is_refused_without_being_quoted(url: str) -> None:
    with pytest.raises(ValueError, match=r"^(A carrier|The secret)\b") as refused:
        read_account(url, "https://client:secret@carrier.example/path")
    assert SECRET not in str(refused.value)
