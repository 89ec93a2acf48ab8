"""Print room, planner, carrier's line and publisher are killed at every step: whoever goes on finds all, nothing twice.

Each point is met by a process of its own, which dies there as by `kill -9`; then another one does the rest.
"""

import json
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest

from songda import clock
from songda.carriers.signed.signatures import sign_answer
from songda.core.delivery.ladder.public_notice import LookFrom, LookResult
from songda.core.delivery.letters import LetterState, Product
from songda.records.court.staff.models import Court
from songda.records.ground.evidence.models import Event
from songda.records.overview.notice_papers import file_of_notice
from songda.records.service.deeds.models import Deed, DeedStep
from songda.records.service.orders.models import Envelope
from songda.records.service.tasks.models import Task
from songda.records.ways.post.carriage.models import Carriage, CarrierReport, Push
from songda.records.ways.post.letters.batches import close_batch, make_batch, scan, seal_letters
from songda.records.ways.post.letters.models import Batch, Letter, NumberRange
from songda.records.ways.post.letters.setting import batch_file, bind_batches, letter_file, set_letters
from songda.records.ways.public_notices.actions import publish_notice
from songda.records.ways.public_notices.looks import SeenPage, Visit, keep_looks
from songda.records.ways.public_notices.models import NoticeGap, PublicNotice
from songda.records.ways.public_notices.queries import page_by_token
from songda.site.keeping.sealed_files import compare
from tests import make
from tests.records.stage import NOW, defendant, order
from tests.records.ways.post.carriage.parcels import SECRET, push, signed_for
from tests.records.ways.post.letters.post import CLERK, home, numbers, planned
from tests.records.ways.public_notices.scene import DAY, PUBLISHED, clerk_of, drafted, exhausted, published
from tests.site.worker.dying import NOWHERE, died, start

pytestmark = [pytest.mark.night("starts processes and kills them"), pytest.mark.database(transaction=True)]
PATIENCE_S = 120.0
SETTING = "songda.records.ways.post.letters.setting"
BATCHES = "songda.records.ways.post.letters.batches"
PLANNING = "songda.records.ways.post.letters.print_days"
STORE = "songda.records.ground.vault:store_file"
READING = "songda.records.ways.post.carriage.reading"
JUDGED_ON = "songda.records.ways.post.carriage.on_record"
LOOKS = "songda.records.ways.public_notices.looks"
PUBLISHING = "songda.records.ways.public_notices.actions"
SEALING = "songda.records.overview.notice_papers"
KEEPING = "songda.records.ways.public_notices.sealed"
LETTERS = 3


def waiting(court: Court | None = None) -> list[Envelope]:
    """People who are reached by post alone, none of whom the engine has looked at."""
    cases = [make.case(court) for _ in range(LETTERS)]
    for case in cases:
        party = defendant(case, None, consents=False)
        home(party)
        order(party, make.paper(case))
    return list(Envelope.objects.filter(case__in=cases).select_related("case__court", "party").order_by("id"))


def letters_planned(court: Court | None = None) -> Court:
    envelopes = waiting(court)
    for envelope in envelopes:
        planned(envelope)
    return envelopes[0].case.court


def to_be_set() -> None:
    numbers(letters_planned())


def to_be_bound() -> None:
    court = letters_planned()
    numbers(court)
    while set_letters(NOW):
        pass
    make_batch(court, Product.COURT_POST.value, CLERK, NOW)


def to_be_sealed() -> None:
    to_be_bound()
    bind_batches(NOW)
    batch = Batch.objects.get()
    for number in batch.letters.order_by("place_in_batch").values_list("number", flat=True):
        scan(batch, number, CLERK, NOW)
    close_batch(batch, CLERK, NOW)


def to_be_planned() -> None:
    """In two courts, neither of which has numbers: nothing is set."""
    letters_planned()
    letters_planned(make.other_court())


def told(name: str) -> int:
    return Event.objects.filter(name=name).count()


def twice(name: str) -> list[str]:
    """The streams in which that stands more than once."""
    counts = Counter(Event.objects.filter(name=name).values_list("stream", flat=True))
    return [stream for stream, times in counts.items() if times > 1]


def are_set() -> bool:
    return Letter.objects.filter(state=LetterState.READY).count() == LETTERS


def set_once() -> None:
    letters = list(Letter.objects.filter(state=LetterState.READY))
    assert told("letter.set") == len({letter.number for letter in letters}) == LETTERS
    assert all(letter_file(letter).startswith(b"%PDF") for letter in letters)
    given = NumberRange.objects.get()
    assert given.next - given.first == LETTERS, "no number was lost"


