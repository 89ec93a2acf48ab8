"""`songda redecide`: its words and exit codes, stopped and gone on with, and beside others who hold the same rows."""

import re
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from django.db import connections, transaction

from songda.core.law import Status
from songda.records.ground.evidence.models import Event
from songda.records.law.decisions import redecide as redeciding
from songda.records.law.decisions.ask_law import ask_law
from songda.records.law.decisions.redecide import Scope, findings
from songda.records.service.findings.models import Finding
from songda.records.service.orders.models import Envelope
from songda.site.commands import main
from songda.site.redeciding import Means, Tally, decide_anew, pair_of
from tests import make
from tests.records.law_of_the_day import LONGER_ANSWER, OTHER_WORDS, corrected
from tests.records.stage import NOW, Stage, defendant, envelope, paper
from tests.records.superuser import change

pytestmark = pytest.mark.database


def redecide(*words: str) -> Result:
    """Run the command."""
    return CliRunner().invoke(main, ["redecide", *words])


def served(count: int) -> list[Envelope]:
    """So many complaints, arrived and settled."""
    made = [
        envelope(party, paper(party.case, "complaint_copy")) for party in (defendant(make.case()) for _ in range(count))
    ]
    stage = Stage()
    stage.send()
    stage.apply()
    while ask_law(stage.now + timedelta(seconds=1)):
        pass
    return made


def test_nothing_to_do_is_well() -> None:
    served(1)
    result = redecide()
    assert result.exit_code == 0
    assert "0 findings are to be decided anew" in result.output


def test_what_a_change_is_counted_as() -> None:
    served(1)
    answer = Finding.objects.get().decision
    later = replace(answer, effective_at=NOW + timedelta(days=9))

    assert pair_of(answer, replace(answer, status=Status.NOT_EFFECTIVE)) == ("served", "not served")
    assert pair_of(answer, later) == ("served", "served, with other effective at")
    assert pair_of(answer, replace(answer, findings=())) == ("served", "served, with other steps")


def test_it_tells_what_changed_from_what_to_what(tmp_path: Path) -> None:
    served(2)
    with corrected(tmp_path, LONGER_ANSWER) as version:
        ahead = redecide("--dry-run")
        assert "2 would be changed" in ahead.output
        (number, *_) = (one.case.number for one in Envelope.objects.select_related("case").order_by("id"))
        lines = [line for line in ahead.output.splitlines() if line.startswith(number)]
        assert len(lines) == 1
        assert re.search(
            r"served 2026-06-\d\d \(arrival\), with other periods \(answer 2026-06-\d\d → 2026-06-\d\d\)$", lines[0]
        )
        assert Event.objects.filter(name="service.redecided").count() == 0
        result = redecide()
    assert (ahead.exit_code, result.exit_code) == (0, 0)
    assert f"The rules are cn {version}; 2 findings" in result.output
    assert "2 looked at · 0 unchanged · 0 the same by other steps" in result.output
    assert "     2  served → served, with other periods" in result.output
    assert Event.objects.filter(name="service.redecided").count() == 2


def test_everything_again_may_be_asked_for_and_changes_nothing_that_is_right() -> None:
    served(2)
    known = Event.objects.count()
    result = redecide("--all")
    assert result.exit_code == 0
    assert "2 looked at · 2 unchanged" in result.output
    assert Event.objects.count() == known


def test_only_one_case_by_its_number_however_it_is_typed(tmp_path: Path) -> None:
    one, _ = served(2)
    number = one.case.number.replace("（", "(").replace("）", ")")
    with corrected(tmp_path, OTHER_WORDS):
        result = redecide("--case", number)
        assert findings(Scope()).count() == 1
    assert result.exit_code == 0
    assert "1 looked at" in result.output


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("--case", "（2022）晋1181民初99999号"), "there is no case"),
        (("--case", "the divorce"), "A case number begins with"),
        (("--chunk", "0"), "--chunk"),
        (("--hurry",), "--hurry"),
    ],
)
def test_what_cannot_be_done_is_refused_with_exit_code_2(words: tuple[str, ...], complaint: str) -> None:
    result = redecide(*words)
    assert result.exit_code == 2
    assert complaint in result.output


def test_stopped_by_hand_it_says_what_is_left_and_goes_on_the_next_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    served(5)
    inner, calls = redeciding.write_told, []

    def interrupted(dossiers, rulings, now):
        calls.append(now)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return inner(dossiers, rulings, now)

    with corrected(tmp_path, LONGER_ANSWER):
        monkeypatch.setattr(redeciding, "write_told", interrupted)
        stopped = redecide("--chunk", "1")
        assert stopped.exit_code == 1
        assert "Stopped." in stopped.output
        assert "3 left." in stopped.output
        assert Event.objects.filter(name="service.redecided").count() == 2
        after = redecide("--chunk", "1")
    assert (after.exit_code, "3 looked at" in after.output) == (0, True)
    assert Event.objects.filter(name="service.redecided").count() == 5


def test_what_cannot_be_decided_is_named_and_the_exit_code_is_1(tmp_path: Path) -> None:
    _, bad = served(2)
    change("UPDATE cases_case SET stage = 'limbo' WHERE id = %s", bad.case_id)
    with corrected(tmp_path, LONGER_ANSWER):
        result = redecide()
    assert result.exit_code == 1
    assert "1 looked at" in result.output
    assert f"envelope {bad.id}: ValueError" in result.output
    assert "1 left." in result.output


@pytest.mark.database(transaction=True)
def test_what_a_worker_holds_is_passed_over_and_come_back_to(tmp_path: Path) -> None:
    held, free = served(2)
    looked = threading.Event()

    def hold() -> None:
        try:
            with transaction.atomic():
                Envelope.objects.select_for_update().get(id=held.id)
                holding.set()
                looked.wait(10)
        finally:
            connections.close_all()

    holding, tally = threading.Event(), Tally()
    with corrected(tmp_path, LONGER_ANSWER) as version, ThreadPoolExecutor(1) as worker:
        done = worker.submit(hold)
        assert holding.wait(10)
        going = decide_anew(Scope(), Means(lambda: NOW, lambda: (looked.set(), done.result())))
        tally.add(next(going))
        assert Finding.objects.get(service__envelope=held).decision.periods[0].length != 20
        for told in going:
            tally.add(told)
    assert tally.looked_at == 2
    assert Event.objects.filter(name="service.redecided").count() == 2
    assert Finding.objects.get(service__envelope=free).law_version_id == version
