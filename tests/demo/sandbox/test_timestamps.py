"""The sandbox's time-stamp authority answers the real client and real tools, and goes down when told to."""

import asyncio
import hashlib
import shutil
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from songda.clock import now
from songda.trust.timestamps import Stamper, StampUnavailable, write_question
from songda_demo.sandbox.timestamps import BadQuestionError, add_routes, read_question
from tests.trust.timestamps.belief import verify_token

Client = TestClient[web.Request, web.Application]
DIGEST = hashlib.sha256(b"checkpoint").digest()
ASKING = {"Content-Type": "application/timestamp-query"}


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[Client]:
    app = web.Application()
    add_routes(app, tmp_path)
    async with TestClient(TestServer(app)) as client:
        yield client


async def stamp(client: Client, digest: bytes = DIGEST) -> bytes:
    """Asks over a real line with the real client."""
    stamper = Stamper(str(client.make_url("/tsa")), seconds=5)
    return await asyncio.to_thread(stamper.stamp, digest)


async def turn(client: Client, message: object) -> int:
    async with client.post("/tsa/switch", json=message) as answer:
        return answer.status


async def test_a_token_comes_over_http_and_leads_to_the_root_that_is_shown(client: Client) -> None:
    async with client.get("/tsa/root.pem") as answer:
        root = await answer.read()
    said = verify_token(await stamp(client), DIGEST, [root])
    assert abs((now() - said.at).total_seconds()) < 5


async def test_one_line_serves_many_questions_and_outlives_a_closed_one(client: Client) -> None:
    stamper = Stamper(str(client.make_url("/tsa")))

    def ask() -> None:
        for _ in range(5):
            stamper.stamp(DIGEST)
        stamper._lines.line.sock.shutdown(2)  # as an authority does that tires of waiting
        stamper.stamp(DIGEST)
        stamper._hang_up()

    await asyncio.to_thread(ask)


async def test_a_switched_off_authority_is_unavailable_and_comes_back(client: Client) -> None:
    assert await turn(client, {"down": True}) == 200
    with pytest.raises(StampUnavailable, match="503"):
        await stamp(client)
    assert await turn(client, {"down": False}) == 200
    assert await stamp(client)


@pytest.mark.parametrize("message", [{}, {"down": "yes"}, {"down": 1}, [], "down", None])
async def test_the_switch_takes_only_a_clear_word(client: Client, message: object) -> None:
    assert await turn(client, message) == 400
    async with client.get("/tsa/switch") as answer:
        assert await answer.json() == {"down": False, "answered": 0}


@pytest.mark.parametrize("question", [b"", b"hello", write_question(DIGEST, b"\x01" * 8)[:-4], b"\x30\x03\x02\x01\x01"])
async def test_a_broken_question_is_refused_in_the_protocol(client: Client, question: bytes) -> None:
    async with client.post("/tsa", data=question, headers=ASKING) as answer:
        assert answer.status == 200
        assert b"not a time-stamp request" in await answer.read()


async def test_an_oversized_question_is_not_read(client: Client) -> None:
    async with client.post("/tsa", data=bytes(100_000), headers=ASKING) as answer:
        assert answer.status == 413


@pytest.mark.parametrize("size", [0, 20, 31, 33])
def test_a_digest_of_another_size_is_refused(size: int) -> None:
    whole = bytearray(write_question(DIGEST, b"\x01" * 8))
    place = whole.index(DIGEST)
    changed = whole[: place - 1] + bytes([size]) + bytes(size) + whole[place + 32 :]
    changed[1] += size - 32
    changed[6] += size - 32
    with pytest.raises(BadQuestionError, match="SHA-256"):
        read_question(bytes(changed))


@pytest.mark.skipif(shutil.which("openssl") is None, reason="the openssl tool is not installed here")
@pytest.mark.parametrize("kind", ["sha256", "sha384", "sha512"])
async def test_the_openssl_tool_asks_and_accepts_the_answer(client: Client, tmp_path: Path, kind: str) -> None:
    (tmp_path / "paper").write_bytes(b"paper")
    await _openssl(tmp_path, "-query", "-data", "paper", f"-{kind}", "-cert", "-out", "question")
    async with client.post("/tsa", data=(tmp_path / "question").read_bytes(), headers=ASKING) as answer:
        (tmp_path / "answer").write_bytes(await answer.read())
    said = await _openssl(
        tmp_path, "-verify", "-in", "answer", "-queryfile", "question", "-CAfile", str(tmp_path / "tsa-root.pem")
    )
    assert "Verification: OK" in said


async def _openssl(folder: Path, *arguments: str) -> str:
    def run() -> str:
        ended = subprocess.run(["openssl", "ts", *arguments], cwd=folder, capture_output=True, text=True, check=True)  # noqa: S607
        return ended.stdout

    return await asyncio.to_thread(run)
