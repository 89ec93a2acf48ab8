"""Text messages keep the contract, against the sandbox's SMS centre."""

from collections.abc import AsyncIterator

import pytest

from songda.channels.contract import Message, Outcome
from songda.channels.sms import channel as sms_channel
from songda.channels.sms.address import read_address
from songda.channels.sms.channel import SmsChannel
from songda.channels.sms.entry import ENTRY
from songda_demo.sandbox.smsc.server import SmsCentre
from tests.channels.contract_suite import Bench, Notebook, ProviderContract, letters


def dial(port: int) -> SmsChannel:
    return SmsChannel(read_address(f"smpp://songda:sandbox@127.0.0.1:{port}?source=106812368"))


class TestContract(ProviderContract):
    @pytest.fixture
    async def centre(self) -> AsyncIterator[SmsCentre]:
        async with SmsCentre(pace=0.05) as centre:
            yield centre

    @pytest.fixture
    def bench(self, centre: SmsCentre, monkeypatch: pytest.MonkeyPatch) -> Bench:
        monkeypatch.setattr(sms_channel, "BIND_WAIT_S", 0.1)
        return Bench(
            entry=ENTRY,
            make=lambda: dial(centre.port),
            make_to_nowhere=lambda: dial(1),
            good=lambda n: f"1380013{n:02}99",
            refused="13800138010",
        )

    async def test_two_hundred_long_texts_at_once_all_arrive_whole(self, bench: Bench, centre: SmsCentre) -> None:
        channel, notes = bench.make(), Notebook()
        await channel.open(notes)
        text = "【孝义市人民法院】" + "您有案件文书待查收，" * 10
        messages = [Message(m.ref, m.to, text) for m in letters(bench, 200)]
        sent = await channel.submit(messages)
        await notes.until(400)
        await channel.close()
        assert {(each.outcome, each.parts_total) for each in sent} == {(Outcome.ACCEPTED, 2)}
        assert {r.provider_id for r in notes.receipts(channel)} == {p.provider_id for s in sent for p in s.parts}
        assert {each.shown for each in centre.phones} == {text}

    async def test_a_centre_that_comes_up_late_is_found(self, bench: Bench, centre: SmsCentre) -> None:
        await centre.stop()
        channel = bench.make()
        await channel.open(Notebook())
        await centre.start()
        for _ in range(20):
            (sent,) = await channel.submit(letters(bench, 1))
            if sent.outcome is Outcome.ACCEPTED:
                break
        await channel.close()
        assert sent.outcome is Outcome.ACCEPTED
