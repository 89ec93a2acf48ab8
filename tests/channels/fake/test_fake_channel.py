"""The fake way of reaching a person keeps the contract and follows its script."""

from collections.abc import Sequence

import pytest

from songda.channels.contract import Message, Outcome, RawReport, ReportKind
from tests.channels.contract_suite import Bench, Notebook, ReportingContract
from tests.channels.fake import script
from tests.channels.fake.channel import FakeChannel

REFUSED = "refused"


class TestContract(ReportingContract):
    @pytest.fixture
    def bench(self) -> Bench:
        return Bench(
            make=lambda: FakeChannel({REFUSED: script.REJECTED}),
            good=lambda n: f"person-{n}",
            refused=REFUSED,
        )


@pytest.mark.parametrize(
    ("its_script", "outcome", "kinds"),
    [
        (script.ARRIVES, Outcome.ACCEPTED, ["arrived"]),
        (script.ARRIVES_TWICE, Outcome.ACCEPTED, ["arrived", "arrived"]),
        (script.NEVER_REPORTS, Outcome.ACCEPTED, []),
        (script.FAILS, Outcome.ACCEPTED, ["failed"]),
        (script.BOUNCES, Outcome.ACCEPTED, ["arrived", "bounced"]),
        (script.REJECTED, Outcome.REJECTED, []),
        (script.THROTTLED, Outcome.RETRY_LATER, []),
        (script.NOT_SENT, Outcome.NOT_SENT, []),
        (script.UNKNOWN, Outcome.UNKNOWN, []),
    ],
)
async def test_what_the_script_says_happens(its_script: script.Script, outcome: Outcome, kinds: list[str]) -> None:
    channel, notes = FakeChannel(default=its_script), Notebook()
    await channel.open(notes)
    (sent,) = await channel.submit([Message("1", "li", "text")])
    assert sent.outcome is outcome
    assert [receipt.kind for receipt in notes.receipts(channel)] == kinds


async def test_a_report_may_come_before_the_answer() -> None:
    channel, notes = FakeChannel(default=script.ARRIVES_FIRST), Notebook()
    is_answered = [False]
    answered_at_report: list[bool] = []

    async def sink(reports: Sequence[RawReport]) -> None:
        answered_at_report.extend(is_answered)
        await notes(reports)

    await channel.open(sink)
    await channel.submit([Message("1", "li", "text")])
    is_answered[0] = True
    assert answered_at_report == [False]
    assert [r.kind for r in notes.receipts(channel)] == [ReportKind.ARRIVED]


async def test_reports_that_are_to_come_later_wait_to_be_released() -> None:
    channel, notes = FakeChannel(default=script.UNKNOWN_BUT_ARRIVES), Notebook()
    await channel.open(notes)
    (sent,) = await channel.submit([Message("7", "li", "text")])
    assert (sent.outcome, notes.kept) == (Outcome.UNKNOWN, [])
    await channel.release()
    assert [(r.kind, r.ref_tail) for r in notes.receipts(channel)] == [(ReportKind.ARRIVED, "7".zfill(18))]


async def test_the_second_try_may_fare_better_than_the_first() -> None:
    channel = FakeChannel({"li": [script.THROTTLED, script.ARRIVES]})
    await channel.open(Notebook())
    outcomes = [(await channel.submit([Message(str(n), "li", "text")]))[0].outcome for n in (1, 2, 3)]
    assert outcomes == [Outcome.RETRY_LATER, Outcome.ACCEPTED, Outcome.ACCEPTED]


async def test_only_what_went_out_is_kept_as_taken() -> None:
    channel = FakeChannel({"wu": script.REJECTED, "zhou": script.UNKNOWN})
    await channel.open(Notebook())
    await channel.submit([Message(str(n), to, "text") for n, to in enumerate(("li", "wu", "zhou"))])
    assert [message.to for message in channel.taken] == ["li", "zhou"]
