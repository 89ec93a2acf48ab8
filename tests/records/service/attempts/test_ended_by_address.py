"""A message in doubt that a report means by its address alone: settled where it can be no other, else for people."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from songda.channels.contract import RawReport as Report
from songda.channels.contract import Receipt, ReportKind
from songda.records.ground.evidence.models import Event
from songda.records.service.attempts.models import Attempt, ChannelTest, Part
from songda.records.service.attempts.outgoing import claim_doubted
from songda.records.service.attempts.reports import apply_reports, keep_reports
from songda.records.service.attempts.submissions import doubt_dead_claims, expire_silence
from songda.records.service.orders.models import Envelope
from tests import make
from tests.records.stage import WINDOW, Stage, defendant, envelope, state_of

pytestmark = pytest.mark.database
NOW = make.NOW
LI = "13800001111"
SOON = NOW + timedelta(seconds=2)


@dataclass
class Played:
    """A message that a worker died with, and what its provider says of the number later."""

    stage: Stage = field(default_factory=Stage)
    made: list[Envelope] = field(default_factory=list)
    told: list[Receipt] = field(default_factory=list)

    def serve(self) -> Envelope:
        party = defendant(make.case(), None)
        make.address(party, value=LI)
        self.made.append(envelope(party))
        return self.made[-1]

    def die(self) -> None:
        self.stage.advance()
        self.stage.hand_over(self.stage.claim(), note=False)
        self.stage.die()
        doubt_dead_claims(WINDOW, NOW)

    def hear(self, *said: Receipt, at: datetime = SOON) -> None:
        self.told = list(said)
        keep_reports([Report("sms", "stage", str(n).encode(), at) for n in range(len(said))])
        self.read(at)

    def read(self, at: datetime) -> None:
        apply_reports({"sms": self._of}, at)

    def _of(self, body: bytes) -> Sequence[Receipt]:
        return [self.told[int(body)]]


def said(kind: ReportKind = ReportKind.ARRIVED, *, number: str = "201", alone: bool = True, **more: object) -> Receipt:
    return Receipt(kind, "success", number, to=LI, part=1, ends_doubt=alone, **{"happened_at": SOON, **more})  # type: ignore[arg-type]


def in_doubt() -> Played:
    played = Played()
    played.serve()
    played.die()
    assert state_of(played.made[0]) == "unknown"
    return played


@pytest.mark.parametrize(("kind", "state"), [(ReportKind.ARRIVED, "arrived"), (ReportKind.FAILED, "failed")])
def test_a_later_report_settles_it_and_nothing_goes_out_again(kind: ReportKind, state: str) -> None:
    played = in_doubt()
    played.hear(said(kind))
    assert state_of(played.made[0]) == state
    assert claim_doubted(played.stage.sender, 9, NOW - timedelta(minutes=8)) == []
    assert len(played.stage.channel.taken) == 1
    assert Part.objects.get().provider_id == "201"
    assert Event.objects.filter(name=f"attempt.{state}").count() == 1


def test_it_comes_before_anybody_knows_that_the_worker_is_dead_and_settles_it_then() -> None:
    played = Played()
    served = played.serve()
    played.stage.advance()
    played.stage.hand_over(played.stage.claim(), note=False)
    played.hear(said())
    assert state_of(served) == "submitting"
    played.stage.die()
    doubt_dead_claims(WINDOW, NOW)
    played.read(SOON + timedelta(minutes=2))
    assert state_of(served) == "arrived"


def test_silence_had_been_the_outcome_already_and_it_settles_that_too() -> None:
    played = in_doubt()
    expire_silence(WINDOW, NOW + WINDOW)
    assert state_of(played.made[0]) == "expired"
    played.hear(said(), at=NOW + WINDOW)
    assert state_of(played.made[0]) == "arrived"


def other_programs(played: Played) -> None:
    played.hear(said(alone=False))


def long_after(played: Played) -> None:
    played.hear(said(happened_at=NOW + timedelta(minutes=11)), at=NOW + timedelta(hours=1))


def long_before(played: Played) -> None:
    played.hear(said(happened_at=NOW - timedelta(minutes=2)))


def two_reports(played: Played) -> None:
    played.hear(said(), said(ReportKind.FAILED, number="202"))


def a_test_went_there(played: Played) -> None:
    attempt = Attempt.objects.get()
    court = played.made[0].case.court
    ChannelTest.objects.create(
        court=court, channel="sms", kind="mobile", to_sealed=b"", to_index=attempt.to_index,
        asked_by=make.user(court), asked_at=NOW, handed_at=NOW,
    )  # fmt: skip
    played.hear(said())


def nameless(played: Played) -> None:
    played.hear(said(number=""))


@pytest.mark.parametrize(
    "otherwise", [other_programs, long_after, long_before, two_reports, a_test_went_there, nameless]
)
def test_what_may_mean_something_else_settles_nothing(otherwise: Callable[[Played], None]) -> None:
    played = in_doubt()
    otherwise(played)
    assert state_of(played.made[0]) == "unknown"
    assert not Part.objects.exists()


def test_of_two_messages_to_one_account_neither_is_guessed() -> None:
    played = Played()
    made = [played.serve(), played.serve()]
    played.die()
    played.hear(said())
    assert [state_of(each) for each in made] == ["unknown", "unknown"]


def test_the_other_message_is_known_by_its_own_number_and_is_not_meant() -> None:
    played = in_doubt()
    known = played.serve()
    played.stage = Stage()
    played.stage.send()
    assert state_of(known) == "accepted"
    played.hear(said())
    assert [state_of(each) for each in played.made] == ["arrived", "accepted"]
