"""What stands between web server and pages: deadlines, bounds, and requests told as they came; over real sockets."""

import hashlib
import json
import os
import re
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from songda.site.reception.gateway import make_pipe, send_all
from tests.site.reception.served import Served, answer_on, free_port, serving
from tests.site.reception.toy import BOUNDS

pytestmark = pytest.mark.stack


@pytest.fixture(scope="module")
def toy() -> Iterator[Served]:
    port = free_port()
    with serving(["-m", "tests.site.reception.toy", str(port)], port) as served:
        yield served


def post(length: int | str, said: bytes, more: str = "", path: str = "/") -> bytes:
    head = f"POST {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{more}Content-Length: {length}\r\n\r\n"
    return head.encode() + said


def test_a_body_comes_in_whole_however_large(toy: Served) -> None:
    body = os.urandom(3_000_000)
    status, told = answer_on(toy.call(post(len(body), body)))
    assert (status, json.loads(told)["sha256"]) == (200, hashlib.sha256(body).hexdigest())


def test_a_body_that_comes_in_pieces_in_time_is_taken(toy: Served) -> None:
    line = toy.call(post(6, b"ab"))
    for piece in (b"cd", b"ef"):
        time.sleep(0.2)
        line.sendall(piece)
    assert json.loads(answer_on(line)[1])["sha256"] == hashlib.sha256(b"abcdef").hexdigest()


def test_whoever_falls_silent_in_the_middle_is_told_and_shown_out(toy: Served) -> None:
    began = time.monotonic()
    status, said = answer_on(toy.call(post(100, b"a")))
    assert status == 408
    assert "did not arrive in time" in said.decode()
    assert time.monotonic() - began >= BOUNDS.silence_s


def test_whoever_says_a_letter_now_and_then_has_the_same_time_as_all(toy: Served) -> None:
    line = toy.call(post(1000, b"a"))
    line.setblocking(False)
    began = time.monotonic()
    while time.monotonic() - began < 20:
        try:
            line.send(b"a")
            line.setblocking(True)
            line.settimeout(0.1)
            if line.recv(12) == b"HTTP/1.1 408":
                break
        except TimeoutError:
            continue
        except ConnectionError:
            break
    assert BOUNDS.grace_s <= time.monotonic() - began < 20


def test_a_body_longer_than_the_page_takes_is_not_read_at_all(toy: Served) -> None:
    status, told = answer_on(toy.call(post(4_000_001, b"")))
    assert (status, json.loads(told)["length"]) == (200, 0)
    assert json.loads(told)["CONTENT_LENGTH"] == "4000001"


def test_bodies_beyond_the_bound_are_sent_away_and_pages_still_come(toy: Served) -> None:
    lines = [toy.call(post(100, b"a")) for _ in range(BOUNDS.bodies + 10)]
    assert toy.get("/")[0] == 200
    statuses = [answer_on(line)[0] for line in lines]
    assert (statuses.count(408), statuses.count(503)) == (BOUNDS.bodies, 10)


def test_more_than_can_wait_for_a_thread_are_asked_to_come_again(toy: Served) -> None:
    with ThreadPoolExecutor(12) as visitors:
        statuses = list(visitors.map(lambda _: toy.get("/slow")[0], range(12)))
    assert set(statuses) == {200, 503}
    assert statuses.count(200) >= 4
    assert toy.get("/")[0] == 200


def test_whoever_waits_for_something_else_lends_their_seat_meanwhile(toy: Served) -> None:
    with ThreadPoolExecutor(BOUNDS.lenders) as visitors:
        apart = [visitors.submit(toy.get, "/apart") for _ in range(BOUNDS.lenders)]  # more than there are seats
        time.sleep(0.3)
        assert toy.get("/")[0] == 200
        assert not any(each.done() for each in apart)
        assert {each.result()[0] for each in apart} == {200}
    assert toy.get("/")[0] == 200


def test_a_header_with_an_underscore_is_none(toy: Served) -> None:
    told = json.loads(toy.get("/", "X_Forwarded_For: 192.0.2.9", "X_FORWARDED-Proto: https", "X-Real: yes")[1])
    assert told["HTTP_X_REAL"] == "yes"
    assert {name for name in told if "FORWARDED" in name} == set()


@pytest.mark.parametrize("value", ["送达", "a\u00ff", "\u00e4b"])
def test_a_header_that_cannot_be_read_is_there_and_no_good(toy: Served, value: str) -> None:
    told = json.loads(toy.get("/", f"Idempotency-Key: {value}", "X-Real: yes")[1])
    assert (told["HTTP_IDEMPOTENCY_KEY"], told["HTTP_X_REAL"]) == ("\xff", "yes")
    assert "HTTP_IDEMPOTENCY_KEY" not in json.loads(toy.get("/", "X-Real: yes")[1])


