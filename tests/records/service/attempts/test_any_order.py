"""Whatever is heard of a message, in whichever order and however often: what stands in the end is the same.

Reports of text messages, of mails with their readers' notices, of WeChat, and what the recipient does at the link, come
in through their doors, between the provider's answer and the end of the time for silence.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest
from django.db import transaction

from songda.channels.contract import Outcome, Part, RawReport, Receipt, ReportKind, Sent
from songda.core.evidence.canonical import canonical
from songda.core.identity import Assurance
from songda.records.law.decisions.ask_law import ask_law
from songda.records.law.planning.advance import advance
from songda.records.service.attempts.models import Attempt
from songda.records.service.attempts.outgoing import Claim
from songda.records.service.attempts.reports import apply_reports, keep_reports
from songda.records.service.attempts.submissions import expire_silence, note_sent
from songda.records.service.findings.models import Finding
from songda.records.service.orders.models import Envelope
from songda.records.service.tasks.models import Task
from songda.records.ways.portal.acts.visits import confirm_receipt, disown, note_fetch, note_opening
from tests import make
from tests.channels.fake.script import Script
from tests.records.stage import WINDOW, Stage, defendant, envelope
from tests.surroundings.ready import ready_made

pytestmark = pytest.mark.database
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
END = make.NOW + WINDOW + DAY
Move = Callable[["Scene"], None]


class Scene:
    """A message that a worker has claimed: its bytes are on the wire, and nothing was heard."""

    def __init__(self) -> None:
        self.served: Envelope = envelope(defendant(make.case()))
        self.stage = Stage(Script(parts=2))
        self.stage.advance()
        (self.claim,) = self.stage.claim()


@pytest.fixture
@ready_made
def scene() -> Scene:
    return Scene()


def read(body: bytes) -> list[Receipt]:
    """A report of the tests, in the words that every channel's reader gives."""
    import json

    said = json.loads(body)
    at = datetime.fromisoformat(said["at"]) if said["at"] else None
    return [Receipt(ReportKind(said["kind"]), said["kind"], said["id"], said["ref"], said["to"], None, at)]


def report(
    kind: str, after: timedelta, *, part: int = 1, received: timedelta | None = None, timed: bool = True
) -> Move:
    """It happened then and was received a little later: what is known of it hangs not on when it is applied."""

    def move(scene: Scene) -> None:
        claim, at = scene.claim, make.NOW + after
        told: dict[str, Any] = {
            "kind": kind,
            "id": f"id-{claim.message.ref}-{part}",
            "ref": claim.message.ref.zfill(18),
            "to": claim.message.to,
            "at": at.isoformat() if timed else "",
        }
        keep_reports([RawReport("sms", "centre", canonical(told), make.NOW + (received or after + MINUTE))])

    return move


def answer(outcome: Outcome = Outcome.ACCEPTED, parts: int = 2) -> Move:
    def move(scene: Scene) -> None:
        claim: Claim = scene.claim
        taken = (
            tuple(Part(n, f"id-{claim.message.ref}-{n}") for n in range(1, parts + 1)) if outcome == "accepted" else ()
        )
        at = make.NOW + timedelta(seconds=1)
        sent = Sent(claim.message.ref, outcome, "0", "", make.NOW, at, taken, parts)
        note_sent("sms", [sent], WINDOW, at)

    return move


def opened(scene: Scene) -> None:
    note_fetch(scene.served, "a browser", make.NOW + HOUR)
    for service in scene.served.services.all():
        note_opening(service, Assurance.NUMBER_AND_CODE, make.NOW + HOUR)


def confirmed(scene: Scene) -> None:
    ids = list(scene.served.services.values_list("id", flat=True))
    with suppress(PermissionError):
        confirm_receipt(scene.served, ids, Assurance.NUMBER_AND_CODE, make.NOW + 2 * HOUR)


def denied(scene: Scene) -> None:
    disown(
        scene.served, Attempt.objects.get(envelope=scene.served, purpose="service", n=1).address_id, make.NOW + 2 * HOUR
    )


