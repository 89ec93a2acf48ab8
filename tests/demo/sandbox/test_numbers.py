"""Every magic number of the sandbox brings about what the table says, over the real protocol."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest

from songda.channels.contract import Message, Outcome, ReportKind, Sent
from songda.channels.sms.address import read_address
from songda.channels.sms.channel import SmsChannel
from songda_demo.sandbox.smsc import centre as centre_module
from songda_demo.sandbox.smsc.fates import FATES
from songda_demo.sandbox.smsc.server import SmsCentre
from tests.channels.contract_suite import Notebook

LONG = "【孝义市人民法院】李某：您有案件文书待查收，请点击 https://songda.court.example/s/K7M2PXQ4RT 查收。"
ARRIVED, FAILED = ReportKind.ARRIVED, ReportKind.FAILED


@dataclass(frozen=True)
class Row:
    """What should come of a text of two parts to a number that ends so."""

    ends: str
    outcome: Outcome = Outcome.ACCEPTED
    receipts: dict[ReportKind, int] = field(default_factory=dict)
    is_shown: bool = True
    is_whole: bool = True


ROWS = [
    Row("99", receipts={ARRIVED: 2}),
    Row("01", receipts={FAILED: 2}, is_shown=False),
    Row("02", receipts={FAILED: 2}, is_shown=False),
    Row("03", receipts={ARRIVED: 1, FAILED: 1}, is_whole=False),
    Row("04", receipts={}),
    Row("05", receipts={ARRIVED: 2}),
    Row("06", receipts={ARRIVED: 4}),
    Row("07", Outcome.RETRY_LATER, is_shown=False),
    Row("08", receipts={ARRIVED: 2}),
    Row("09", receipts={ARRIVED: 2, FAILED: 2}),
    Row("10", Outcome.REJECTED, is_shown=False),
    Row("11", Outcome.UNKNOWN, receipts={ARRIVED: 2}),
    Row("12", Outcome.UNKNOWN, receipts={ARRIVED: 2}),
]


@pytest.fixture
async def centre(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[SmsCentre]:
    for name, seconds in {"THROTTLE_S": 0.1, "SLOW_ANSWER_S": 0.1, "LATE_ANSWER_S": 0.1}.items():
        monkeypatch.setattr(centre_module, name, seconds)
    async with SmsCentre(pace=0.02) as running:
        yield running


async def send(centre: SmsCentre, to: str, notes: Notebook, wait_for: int = 0) -> tuple[Sent, SmsChannel]:
    where = f"smpp://songda:sandbox@127.0.0.1:{centre.port}?source=106812368&answer_s=0.5"
    channel = SmsChannel(read_address(where))
    await channel.open(notes)
    (sent,) = await channel.submit([Message("1234", to, LONG)])
    await notes.until(wait_for)
    await asyncio.sleep(0.05)
    await channel.close()
    return sent, channel


def test_every_number_of_the_table_has_its_row_here() -> None:
    assert {row.ends for row in ROWS} - {"99"} == set(FATES)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.ends)
async def test_a_number_brings_about_what_the_table_says(centre: SmsCentre, row: Row) -> None:
    notes, to = Notebook(), f"138001380{row.ends}"
    sent, channel = await send(centre, to, notes, sum(row.receipts.values()))
    receipts = notes.receipts(channel)
    assert sent.outcome is row.outcome
    assert Counter(receipt.kind for receipt in receipts) == row.receipts
    assert all((receipt.to, receipt.ref_tail) == (to, "1234".zfill(11)) for receipt in receipts)
    assert {receipt.part for receipt in receipts} == ({1, 2} if receipts else set())
    assert [(text.is_whole, text.shown == LONG) for text in centre.phones.texts_of(to)] == (
        [(row.is_whole, row.is_whole)] if row.is_shown else []
    )


async def test_a_throttled_number_lets_the_next_try_through(centre: SmsCentre) -> None:
    first, _ = await send(centre, "13800138007", Notebook())
    await asyncio.sleep(0.1)
    second, _ = await send(centre, "13800138007", Notebook(), 2)
    assert (first.outcome, second.outcome) == (Outcome.RETRY_LATER, Outcome.ACCEPTED)


async def test_a_report_is_there_before_the_answer(centre: SmsCentre) -> None:
    notes = Notebook()
    sent, channel = await send(centre, "13800138005", notes, 2)
    assert all(report.received_at < sent.ended_at for report in notes.kept)
    assert {r.provider_id for r in notes.receipts(channel)} == {part.provider_id for part in sent.parts}


async def test_the_late_failure_comes_after_the_arrival(centre: SmsCentre) -> None:
    notes = Notebook()
    _, channel = await send(centre, "13800138009", notes, 4)
    assert [receipt.kind for receipt in notes.receipts(channel)] == [ARRIVED, ARRIVED, FAILED, FAILED]


async def test_the_lost_part_is_the_one_reported_as_failed(centre: SmsCentre) -> None:
    notes = Notebook()
    sent, channel = await send(centre, "13800138003", notes, 2)
    failed = [r.provider_id for r in notes.receipts(channel) if r.kind is FAILED]
    assert failed == [sent.parts[-1].provider_id]


async def test_who_has_no_log_in_gets_no_line() -> None:
    async with SmsCentre(accounts={"court": "word"}) as strict:
        for name in ("court:wrong", "stranger:word"):
            channel = SmsChannel(read_address(f"smpp://{name}@127.0.0.1:{strict.port}?source=106812368"))
            await channel.open(Notebook())
            assert "log-in refused" in (channel.trouble or "")
            await channel.close()
        channel = SmsChannel(read_address(f"smpp://court:word@127.0.0.1:{strict.port}?source=106812368"))
        await channel.open(Notebook())
        assert channel.trouble is None
        await channel.close()


@pytest.mark.parametrize("taken", [0, 1, 50, 333, 1500])
async def test_wherever_the_line_is_cut_nothing_is_said_that_is_not_true(centre: SmsCentre, taken: int) -> None:
    where = f"smpp://songda:sandbox@127.0.0.1:{centre.port}?source=106812368&window=50"
    channel, notes = SmsChannel(read_address(where)), Notebook()
    await channel.open(notes)
    handing_over = asyncio.create_task(channel.submit([Message(str(n), f"1380{n:05}99", LONG) for n in range(1, 2001)]))
    while centre.centre.taken < taken:  # noqa: ASYNC110 - the moment must be hit, not signalled
        await asyncio.sleep(0)
    centre.cut_lines()
    sent = await handing_over
    outcomes = Counter(each.outcome for each in sent)
    assert outcomes[Outcome.NOT_SENT] > 0
    assert 0 < outcomes[Outcome.UNKNOWN] <= 50 or not taken
    assert outcomes[Outcome.ACCEPTED] >= (taken - 100) // 2
    while len(by_id := {receipt.provider_id: receipt for receipt in notes.receipts(channel)}) < centre.centre.taken:
        await notes.until(len(notes.kept) + 1)  # those that the cut left unacknowledged come twice
    await channel.close()
    reached = Counter(receipt.ref_tail for receipt in by_id.values())
    for each in sent:
        parts = reached[each.ref.zfill(11)]
        match each.outcome:
            case Outcome.ACCEPTED:
                assert parts == 2
            case Outcome.NOT_SENT:
                assert parts == 0
            case _:
                assert each.outcome is Outcome.UNKNOWN
