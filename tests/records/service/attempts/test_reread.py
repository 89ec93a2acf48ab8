"""Reports that are read otherwise today: found, listed, and taken back by a judge; nothing changes by itself."""

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner, Result

from songda import clock
from songda.channels import registry
from songda.channels.contract import RawReport as Report
from songda.channels.contract import Receipt as Read
from songda.channels.contract import ReportKind
from songda.channels.email.reports import Marks, ReportReader
from songda.core.access import Role
from songda.core.law import Status
from songda.records.ground.evidence.actions import sequence
from songda.records.ground.evidence.models import Event
from songda.records.law.decisions.ask_law import ask_law
from songda.records.proof.rows_audit import audit_rows
from songda.records.service.attempts.models import Attempt, Receipt
from songda.records.service.attempts.reports import apply_reports, keep_reports
from songda.records.service.findings.models import Finding
from songda.records.service.orders.models import Envelope
from songda.records.service.tasks.models import Task
from songda.site.commands import main
from tests import make
from tests.channels import bytes_of
from tests.channels.fake.script import NEVER_REPORTS
from tests.records.stage import Stage, defendant, envelope, state_of

pytestmark = pytest.mark.database
NOW = make.NOW
LATER = clock.now() + timedelta(days=1)
MARKS = Marks("a secret of the mailbox")
READER = ReportReader(MARKS)
BY_HAND, BY_ITSELF = "manual-action/MDN-sent-manually", "automatic-action/MDN-sent-automatically"


def notice(attempt: int, disposition: str, *, marked: bool = True) -> bytes:
    """A reader's notice about that message."""
    mark = f"Original-Envelope-Id: {MARKS.write(str(attempt))}\n" if marked else ""
    told = bytes_of.email("reader-displayed").replace(
        f"Disposition: {BY_HAND}; displayed".encode(), f"{mark}Disposition: {disposition}".encode()
    )
    return f"Delivered-To: {MARKS.return_address('songda@court.example', str(attempt))}\r\n".encode() + told


def old_reader(body: bytes) -> list[Read]:
    """Every notice was taken for an arrival."""
    return [Read(ReportKind.ARRIVED, one.code, ref_tail=one.ref_tail, is_marked=True) for one in READER.read(body)]


def served_by(disposition: str, **how: bool) -> Envelope:
    """Effective by what the old reader made of this notice."""
    of = make.other_court() if Envelope.objects.exists() else make.court()
    served = envelope(defendant(make.case(of)))
    Stage(NEVER_REPORTS).send()
    keep_reports([Report("sms", "letter box", notice(served.attempts.get().id, disposition, **how), NOW)])
    apply_reports({"sms": old_reader}, NOW)
    while ask_law(NOW + timedelta(seconds=1)):
        pass
    assert Finding.objects.get(service__envelope=served).decision.status is Status.EFFECTIVE
    return served


@pytest.fixture
def reread(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    monkeypatch.setattr(registry, "open_channels", lambda _urls: {"sms": SimpleNamespace(read_report=READER.read)})
    return lambda *words: CliRunner().invoke(main, ["reread", *words])


def judge_of(served: Envelope) -> str:
    return make.user(served.case.court, Role.JUDGE, "审判员周").username


def take_back(reread: Callable[..., Result], served: Envelope) -> Result:
    told = reread("--take-back", "--by", judge_of(served), "--reason", "回执不证明到达")
    while ask_law(LATER):
        pass
    return told


@pytest.mark.parametrize(
    ("disposition", "state"), [(f"{BY_ITSELF}; deleted", "failed"), (f"{BY_ITSELF}; displayed", "expired")]
)
def test_a_service_that_took_effect_by_a_refusal_is_listed_and_redecided_by_a_judge_alone(
    reread: Callable[..., Result], disposition: str, state: str
) -> None:
    served = served_by(disposition)
    listed = reread()
    assert (listed.exit_code, state_of(served)) == (1, "arrived")
    assert served.case.number in listed.output
    assert "1 reports prove less than was made of them; 0 messages taken back." in listed.output
    told = take_back(reread, served)
    assert told.exit_code == 0, told.output
    assert (state_of(served), Attempt.objects.get().arrived_at) == (state, None)
    assert Finding.objects.get().decision.status is not Status.EFFECTIVE
    event = Event.objects.get(name="attempt.reread")
    assert event.actor.startswith("staff:")
    assert [one["kind"] for one in event.data["taken_back"]] == ["arrived"]
    assert event.data["taken_back"][0]["report_sha256"] == bytes(Receipt.objects.get().report.sha256).hex()
    assert "回执" not in str(event.data)
    assert {"report_reread", "finding_changed"} <= set(Task.objects.values_list("reason", flat=True))
    assert Event.objects.filter(name="service.redecided").exists()
    sequence(LATER)
    assert [str(one) for one in audit_rows()] == []
    assert "0 reports" in reread().output


def test_what_proves_an_arrival_today_is_left_alone(reread: Callable[..., Result]) -> None:
    served = served_by(f"{BY_HAND}; displayed")
    assert (reread().exit_code, state_of(served)) == (0, "arrived")


def test_a_notice_without_the_mark_of_the_envelope_proves_no_arrival(reread: Callable[..., Result]) -> None:
    served_by(f"{BY_HAND}; displayed", marked=False)
    assert "arrived → relayed" in reread().output


def test_a_report_that_names_nothing_today_is_left_alone(reread: Callable[..., Result], monkeypatch: Any) -> None:
    served_by(f"{BY_ITSELF}; deleted")
    other = ReportReader(Marks("another secret of the mailbox, in use since"))
    monkeypatch.setattr(registry, "open_channels", lambda _urls: {"sms": SimpleNamespace(read_report=other.read)})
    assert reread().exit_code == 0


def test_another_proof_of_the_arrival_keeps_it(reread: Callable[..., Result]) -> None:
    served = served_by(f"{BY_ITSELF}; displayed")
    other = notice(served.attempts.get().id, f"{BY_HAND}; displayed")
    keep_reports([Report("sms", "letter box", other, NOW + timedelta(hours=1))])
    apply_reports({"sms": READER.read}, NOW)
    take_back(reread, served)
    assert state_of(served) == "arrived"
    assert Finding.objects.get().decision.status is Status.EFFECTIVE


def test_only_a_judge_of_the_court_takes_back_and_only_what_is_of_the_court(reread: Callable[..., Result]) -> None:
    ours, theirs = served_by(f"{BY_ITSELF}; deleted"), served_by(f"{BY_ITSELF}; deleted")
    clerk = make.user(ours.case.court).username
    refused = reread("--take-back", "--by", clerk, "--reason", "误读")
    assert refused.exit_code == 2
    assert "may not" in refused.output
    assert reread("--take-back").exit_code == 2
    take_back(reread, ours)
    assert [state_of(each) for each in (ours, theirs)] == ["failed", "arrived"]
