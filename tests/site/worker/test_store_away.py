"""While the S3 store of sealed files is away nothing is spoilt or lost: pages say so, work waits, an incident tells."""

import asyncio
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest

from songda.core.delivery.letters import LetterState
from songda.records.ground.evidence.models import Event
from songda.records.ground.incidents.models import Incident, StuckRow
from songda.records.proof.certificates.issue import AGAIN, issue_due
from songda.records.proof.certificates.models import Certificate
from songda.records.service.tasks.models import Task
from songda.records.ways.post.letters.models import Letter
from songda.records.ways.post.letters.setting import letter_file, set_letters
from songda.site.checkup.opened import files_usable
from songda.site.worker import due
from songda.site.worker.disturbances import look_at_store
from songda.site.worker.due import Lane
from songda.site.worker.rows import each_step
from songda.trust.places import FilesAwayError
from tests import make
from tests.records.proof.certificates.keys import keys
from tests.records.proof.certificates.served import served_on
from tests.records.stage import NOW
from tests.records.ways.post.letters.post import numbers, planned, sealed_envelope
from tests.site.reception.served import free_port
from tests.surroundings.s3 import Gateway, gateway
from tests.web.api.caller import caller

__all__ = ["keys"]
pytestmark = pytest.mark.database


@pytest.fixture(scope="module")
def server() -> Iterator[Gateway]:
    with gateway() as running:
        yield running


@pytest.fixture
def back(settings: Any, server: Gateway) -> Iterator[Callable[[bool], None]]:
    """The court keeps its files in the store; told whether that answers, for which it is stopped or started."""
    settings.FILES_URL, settings.FILES_IN = server.url(), "s3"

    def be(is_there: bool) -> None:
        if is_there and server.process is None:
            server.start()
        elif not is_there:
            server.stop()

    yield be
    be(True)


def test_letters_wait_and_none_is_stopped_for_a_paper_that_cannot_be_read(back: Callable[[bool], None]) -> None:
    envelope = sealed_envelope()
    numbers(envelope.case.court)
    letter = planned(envelope)
    back(False)
    for _ in range(2):
        with pytest.raises(FilesAwayError):
            set_letters(NOW)
    letter.refresh_from_db()
    assert (letter.state, letter.faults) == (LetterState.PLANNED, [])
    assert not Task.objects.filter(kind="mend_letter").exists()
    assert not StuckRow.objects.exists()
    back(True)
    assert set_letters(NOW) == 1
    set_now = Letter.objects.get(id=letter.id)
    assert set_now.state == LetterState.READY
    assert letter_file(set_now).startswith(b"%PDF")
    assert Event.objects.filter(name="letter.set").count() == 1


@pytest.mark.usefixtures("keys")
def test_certificates_wait_under_one_incident_that_ends_once_the_store_is_back(
    back: Callable[[bool], None], settings: Any
) -> None:
    for _ in range(3):
        served_on("李某某")
    back(False)
    at = NOW + timedelta(seconds=1)
    assert issue_due(at) == 0
    look_at_store(settings.FILES_URL)
    noted = Incident.objects.get()
    assert (noted.kind, noted.waiting, noted.detail) == ("store_away", 3, "the store cannot be reached")
    assert not Task.objects.filter(kind="mend_certificate").exists()
    back(True)
    look_at_store(settings.FILES_URL)
    noted.refresh_from_db()
    assert noted.ended_at is not None
    assert issue_due(at + AGAIN) == 3
    assert Certificate.objects.count() == 3


def test_a_court_without_work_learns_of_it_too(settings: Any) -> None:
    look_at_store(f"http://a:b@127.0.0.1:{free_port()}/files")
    noted = Incident.objects.get()
    assert (noted.kind, noted.ended_at) == ("store_away", None)


def test_a_paper_over_the_api_comes_again_under_the_same_key(back: Callable[[bool], None]) -> None:
    court = caller()
    path, pdf = f"/cases/{make.case().id}/papers", make.pdf("while the store is away")
    back(False)
    answer = court.upload(path, pdf, "k1", kind="hearing_notice", title="传票")
    assert (answer.status_code, answer.json()["code"], answer["Retry-After"]) == (503, "files_away", "60")
    assert not Event.objects.filter(name__startswith="paper.").exists()
    back(True)
    assert court.upload(path, pdf, "k1", kind="hearing_notice", title="传票").status_code == 201


async def test_work_that_met_it_is_put_off_longer_each_time_and_other_steps_are_done(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    done, at = list[str](), [0.0]
    monkeypatch.setattr(due, "steady", lambda: at[0])

    async def away() -> None:
        done.append("away")
        raise FilesAwayError("the store cannot be reached")

    async def other() -> None:
        done.append("other")

    lane = Lane(lambda: each_step(away, other), 5.0)
    working = asyncio.create_task(lane.run())
    tries = list[float]()
    for second in range(200):
        at[0], before = float(second), len(done)
        lane.nudge()
        for _ in range(5):
            await asyncio.sleep(0)
        if len(done) > before:
            tries.append(at[0])
    working.cancel()
    assert [later - earlier for earlier, later in pairwise(tries)] == [5, 10, 20, 40, 60, 60]
    assert done == ["away", "other"] * len(tries)


@pytest.mark.parametrize("how", ["right", "away", "no bucket", "wrong secret"])
def test_the_check_tries_the_store(how: str, server: Gateway) -> None:
    urls = {"no bucket": server.url("never-made"), "wrong secret": server.url(secret="x")}
    url = f"http://a:b@127.0.0.1:{free_port()}/files" if how == "away" else urls.get(how, server.url())
    found = [finding.what for finding in files_usable(url)]
    why = {"away": "cannot be reached", "no bucket": "bucket is not there", "wrong secret": "does not let us in (403)"}
    assert len(found) == (how != "right")
    assert all(why[how] in what and "SONGDA_FILES_URL" in what and "sandbox" not in what for what in found)