def test_a_request_is_told_as_it_came(toy: Served) -> None:
    sent = toy.call(
        post(
            2,
            b"ab",
            "Cookie: a=1\r\nCookie: b=2\r\nX-Two: 1\r\nX-Two: 2\r\nContent-Type: text/x\r\n",
            "/a%20%E9%80%81?q=%20",
        )
    )
    told = json.loads(answer_on(sent)[1])
    assert (told["path"], told["QUERY_STRING"], told["REQUEST_METHOD"]) == ("/a 送", "q=%20", "POST")
    assert (told["HTTP_COOKIE"], told["HTTP_X_TWO"], told["CONTENT_TYPE"]) == ("a=1; b=2", "1,2", "text/x")
    assert (told["REMOTE_ADDR"], told["SERVER_NAME"], told["SERVER_PORT"]) == ("127.0.0.1", "127.0.0.1", str(toy.port))
    assert (told["HTTP_HOST"], told["wsgi.url_scheme"], told["SERVER_PROTOCOL"]) == ("x", "http", "HTTP/1.1")


@pytest.mark.night("waits for a slow reader")
def test_whoever_takes_a_stream_slowly_keeps_no_page_waiting_and_loses_it(toy: Served, tmp_path: Path) -> None:
    note = tmp_path / "note"
    for _ in range(BOUNDS.streams):
        toy.call(f"GET /stream?{note} HTTP/1.1\r\nHost: x\r\n\r\n".encode())  # and reads nothing
    wait_until(lambda: note.exists() and note.read_text().count("begun") == BOUNDS.streams)
    assert toy.get(f"/stream?{tmp_path / 'more'}")[0] == 503
    assert toy.get("/")[0] == 200
    wait_until(lambda: note.read_text().count("closed") == BOUNDS.streams)


def wait_until(holds: object) -> None:
    deadline = time.monotonic() + 30
    while not holds():  # type: ignore[operator]
        assert time.monotonic() < deadline
        time.sleep(0.1)


@pytest.mark.parametrize(
    ("head", "status"),
    [
        ("GET / HTTP/1.1\r\n", 400),  # RFC 9112, 3.2
        ("GET / HTTP/1.1\r\nHost: x\r\nHost: x\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: x\r\nHost: evil.example\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: evil.example\r\nHost: x\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: x\r\n", 200),
        ("GET / HTTP/1.0\r\n", 200),
    ],
)
def test_a_request_says_for_which_host_it_is(toy: Served, head: str, status: int) -> None:
    answered, _ = answer_on(toy.call(f"{head}Connection: close\r\n\r\n".encode()))
    assert answered == status


ASK = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"


def answer_on_kept(line: socket.socket) -> bytes:
    """The head of one answer on a line that may stay open; empty where the server hung up without a word."""
    said = line.recv(65536)
    head, _, body = said.partition(b"\r\n\r\n")
    length = re.search(rb"content-length: (\d+)", head.lower())
    while length and len(body) < int(length[1]):
        body += line.recv(65536)
    return head.lower()


def test_a_server_that_ends_answers_whoever_kept_the_line_and_says_that_it_closes() -> None:
    port = free_port()
    with serving(["-m", "tests.site.reception.toy", str(port)], port) as toy:
        lines = []
        for _ in range(8):
            lines.append(toy.call(ASK))
            assert b"connection: close" not in answer_on_kept(lines[-1])
        toy.process.terminate()
        time.sleep(0.3)  # the word has reached the process that answers
        for line in lines:
            line.sendall(ASK)
            answer = answer_on_kept(line)
            assert answer.startswith(b"http/1.1 200")
            assert b"connection: close" in answer
            assert line.recv(1) == b""
        assert toy.process.wait(15) == 0


def test_a_taker_who_pauses_for_less_than_the_bound_gets_all_of_a_stream() -> None:
    pieces, pipe, taken = [b"a" * 500_000, b"b" * 500_000], make_pipe(), list[bytes]()

    def take() -> None:
        with pipe.open("rb") as line:
            time.sleep(0.5)
            taken.append(line.read())

    taker = threading.Thread(target=take)
    taker.start()
    send_all(pieces, pipe, 60.0)
    taker.join()
    assert taken == [b"".join(pieces)]
    assert not pipe.parent.exists()
