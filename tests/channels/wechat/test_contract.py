"""WeChat keeps the contract of every channel, against the sandbox's platform and with its callbacks taken over HTTP."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from songda.channels.contract import ChannelError
from songda.channels.wechat.entry import ENTRY
from songda_demo.sandbox.wechat import callbacks
from tests.channels.contract_suite import Bench, Notebook, ProviderContract, letters
from tests.channels.wechat.bench import Wechat, account, running


@pytest.fixture
async def wechat(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Wechat]:
    monkeypatch.setattr(callbacks, "PAUSE_S", 0.1)
    async with running() as wechat:
        for n in range(1, 80):
            wechat.person(n * 100)
        yield wechat


class TestContract(ProviderContract):
    @pytest.fixture
    def bench(self, wechat: Wechat) -> Bench:
        return Bench(
            entry=ENTRY,
            make=lambda: wechat.channel(fields="content"),
            make_to_nowhere=lambda: Wechat(wechat.platform, 1, wechat.callbacks).channel(fields="content"),
            good=lambda n: account(n * 100),
            refused=account(23),
        )

    async def test_two_workers_of_one_machine_take_callbacks_together(self, bench: Bench) -> None:
        first, second = bench.make(), bench.make()
        notes = [Notebook(), Notebook()]
        for channel, own in zip((first, second), notes, strict=True):
            await channel.open(own)
        await first.submit(letters(bench, 8))
        await first.close()
        await second.submit(letters(bench, 8, first=20))
        await notes[1].until(8)
        await second.close()


async def test_the_check_tells_whether_a_worker_takes_callbacks(wechat: Wechat) -> None:
    (nobody,) = await asyncio.to_thread(list, ENTRY.lacks(wechat.url()))
    assert f"at port {wechat.callbacks}" in nobody.what
    channel = wechat.channel()
    await channel.open(Notebook())
    assert await asyncio.to_thread(list, ENTRY.lacks(wechat.url())) == []
    await channel.close()


@pytest.mark.parametrize(
    ("options", "what"),
    [
        ({}, ""),
        ({"token": "short"}, "short enough to be guessed"),
        ({"listen": "0.0.0.0:8106"}, "in clear"),
        ({"key": "short"}, "it needs key= (43 letters or digits)"),
        ({"fields": "thing1,thing1"}, "fields= names each field of the template once"),
        ({"send": "mini"}, "send=mini needs page="),
        ({"nonsense": "1"}, "unknown option nonsense"),
    ],
)
def test_the_check_says_what_is_wrong_with_an_address(options: dict[str, str], what: str) -> None:
    url = Wechat(None, 1, 8106).url(**options)  # type: ignore[arg-type]
    found = " ".join(each.what for each in ENTRY.weaknesses(url))
    assert what in found
    assert bool(found) == bool(what)
    assert "sandbox" not in found.replace("songdasandbox", ""), "the secret is quoted nowhere"


def test_a_line_in_clear_to_another_machine_is_refused() -> None:
    url = Wechat(None, 1, 8106).url().replace("127.0.0.1:1?", "wechat.example?")  # type: ignore[arg-type]
    with pytest.raises(ChannelError, match="say https://"):
        ENTRY.open_channel(url)
