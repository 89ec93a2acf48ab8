"""What every way of reaching a person must keep, tested on each against the provider that it talks to."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import pytest

from songda.channels.contract import GIVEN_BACK, Channel, Message, Outcome, RawReport, Receipt, ReportKind, Sent, Slip
from songda.channels.entry import Entry
from songda.core.delivery.routes import Route


@dataclass
class Bench:
    """A provider, a way of making channels to it, and addresses with known fates."""

    make: Callable[[], Channel]
    good: Callable[[int], str]  # the n-th address whose messages arrive
    refused: str  # an address that the provider refuses at once
    make_to_nowhere: Callable[[], Channel] | None = None  # a channel to a provider that is down
    entry: Entry | None = None  # of channels that the house knows; the one that acts by script has none

    @property
    def row(self) -> Route:
        """What it can do."""
        assert self.entry is not None
        return self.entry.route


@dataclass
class Notebook:
    """A sink that keeps what it is given, after failing so many times."""

    failures: int = 0
    kept: list[RawReport] = field(default_factory=list)
    refused: list[RawReport] = field(default_factory=list)
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(self, reports: Sequence[RawReport]) -> None:
        """Keeps reports."""
        if self.failures:
            self.failures -= 1
            self.refused += reports
            raise OSError("the disk is full")
        self.kept += reports
        self.changed.set()

    async def until(self, count: int, within_s: float = 10.0) -> None:
        """Waits for so many reports."""
        async with asyncio.timeout(within_s):
            while len(self.kept) < count:
                self.changed.clear()
                await self.changed.wait()

    def receipts(self, channel: Channel) -> list[Receipt]:
        """What they say."""
        read = (each for report in self.kept for each in channel.read_report(report.body))
        return [each for each in read if isinstance(each, Receipt)]


def letters(bench: Bench, count: int, first: int = 1) -> list[Message]:
    """So many messages to people who are reached."""
    text = "【孝义市人民法院】您有（2022）晋1181民初123号案件文书待查收。"
    return [Message(str(70_000 + n), bench.good(n), text, "送达通知") for n in range(first, first + count)]


class ChannelContract:
    """Inherit, and give a fixture `bench`."""

    async def test_every_message_gets_one_answer_in_the_order_given(self, bench: Bench) -> None:
        channel, notes = bench.make(), Notebook()
        await channel.open(notes)
        messages = letters(bench, 25)
        sent = await channel.submit(messages)
        await channel.close()
        assert [each.ref for each in sent] == [message.ref for message in messages]
        assert {each.outcome for each in sent} == {Outcome.ACCEPTED}

    async def test_an_accepted_message_names_its_parts_and_its_times(self, bench: Bench) -> None:
        channel = bench.make()
        await channel.open(Notebook())
        (sent,) = await channel.submit(letters(bench, 1))
        await channel.close()
        assert len(sent.parts) == sent.parts_total >= 1
        assert [part.number for part in sent.parts] == list(range(1, sent.parts_total + 1))
        assert all(part.provider_id for part in sent.parts)
        assert sent.started_at.tzinfo is not None
        assert sent.started_at <= sent.ended_at

    async def test_a_refused_address_harms_no_other_message(self, bench: Bench) -> None:
        channel = bench.make()
        await channel.open(Notebook())
        before, after = letters(bench, 2)
        refused = Message("99", bench.refused, "text", "subject")
        outcomes = [each.outcome for each in await channel.submit([before, refused, after])]
        await channel.close()
        assert outcomes == [Outcome.ACCEPTED, Outcome.REJECTED, Outcome.ACCEPTED]

    async def test_nothing_is_sent_before_opening_and_after_closing(self, bench: Bench) -> None:
        channel = bench.make()
        (early,) = await channel.submit(letters(bench, 1))
        await channel.open(Notebook())
        await channel.close()
        (late,) = await channel.submit(letters(bench, 1))
        assert (early.outcome, late.outcome) == (Outcome.NOT_SENT, Outcome.NOT_SENT)

    async def test_no_messages_no_answers(self, bench: Bench) -> None:
        channel = bench.make()
        await channel.open(Notebook())
        assert await channel.submit([]) == []
        await channel.close()

    async def test_two_hand_overs_at_once_keep_apart(self, bench: Bench) -> None:
        channel = bench.make()
        await channel.open(Notebook())
        first, second = letters(bench, 10), letters(bench, 10, first=50)
        answers = await asyncio.gather(channel.submit(first), channel.submit(second))
        await channel.close()
        assert [[each.ref for each in answer] for answer in answers] == [
            [message.ref for message in first],
            [message.ref for message in second],
        ]

    async def test_each_outcome_is_told_as_soon_as_it_is_known_and_once(self, bench: Bench) -> None:
        channel, told = bench.make(), list[Sent]()
        early = await channel.submit(letters(bench, 1), Slip(note=told.append))
        await channel.open(Notebook())
        messages = [*letters(bench, 3), Message("99", bench.refused, "text", "subject")]
        sent = await channel.submit(messages, Slip(note=told.append))
        await channel.close()
        assert sorted(each.ref for each in told) == sorted(each.ref for each in [*early, *sent])
        assert all(each in told for each in [*early, *sent])

    async def test_whoever_may_not_write_any_more_writes_nothing(self, bench: Bench) -> None:
        channel, told = bench.make(), list[Sent]()
        await channel.open(Notebook())
        sent = await channel.submit(letters(bench, 3), Slip(may_write=lambda _ref: False, note=told.append))
        await channel.close()
        assert {(each.outcome, each.code) for each in sent} == {(Outcome.NOT_SENT, GIVEN_BACK)}
        assert sorted(each.ref for each in told) == [each.ref for each in sent]

    async def test_it_is_asked_for_each_message_before_anything_of_it_goes_out(self, bench: Bench) -> None:
        """Being asked is the mark that its first byte goes out: what was never asked for is sent again after a kill."""
        channel, asked = bench.make(), list[str]()
        refused = {letter.ref for letter in letters(bench, 3)[:1]}

        def may_write(ref: str) -> bool:
            asked.append(ref)
            return ref not in refused

        await channel.open(Notebook())
        sent = await channel.submit(letters(bench, 3), Slip(may_write=may_write))
        await channel.close()
        assert set(asked) == {letter.ref for letter in letters(bench, 3)}
        assert {each.ref for each in sent if each.code == GIVEN_BACK} == refused

    async def test_trouble_is_told_until_the_channel_is_open(self, bench: Bench) -> None:
        channel = bench.make()
        assert channel.trouble
        await channel.open(Notebook())
        assert channel.trouble is None
        await channel.close()

    async def test_what_is_urgent_is_handed_over_too(self, bench: Bench) -> None:
        channel = bench.make()
        await channel.open(Notebook())
        messages = [replace(each, is_urgent=n % 2 == 0) for n, each in enumerate(letters(bench, 4))]
        sent = await channel.submit(messages)
        await channel.close()
        assert [each.ref for each in sent] == [message.ref for message in messages]
        assert {each.outcome for each in sent} == {Outcome.ACCEPTED}

    async def test_closing_twice_is_harmless(self, bench: Bench) -> None:
        channel = bench.make()
        await channel.open(Notebook())
        await channel.close()
        await channel.close()

    @pytest.mark.parametrize("rubbish", [b"", b"\x00\x01\x02", b"\xff" * 40, "送达".encode()])
    def test_bytes_that_are_no_report_are_refused(self, bench: Bench, rubbish: bytes) -> None:
        with pytest.raises(ValueError, match=r"."):
            bench.make().read_report(rubbish)


class ReportingContract(ChannelContract):
    """The same for those that report what became of a message."""

    async def test_an_arrival_is_reported_and_finds_its_message(self, bench: Bench) -> None:
        channel, notes = bench.make(), Notebook()
        await channel.open(notes)
        messages = letters(bench, 3)
        sent = await channel.submit(messages)
        await notes.until(sum(each.parts_total for each in sent))
        await channel.close()
        receipts = notes.receipts(channel)
        assert {receipt.kind for receipt in receipts} == {ReportKind.ARRIVED}
        for message in messages:
            own = [r for r in receipts if r.to == message.to]
            assert own, "found by its address"
            ids = {part.provider_id for each in sent if each.ref == message.ref for part in each.parts}
            tails = (r.ref_tail for r in own if r.provider_id not in ids)  # nothing else can find it
            assert all(message.ref.zfill(18).endswith(tail or "none") for tail in tails), "and by id or reference"
        known = {part.provider_id for each in sent for part in each.parts}
        assert {r.provider_id for r in receipts} <= known | {None}

    async def test_reports_say_which_channel_and_provider_brought_them(self, bench: Bench) -> None:
        channel, notes = bench.make(), Notebook()
        await channel.open(notes)
        await channel.submit(letters(bench, 1))
        await notes.until(1)
        await channel.close()
        report = notes.kept[0]
        assert report.channel == channel.name
        assert report.provider
        assert report.received_at.tzinfo is not None

    async def test_a_report_that_could_not_be_kept_comes_again(self, bench: Bench) -> None:
        channel, notes = bench.make(), Notebook(failures=1)
        await channel.open(notes)
        try:
            await channel.submit(letters(bench, 1))
        except OSError:  # the fake has no provider between it and the sink
            await channel.open(notes)
        await notes.until(1)
        await channel.close()
        refused = channel.read_report(notes.refused[0].body)
        assert channel.read_report(notes.kept[0].body) == refused


class ProviderContract(ReportingContract):
    """The same for those that have a provider outside, and give `make_to_nowhere` and `entry`."""

    def test_the_row_and_the_transport_have_one_name(self, bench: Bench) -> None:
        assert bench.make().name == bench.row.name

    def test_the_row_reads_and_masks_the_addresses_that_the_transport_writes_to(self, bench: Bench) -> None:
        address = bench.good(1)
        (kind,) = bench.row.reaches
        assert kind.read(f" {address} ") == address
        assert address not in kind.mask(address)

    @pytest.mark.parametrize("times", [1, 3, 7])
    async def test_a_message_goes_out_in_as_many_parts_as_the_row_tells_beforehand(
        self, bench: Bench, times: int
    ) -> None:
        channel, text = bench.make(), "【孝义市人民法院】您有案件文书待查收。" * times
        await channel.open(Notebook())
        (sent,) = await channel.submit([Message("70001", bench.good(1), text, "送达通知")])
        await channel.close()
        assert sent.parts_total == len(sent.parts) == bench.row.parts_of(text)

    async def test_a_provider_that_is_down_means_not_sent(self, bench: Bench) -> None:
        assert bench.make_to_nowhere is not None
        channel = bench.make_to_nowhere()
        await channel.open(Notebook())
        (sent,) = await channel.submit(letters(bench, 1))
        await channel.close()
        assert sent.outcome is Outcome.NOT_SENT