ONE, BOTH = answer(parts=1), answer()
ARRIVED = [report("arrived", MINUTE), report("arrived", 2 * MINUTE, part=2)]
MOVES: dict[str, list[Move]] = {
    "a text of two parts": [BOTH, *ARRIVED],
    "a part that fails and arrives after all": [BOTH, report("failed", MINUTE), report("arrived", HOUR), ARRIVED[1]],
    "a part that fails and arrives, and one never heard of": [BOTH, report("failed", MINUTE), report("arrived", HOUR)],
    "a report on its way between": [BOTH, report("accepted", MINUTE), *ARRIVED],
    "the same without a time, again the next day": [
        ONE, report("arrived", HOUR, timed=False), report("arrived", DAY, timed=False),
    ],
    "failed without a time, and told of again after it arrived": [
        ONE,
        report("failed", HOUR, timed=False),
        report("arrived", 2 * HOUR),
        report("failed", DAY, timed=False),
    ],
    "a mail that arrived, was read, and bounced": [
        ONE, report("arrived", MINUTE), report("arrived", DAY), report("bounced", 2 * DAY),
    ],
    "a mail that arrived and was shown days later": [ONE, report("arrived", MINUTE), report("arrived", DAY)],
    "a mail that a reader's program threw away": [ONE, report("arrived", MINUTE), report("said_failed", HOUR)],
    "a callback that says so twice and otherwise": [ONE, report("failed", MINUTE), report("arrived", 2 * MINUTE)],
    "no answer, and the callback came": [answer(Outcome.UNKNOWN), *ARRIVED],
    "a refusal, and a callback all the same": [answer(Outcome.REJECTED), *ARRIVED],
    "arrived and opened": [BOTH, *ARRIVED, opened],
    "arrived, opened and confirmed": [ONE, ARRIVED[0], opened, confirmed],
    "bounced and confirmed": [ONE, ARRIVED[0], report("bounced", DAY), confirmed],
    "arrived and not theirs": [ONE, ARRIVED[0], denied],
}  # fmt: skip


def settle(at: datetime) -> None:
    for _ in range(3):
        apply_reports({"sms": read}, at)
        ask_law(at)
        advance(at)


def outcome(scene: Scene, moves: Sequence[Move]) -> object:
    """What stands then; that somebody is told of an earlier answer that they may have seen is no part of it."""
    for move in moves:
        move(scene)
        settle(make.NOW + 3 * DAY - HOUR)
    expire_silence(WINDOW, END)
    settle(END)
    attempt = Attempt.objects.get(id=int(scene.claim.message.ref))
    finding = Finding.objects.filter(service__envelope=scene.served).first()
    law = (finding.status, finding.effective_on, finding.ground) if finding else None
    tasks = Task.objects.filter(envelope=scene.served, closed_at=None).exclude(kind="note_change")
    tries = Attempt.objects.filter(envelope=scene.served, purpose="service").values_list("channel", "n", "state")
    ends = (attempt.state, attempt.arrived_at, attempt.failed_at, attempt.bounced_at)
    return ends, law, sorted(tasks.values_list("kind", "reason")), sorted(tries)


@pytest.mark.rows_by_day(4, "tells of each kind of report in several orders")
@pytest.mark.parametrize("name", MOVES)
def test_the_order_in_which_a_message_is_heard_of_decides_nothing(scene: Scene, name: str) -> None:
    moves, random = MOVES[name], Random(name)
    names = {move: place for place, move in enumerate(moves)}
    walks = [[*moves, *random.choices(moves, k=2)] for _ in range(3)]
    found: dict[object, list[int]] = {}
    for order in (moves, moves[::-1], *(random.sample(walk, len(walk)) for walk in walks)):
        with transaction.atomic():
            found.setdefault(repr(outcome(scene, order)), [names[move] for move in order])
            transaction.set_rollback(True)
    assert len(found) == 1, "\n".join(f"{order}: {each}" for each, order in found.items())


def test_the_same_report_without_a_time_that_comes_again_is_as_old_as_it_was(scene: Scene) -> None:
    for move in MOVES["failed without a time, and told of again after it arrived"]:
        move(scene)
    settle(END)
    assert Attempt.objects.get(id=int(scene.claim.message.ref)).state == "arrived"
