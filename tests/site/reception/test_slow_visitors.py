"""The site as it is served, with many visitors who are slow on purpose: everybody else is answered all the same."""

import socket
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from django.db import connection

from tests.site.reception.served import Served, free_port, serving

pytestmark = [pytest.mark.database(transaction=True), pytest.mark.night("waits with slow visitors")]
PROMPT_S = 10.0  # the machine may be busy, the visitors are not waited for
FORM = b"Content-Type: application/x-www-form-urlencoded\r\n"
BODY = b"POST /check HTTP/1.1\r\nHost: 127.0.0.1\r\n" + FORM + b"Content-Length: 1000\r\n\r\nc"
HEAD = b"GET /check HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "


def database_url() -> str:
    place = connection.settings_dict
    host = quote(str(place["HOST"]), safe="")
    port = f":{place['PORT']}" if place["PORT"] else ""
    who = f"{place['USER']}:{quote(str(place['PASSWORD']), safe='')}@" if place["USER"] else ""
    return f"postgresql://{who}{host}{port}/{place['NAME']}"


@pytest.fixture
def site(transactional_db: None) -> Iterator[Served]:
    port = free_port()
    words = ["-m", "songda", "serve", "--port", str(port), "--workers", "1", "--threads", "4"]
    with serving(words, port, SONGDA_ENV="test", DATABASE_URL=database_url()) as served:
        assert served.get("/readyz")[0] == 200  # it is awake
        yield served


def is_well(site: Served) -> bool:
    line = site.call(b"GET /readyz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
    line.settimeout(PROMPT_S)
    try:
        return line.recv(12) == b"HTTP/1.1 200"
    except TimeoutError:
        return False


def test_a_dozen_slow_bodies_keep_nobody_waiting(site: Served) -> None:
    for _ in range(12):
        site.call(BODY)
    assert is_well(site)


def test_five_hundred_slow_visitors_keep_nobody_waiting(site: Served) -> None:
    for said in (BODY, HEAD):
        for _ in range(250):
            site.call(said)
    assert is_well(site)
    assert site.get("/check")[0] == 200


def test_whoever_never_ends_the_head_of_their_request_is_shown_out(site: Served) -> None:
    line = site.call(HEAD)
    line.settimeout(30)
    assert line.recv(12) in {b"HTTP/1.1 408", b""}


def test_a_connection_that_says_nothing_is_nobody_s_business(site: Served) -> None:
    for _ in range(100):
        socket.create_connection(("127.0.0.1", site.port), 5).close()
    assert is_well(site)
