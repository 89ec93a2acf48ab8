"""A certificate that was made while the time-stamp authority was away gets its stamp later."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from songda.records.ground.evidence.actions import sequence
from songda.records.ground.evidence.models import Event
from songda.records.ground.incidents.models import StuckRow
from songda.records.proof.certificates import issue, stamp
from songda.records.proof.certificates.bundles import hand_out
from songda.records.proof.certificates.issue import issue_due
from songda.records.proof.certificates.models import Certificate
from songda.records.proof.certificates.queries import by_code
from songda.records.proof.certificates.stamp import AGAIN, NEXT_DAY, count_unstamped, look_again, stamp_due
from songda.trust.offline.command import main
from songda.trust.offline.pdf_seal import check_seal
from songda.trust.signing import NoRoomError
from songda.trust.timestamps import read_answer, write_question
from songda_demo.sandbox.timestamps import Authority, load_or_make
from tests.lying import file_of
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

    def add(pdf: bytes, stamper: NearStamper, *, anew: bool) -> bytes:
        if pdf == unsigned:
            raise NoRoomError(30_000)
        return stamped(pdf, stamper, anew=anew)

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


def test_one_whose_file_is_gone_keeps_no_other_waiting(authority: NearStamper) -> None:
    served_on("李某某")
    served_on("王某某")
    issue_due(LATER)
    gone, other = Certificate.objects.order_by("stamp_due_at", "id")
    file_of("certificates", gone.file_id).unlink()
    authority.is_down = False
    assert stamp_due(SOON) == 1
    gone.refresh_from_db()
    other.refresh_from_db()
    assert (gone.state, other.state) == ("stamp_pending", "issued")
    assert StuckRow.objects.get().row == gone.id
    assert stamp_due(SOON) == 0


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


class Bent(NearStamper):
    """An authority, or somebody on its line, and a court that keeps whatever comes, as long as it is `believed`."""

    is_believed = is_turned = False

    def stamp(self, digest: bytes) -> bytes:
        if self.is_down or not self.is_believed:
            return super().stamp(digest)
        nonce = b"\x01" + bytes(7)
        token = read_answer(self.authority.answer(write_question(digest, nonce), self.at), digest, nonce)
        return token[:-1] + bytes([token[-1] ^ 1]) if self.is_turned else token

    def _ask(self, question: bytes) -> bytes:
        answer = super()._ask(question)
        return answer[:-1] + bytes([answer[-1] ^ 1]) if self.is_turned else answer


@pytest.fixture
def bent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bent:
    made = Bent(Authority(load_or_make(tmp_path, LATER)))
    made.at = LATER
    for room in (issue, stamp):
        monkeypatch.setattr(room, "stamper", lambda: made)
    return made


def test_a_token_that_does_not_hold_leaves_the_certificate_waiting(bent: Bent) -> None:
    bent.is_turned = True
    served_on("李某某")
    issue_due(LATER)
    assert stamp_due(SOON) == 0
    assert (Certificate.objects.get().state, count_unstamped()) == ("stamp_pending", 1)
    bent.is_turned = False
    assert stamp_due(BACK) == 1
    assert "stamp.intact" in seal_of(Certificate.objects.get())


def wanting(bent: Bent, how: str, *, has_waited: bool) -> Certificate:
    """A certificate that was issued with no sound stamp, at once or later, when tokens were believed unchecked."""
    served_on("李某某")
    bent.is_down = has_waited
    bent.is_believed, bent.is_turned = True, how == "turned"
    bent.at = LATER if bent.is_turned else datetime(int(how), 1, 1, tzinfo=UTC)
    issue_due(LATER)
    bent.is_down = False
    stamp_due(SOON)
    bent.is_believed = bent.is_turned = False
    bent.at = LATER
    sequence(SOON)
    ProcrastinateJob.objects.all()._raw_delete("default")
    return Certificate.objects.get(state="issued")


def asked_again() -> list[UUID]:
    """The certificates of which somebody found that their stamp is none."""
    jobs = ProcrastinateJob.objects.filter(task_name="certificates.look_again")
    return [UUID(one) for job in jobs for one in job.args["certificate_ids"]]


@pytest.mark.parametrize("has_waited", [False, True], ids=["stamped at once", "stamped later"])
@pytest.mark.parametrize("how", ["turned", "1970", "2099"])
def test_one_issued_with_no_sound_stamp_gets_another_once_its_proof_is_taken_out(
    bent: Bent, tmp_path: Path, how: str, *, has_waited: bool
) -> None:
    before = wanting(bent, how, has_waited=has_waited)
    hand_out(before.service, "engine", SOON)
    assert asked_again() == [before.id]
    assert (look_again(asked_again(), SOON), count_unstamped()) == (1, 1)
    assert stamp_due(SOON) == 1

    after = Certificate.objects.get()
    assert (after.state, count_unstamped(), look_again([after.id], BACK)) == ("issued", 0, 0)
    first, *_, last = (one.data for one in Event.objects.filter(name__startswith="certificate.").order_by("number"))
    assert (last["sha256"], last["unstamped_sha256"]) == (after.sha256_hex, first["sha256"])
    assert Event.objects.filter(data__sha256=before.sha256_hex).exists()
    sequence(BACK)
    (tmp_path / "proof.zip").write_bytes(hand_out(after.service, "engine", BACK))
    assert main([str(tmp_path / "proof.zip"), "--language", "en"]) == 0
    assert len(asked_again()) == 1


@pytest.mark.parametrize("spoil", ["gone", "cut"])
def test_one_whose_file_is_gone_keeps_no_other_from_being_looked_at_again(bent: Bent, spoil: str) -> None:
    bent.is_believed = True
    served_on("李某某")
    served_on("王某某")
    issue_due(LATER)
    gone, other = Certificate.objects.filter(state="issued").order_by("id")
    file = file_of("certificates", gone.file_id)
    file.unlink() if spoil == "gone" else file.write_bytes(file.read_bytes()[:-9])
    Certificate.objects.filter(id=other.id).update(made_at=LATER + timedelta(days=9))
    assert look_again([gone.id, other.id], SOON) == 1
    assert Certificate.objects.get(id=other.id).stamp_due_at == SOON
    assert StuckRow.objects.get().row == gone.id


def seal_of(certificate: Certificate) -> set[str]:
    return {found.code for found in check_seal(certificate.read(), [], [])}
