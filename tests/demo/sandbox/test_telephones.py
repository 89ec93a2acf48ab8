"""A person's telephone in the sandbox: it rings on its page, and who takes the call is chosen there."""

from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient, TestServer

from songda_demo.sandbox.server import make_app
from songda_demo.sandbox.world import Ports, World

BASIC = {"Authorization": "Basic c29uZ2RhOndvcmQ="}
NUMBER = "13800138099"


@pytest.mark.parametrize(("who", "state"), [("themselves", "Up"), ("child", "Up"), ("reject", None)])
async def test_whoever_is_chosen_takes_the_call(tmp_path: Path, who: str, state: str | None) -> None:
    world = World(Ports(0, 0, 0), tmp_path, quiet=True, pace=0.02)
    async with TestClient(TestServer(make_app(world))) as client:
        asked = {"endpoint": f"PJSIP/{NUMBER}@trunk", "app": "songda", "timeout": "5"}
        assert (await client.post("/ari/channels/c1", json=asked, headers=BASIC)).status == 200
        async with client.ws_connect("/ari/events?app=songda", headers=BASIC) as events:
            while not world.exchange.waits(NUMBER):
                await client.get("/health")
            assert 'value="themselves"' in await (await client.get(f"/telephones/{NUMBER}")).text()
            await client.post(f"/telephones/{NUMBER}", data={"who": who})
            told = []
            while not told or told[-1] not in {"StasisStart", "ChannelDestroyed"}:
                told.append((await events.receive_json())["type"])
        live = (await (await client.get("/api/telephones")).json())["telephones"]
        assert live == ([{"number": NUMBER, "state": state}] if state else [])
    await world.exchange.stop()