def is_bound() -> bool:
    return Batch.objects.exclude(bound_at=None).exists()


def bound_once() -> None:
    assert batch_file(Batch.objects.get()).startswith(b"%PDF")
    assert told("batch.bound") <= 1


def are_sealed() -> bool:
    return Letter.objects.filter(state=LetterState.SEALED).count() == LETTERS


def sealed_once() -> None:
    assert Deed.objects.count() == told("letter.sealed") == told("letter.noted") == LETTERS
    assert told("batch.sealed") == 1


def have_days() -> bool:
    return not Letter.objects.filter(state=LetterState.PLANNED, expected_on=None).exists()


def all_have_days() -> None:
    assert Letter.objects.filter(state=LetterState.PLANNED).exclude(expected_on=None).count() == 2 * LETTERS


def are_proposed() -> bool:
    return Letter.objects.filter(state=LetterState.PROPOSED).count() == LETTERS


def proposed_once() -> None:
    assert (
        Letter.objects.count() == told("letter.proposed") == Task.objects.filter(kind="find_address").count() == LETTERS
    )


def in_the_post() -> None:
    """One letter, of which the carrier told everything in one push; nobody has read it."""
    to_be_sealed()
    seal_letters(NOW)
    letter = Letter.objects.filter(state=LetterState.SEALED).earliest("place_in_batch")
    push(signed_for(letter), clock.now())


def is_judged() -> bool:
    return Carriage.objects.exclude(settled="").exists() and not Push.objects.filter(read_at=None).exists()


def judged_once() -> None:
    assert CarrierReport.objects.count() == told("carrier.reported") == 4
    assert DeedStep.objects.filter(kind="signed").count() == 1
    assert not twice("carriage.settled")


Scene = tuple[Callable[[], Any], str, Callable[[], bool], Callable[[], None]]
SET: Scene = (to_be_set, "letters", are_set, set_once)
BOUND: Scene = (to_be_bound, "letters", is_bound, bound_once)
SEALED: Scene = (to_be_sealed, "letters", are_sealed, sealed_once)
DAYS: Scene = (to_be_planned, "letters", have_days, all_have_days)
PROPOSED: Scene = (waiting, "default", are_proposed, proposed_once)
JUDGED: Scene = (in_the_post, "letters", is_judged, judged_once)
POINTS = [
    (f"{SETTING}:_take:1", SET),
    (f"{SETTING}:make_letters:1", SET),
    (f"{STORE}:1", SET),
    (f"{SETTING}:record:2", SET),
    (f"{STORE}:1", BOUND),
    (f"{STORE}:2", BOUND),
    (f"{BATCHES}:record:2", SEALED),
    (f"{BATCHES}:record_deed:2", SEALED),
    (f"{PLANNING}:_plan_room:1", DAYS),
    ("songda.records.ways.post.propose:propose_letter:2", PROPOSED),
    ("songda.records.law.planning.advance:open_tasks:1", PROPOSED),
    (f"{READING}:take_scans:1", JUDGED),
    (f"{STORE}:1", JUDGED),
    (f"{READING}:record:1", JUDGED),
    (f"{JUDGED_ON}:keep_step:1", JUDGED),
    (f"{JUDGED_ON}:record:1", JUDGED),
]


@pytest.mark.parametrize(("point", "scene"), POINTS, ids=[f"{scene[0].__name__}-{at}" for at, scene in POINTS])
def test_whoever_goes_on_does_it_once(point: str, scene: Scene) -> None:
    prepare, queue, is_done, look_at = scene
    prepare()
    carriers = {"SONGDA_CARRIER_URL": f"http://court:{SECRET}@127.0.0.1:9/post"}  # reads pushes; hears of nothing
    assert died(start(point, "worker", "--queue", queue, **carriers))
    assert not is_done()
    with going_on(queue, **carriers):
        until(is_done)
    look_at()
    assert compare(clock.now(), reads=True).missing == []


@contextmanager
def going_on(queue: str, **around: str) -> Iterator[None]:
    process = start(NOWHERE, "worker", "--queue", queue, **around)
    try:
        yield
    finally:
        process.kill()
        process.wait()


def until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.2)


