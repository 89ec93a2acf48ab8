"""The made-up pager keeps the contract of every channel, over a line to its office."""

import socket
from collections.abc import AsyncIterator

import pytest

from songda.channels.contract import ChannelError, Message, Outcome, ReportKind
from tests.channels.contract_suite import Bench, Notebook, ProviderContract
from tests.channels.pager.channel import PagerChannel
from tests.channels.pager.entry import ENTRY
from tests.channels.pager.office import HANGS_UP, NO_SUCH_PAGER, OUT_OF_REACH, Office


@pytest.fixture
async def office() -> AsyncIterator[Office]:
    opened = Office()
    await opened.start()
    yield opened
    await opened.stop()


@pytest.fixture
async def bench(office: Office) -> Bench:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nowhere = f"pager://127.0.0.1:{free.getsockname()[1]}"
    return Bench(
        entry=ENTRY,
        make=lambda: PagerChannel(office.url),
        good=lambda n: f"{1_260_000 + n}",
        refused=NO_SUCH_PAGER,
        make_to_nowhere=lambda: PagerChannel(nowhere),
    )


class TestContract(ProviderContract):
    pass


async def test_a_pager_out_of_reach_is_reported_for_every_screen(office: Office) -> None:
    channel, notes = PagerChannel(office.url), Notebook()
    await channel.open(notes)
    (sent,) = await channel.submit([Message("7", OUT_OF_REACH, "一" * 41)])
    await notes.until(2)
    await channel.close()
    assert (sent.outcome, sent.parts_total) == (Outcome.ACCEPTED, 2)
    assert [(r.kind, r.part) for r in notes.receipts(channel)] == [(ReportKind.FAILED, 1), (ReportKind.FAILED, 2)]


async def test_an_office_that_hangs_up_in_the_middle_leaves_it_unknown(office: Office) -> None:
    channel = PagerChannel(office.url)
    await channel.open(Notebook())
    (lost,) = await channel.submit([Message("8", HANGS_UP, "一")])
    (next_one,) = await channel.submit([Message("9", "1260001", "一")])
    await channel.close()
    assert (lost.outcome, lost.parts) == (Outcome.UNKNOWN, ())
    assert next_one.outcome is Outcome.ACCEPTED, "the office is dialled again"


@pytest.mark.parametrize("url", ["", "http://127.0.0.1:1", "pager://127.0.0.1"])
def test_an_address_that_makes_no_sense_is_refused_for_good(url: str) -> None:
    with pytest.raises(ChannelError) as told:
        ENTRY.open_channel(url)
    assert told.value.permanent
