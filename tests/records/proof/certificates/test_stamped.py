"""A certificate that was made while the time-stamp authority was away gets its stamp later."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from songda.records.ground.evidence.models import Event
from songda.records.proof.certificates import issue, stamp
from songda.records.proof.certificates.issue import issue_due
from songda.records.proof.certificates.models import Certificate
from songda.records.proof.certificates.queries import by_code
from songda.records.proof.certificates.stamp import AGAIN, NEXT_DAY, stamp_due
from songda.trust.signing import NoRoomError
from songda_demo.sandbox.timestamps import Authority, load_or_make
from tests.records.proof.certificates.keys import keys
from tests.records.proof.certificates.served import LATER, served_on
from tests.trust.signing.stage import NearStamper

__all__ = ["keys"]
pytestmark = [pytest.mark.database, pytest.mark.usefixtures("keys")]
SOON, BACK = LATER + timedelta(minutes=1), LATER + timedelta(minutes=2)


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> NearStamper:
    """The authority, away."""
    near = NearStamper(Authority(load_or_make(tmp_path, LATER)))
    near.is_down = True
    for room in (issue, stamp):
        monkeypatch.setattr(room, "stamper", lambda: near)
    return near


def test_it_waits_and_gets_its_stamp_when_the_authority_is_back(authority: NearStamper) -> None:
    served_on("李某某")
    issue_due(LATER)
    waiting = Certificate.objects.get()
    assert (waiting.state, waiting.stamped_at, waiting.unstamped_sha256) == ("stamp_pending", None, None)
    assert stamp_due(SOON) == 0
    assert stamp_due(SOON + AGAIN / 2) == 0  # not asked again at once
    authority.is_down = False
    assert stamp_due(BACK) == 1
    stamped = Certificate.objects.get()
    assert (stamped.state, stamped.stamped_at, stamped.number) == ("issued", BACK, waiting.number)
    assert stamped.read() != waiting.read()


def test_one_whose_stamp_finds_no_room_keeps_no_other_waiting(
    authority: NearStamper, monkeypatch: pytest.MonkeyPatch
) -> None:
    served_on("李某某")
    served_on("王某某")
    issue_due(LATER)
    narrow, other = Certificate.objects.order_by("stamp_due_at", "id")
    unsigned = narrow.read()
    stamped = stamp.add_stamp

    def add(pdf: bytes, stamper: NearStamper) -> bytes:
        if pdf == unsigned:
            raise NoRoomError(30_000)
        return stamped(pdf, stamper)

    monkeypatch.setattr(stamp, "add_stamp", add)
    authority.is_down = False
    assert stamp_due(SOON) == 1
    narrow.refresh_from_db()
    other.refresh_from_db()
    assert (narrow.state, other.state) == ("stamp_pending", "issued")
    assert stamp_due(BACK) == 0
    monkeypatch.undo()
    monkeypatch.setattr(stamp, "stamper", lambda: authority)
    assert stamp_due(SOON + NEXT_DAY) == 1


def test_the_copy_from_before_stays_known_and_both_hashes_are_in_the_log(authority: NearStamper) -> None:
    served_on("李某某")
    issue_due(LATER)
    before = Certificate.objects.get().sha256_hex
    authority.is_down = False
    stamp_due(SOON)
    now = Certificate.objects.get()
    told = Event.objects.get(name="certificate.stamped").data
    assert (told["unstamped_sha256"], told["sha256"]) == (before, now.sha256_hex)
    found = by_code(now.code)
    assert found is not None
    assert (found.unstamped_sha256, found.sha256) == (before, now.sha256_hex)


@pytest.mark.parametrize(("authority", "waits"), [("", False), ("http://127.0.0.1:1/tsa", True)])
def test_without_an_authority_no_stamp_is_promised(settings: Any, authority: str, *, waits: bool) -> None:
    settings.TSA_URL = authority
    assert Certificate(state="stamp_pending").waits_for_stamp is waits
    assert not Certificate(state="replaced").waits_for_stamp