class Heard:
    """A carrier that takes whatever it is told of, and remembers it."""

    def __init__(self) -> None:
        heard: list[tuple[str, tuple[str, ...]]] = []

        class Desk(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                numbers = [parcel["number"] for parcel in told["parcels"]]
                heard.append((str(told.get("id")), tuple(numbers)))
                body = json.dumps({"taken": numbers}).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.send_header("X-Signature", sign_answer(SECRET, self.headers["X-Nonce"], 200, body))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None: ...

        self.heard, self.server = heard, HTTPServer(("127.0.0.1", 0), Desk)
        Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    @property
    def address(self) -> str:
        return f"http://court:{SECRET}@127.0.0.1:{self.server.server_port}/post"


@pytest.mark.parametrize(
    "point",
    [
        "songda.carriers.signed.carrier:SignedCarrier.hand_over:1",
        "songda.records.ways.post.carriage.announcements:record:1",
    ],
)
def test_a_carrier_that_was_told_by_the_dead_is_told_of_the_very_same_again(point: str) -> None:
    """It knows the number of the batch and those of the letters: told twice, it is one consignment."""
    to_be_sealed()
    Batch.objects.update(sealed_at=clock.now())  # a carrier is not told of what was sealed long ago
    with closing(Heard()) as carrier:
        around = {"SONGDA_CARRIER_URL": carrier.address}
        assert died(start(point, "worker", "--queue", "letters", **around))
        assert not Carriage.objects.exclude(told_at=None).exists()
        Carriage.objects.update(tell_after=clock.now())  # as after the minute that it is put off for
        with going_on("letters", **around):
            until(lambda: Carriage.objects.exclude(told_at=None).count() == LETTERS)
    assert len(carrier.heard) == 2
    assert len(set(carrier.heard)) == 1
    assert told("carriage.told") == LETTERS


@pytest.mark.parametrize("point", [f"{PUBLISHING}:record_deed:1", f"{PUBLISHING}:record:1"])
def test_a_notice_whose_publisher_was_killed_is_no_page_and_is_published_once_by_the_next(point: str) -> None:
    sealed = exhausted()
    notice, by = drafted(sealed), clerk_of(sealed)
    assert died(start(point, "publish", str(notice.id), by))
    assert page_by_token(notice.token) is None
    assert Deed.objects.filter(way="public_notice").count() == told("notice.published") == 0

    for _ in range(2):
        assert start(NOWHERE, "publish", str(notice.id), by).wait(PATIENCE_S) == 0
    assert page_by_token(notice.token) is not None
    assert Deed.objects.filter(way="public_notice").count() == told("notice.published") == 1


@pytest.mark.parametrize("point", [f"{SEALING}:seal:1", f"{STORE}:1", f"{KEEPING}:record:1"])
def test_a_notice_whose_sealer_was_killed_is_sealed_once_by_the_next(point: str) -> None:
    sealed = exhausted()
    notice = drafted(sealed)
    publish_notice(notice, bytes(notice.text_sha256), clerk_of(sealed), clock.now())
    assert died(start(point, "worker", "--queue", "certificates"))
    assert told("notice.sealed") == 0
    with going_on("certificates"):
        until(lambda: told("notice.sealed") > 0)
    standing = page_by_token(notice.token)
    assert standing is not None
    assert file_of_notice(standing).startswith(b"%PDF")
    assert told("notice.sealed") == 1
    assert compare(clock.now(), reads=True).missing == []


@pytest.mark.parametrize("point", [f"{LOOKS}:record:1", f"{LOOKS}:_note_days_of:1"])
def test_each_day_of_a_notice_is_put_on_record_once_whoever_was_killed_over_it(point: str) -> None:
    for _ in range(2):
        published(exhausted())
    days = (clock.now() - PUBLISHED).days
    assert died(start(point, "worker", "--queue", "default"))
    with going_on("default"):
        until(lambda: told("notice.watched") >= 2 * days)
    counts = Counter((one.data["notice"], one.data["day"]) for one in Event.objects.filter(name="notice.watched"))
    assert max(counts.values()) == 1


def test_a_page_that_is_gone_opens_one_gap_and_its_tasks_whoever_was_killed_over_it() -> None:
    notice = published(exhausted())
    PublicNotice.objects.update(published_at=clock.now() - DAY)
    keep_looks([SeenPage(notice.token, LookResult.ABSENT)], Visit(clock.now(), LookFrom.OUTSIDE, "looker"), clock.now())
    assert died(start(f"{LOOKS}:open_tasks:1", "worker", "--queue", "default"))
    assert not NoticeGap.objects.exists()
    with going_on("default"):
        until(NoticeGap.objects.exists)
    assert told("notice.gone") == NoticeGap.objects.count() == 1
    assert Task.objects.filter(kind__in=("restore_notice", "weigh_gap"), closed_at=None).count() == 2
