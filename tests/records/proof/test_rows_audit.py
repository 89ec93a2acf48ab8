"""The rows of services against the log: changed ones, invented ones, and those that somebody took away."""

import json
from contextlib import suppress
from pathlib import Path

import pytest
from click.testing import CliRunner

from songda import clock
from songda.core.identity import Assurance
from songda.records.ground.evidence.actions import sequence
from songda.records.law.decisions.ask_law import ask_law
from songda.records.proof import rows_audit
from songda.records.proof.certificates.issue import issue_due
from songda.records.proof.rows_audit import RowsPosition, audit_rows
from songda.records.service.orders.models import Envelope
from songda.records.ways.portal.acts.visits import confirm_receipt
from songda.site import auditing
from songda.site import auditing as progress
from songda.site.auditing import Auditing, Progress
from songda.site.cli.audit import audit as command
from tests.records.ground.evidence.log import run
from tests.records.proof.certificates.keys import keys
from tests.records.proof.certificates.served import LATER, served_on
from tests.records.superuser import change as change_row

__all__ = ["keys"]
pytestmark = [pytest.mark.database, pytest.mark.usefixtures("keys")]


class KilledError(Exception):
    """As by `kill -9`: what is not on the disk by then is lost."""


@pytest.fixture
def served() -> list[Envelope]:
    """Three people who were served; the second confirmed receipt; all have certificates."""
    people = [served_on(name) for name in ("李小明", "王小红", "张小军")]
    ids = [service.id for service in people[1].services.all()]
    confirm_receipt(people[1], ids, Assurance.NUMBER_AND_CODE, LATER)
    ask_law(LATER)
    sequence(LATER)
    issue_due(LATER)
    sequence(LATER)
    return people


def found() -> list[str]:
    return [f"{one.which.partition(':')[0]} {one}" for one in audit_rows()]


def test_what_agrees_is_no_flaw(served: list[Envelope]) -> None:
    assert found() == []


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ("UPDATE attempts_attempt SET arrived_at = '2026-05-12Z' WHERE id = {attempt}", "arrived_at is 2026-05-12"),
        ("UPDATE findings_finding SET status = 'not_allowed' WHERE service_id = '{service}'", "status is not_allowed"),
        ("UPDATE portal_acts_recipientact SET at = '2026-05-12 10:00Z'", "at is 2026-05-12"),
        ("DELETE FROM portal_acts_recipientact", "(paper.acknowledged) tells of it"),
        ("UPDATE certificates_certificate SET sha256 = sha256('x') WHERE service_id = '{service}'", "sha256 is "),
        ("DELETE FROM certificates_certificate WHERE service_id = '{service}'", "(certificate.issued) tells of it"),
    ],
)  # fmt: skip
def test_each_change_is_named_with_its_row_and_event(served: list[Envelope], change: str, named: str) -> None:
    service = served[1].services.get()
    change_row(change.format(service=service.id, attempt=served[1].attempts.get().id))
    (one,) = found()
    assert named in one
    assert not set("李王张") & set(one)


def test_what_waits_for_its_place_is_no_flaw(served: list[Envelope]) -> None:
    confirm_receipt(served[0], [service.id for service in served[0].services.all()], Assurance.NUMBER_AND_CODE, LATER)
    assert found() == []


def test_it_goes_on_behind_an_envelope(served: list[Envelope]) -> None:
    run("UPDATE attempts_attempt SET channel = 'email'")
    steps: list[tuple[int, int]] = []
    ids = sorted(envelope.id for envelope in served)
    flaws = list(audit_rows(RowsPosition(after=ids[0]), lambda _standing, done, whole: steps.append((done, whole))))
    assert len(flaws) == 2
    assert steps == [(2, 2), (3, 3)]


def test_it_goes_on_where_it_was_killed_with_what_it_had_found(
    served: list[Envelope], settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each time it is stopped one step later; what the last run keeps is what one run alone finds."""
    settings.HOME = tmp_path
    run("UPDATE attempts_attempt SET channel = 'email'")
    run("UPDATE parties_consent SET how = 'call'")
    parts = {part: (model, 1, looks) for part, (model, _, looks) in rows_audit._PARTS.items()}
    monkeypatch.setattr(rows_audit, "_PARTS", parts)
    monkeypatch.setattr(auditing, "KEEP_SECONDS", -1.0)
    whole = sorted(map(str, audit_rows()))
    keep, begun = auditing.keep_progress, list[str]()

    def killed(of: str, standing: Progress) -> None:
        keep(of, standing)
        raise KilledError

    for _ in range(len(served) + 3):
        again = Auditing(0, quiet=True, prints_flaws=False)
        again.go_on(clock.now())
        with monkeypatch.context() as patched, suppress(KilledError):
            patched.setattr(auditing, "keep_progress", killed)
            again.compare_rows(None, clock.now)
            break
        begun.append(str(RowsPosition.from_json(progress.kept_progress("rows", 0, clock.now()).standing)))  # type: ignore[union-attr]
    assert len(set(begun)) == len(begun) == len(served) * 2
    assert sorted(map(str, again.flaws)) == whole
    assert again.run(clock.now).flaw_count == len(whole)
    assert progress.kept_progress("rows", 0, clock.now()) is None


def test_what_the_log_s_own_pass_had_found_hides_nothing_that_rows_show(
    served: list[Envelope], settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.HOME = tmp_path
    monkeypatch.setattr(auditing, "KEEP_SECONDS", -1.0)
    monkeypatch.setattr(auditing, "forget_progress", lambda: None)  # as if it were killed at its very end
    Auditing(0, quiet=True, prints_flaws=False).run(clock.now)
    run("UPDATE attempts_attempt SET channel = 'email' WHERE id = %s", [served[0].attempts.get().id])
    done = CliRunner().invoke(command, ["--rows=", "--json"])
    assert [flaw["code"] for flaw in json.loads(done.stdout)["flaws"]] == ["row_differs"]


def test_the_command_keeps_and_tells_it(served: list[Envelope]) -> None:
    run("UPDATE attempts_attempt SET channel = 'email' WHERE id = %s", [served[2].attempts.get().id])
    done = CliRunner().invoke(command, ["--rows=", "--json"])
    assert done.exit_code == 1
    told = json.loads(done.stdout)
    assert [flaw["code"] for flaw in told["flaws"]] == ["row_differs"]
    assert CliRunner().invoke(command, ["--json"]).exit_code == 0
