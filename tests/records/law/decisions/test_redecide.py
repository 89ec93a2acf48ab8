"""After rules were corrected what was decided is decided anew: what changes is told, what stays stays in silence."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from songda.core.law import profile_of
from songda.records.ground.evidence.models import Event
from songda.records.law.decisions import redecide as redeciding
from songda.records.law.decisions.ask_law import ask_law
from songda.records.law.decisions.redecide import RedecidedChunk, Scope, findings, foresee, mark_anew, redecide
from songda.records.service.findings.models import Finding
from songda.records.service.orders.models import Envelope, Service
from songda.records.service.tasks.models import Task
from songda.records.ways.portal.acts.answers import raise_objection
from songda.site.redeciding import Means, Tally, decide_anew, look_ahead, mark_all
from tests import make
from tests.records.law_of_the_day import A_COMMENT, LONGER_ANSWER, NO_ARRIVAL, OTHER_STEPS, OTHER_WORDS, corrected
from tests.records.stage import NOW, Stage, defendant, envelope, paper
from tests.records.superuser import change
from tests.surroundings.ready import ready_made

pytestmark = pytest.mark.database
FIRST = UUID(int=0)
LATER = NOW + timedelta(hours=1)
ALL = Scope()


@ready_made
def served(count: int, kind: str = "complaint_copy") -> list[Envelope]:
    """So many envelopes with a paper each, all arrived and settled."""
    made = [envelope(party, paper(party.case, kind)) for party in (defendant(make.case()) for _ in range(count))]
    stage = Stage()
    stage.send()
    stage.apply()
    stage.now += timedelta(seconds=1)
    while ask_law(stage.now):
        pass
    Finding.objects.update(certificate_due_at=None)
    return made


def means(chunk: int = 200) -> Means:
    return Means(lambda: LATER, lambda: pytest.fail("nothing should be left to wait for"), chunk)


def tally_of(chunks: Sequence[RedecidedChunk]) -> Tally:
    tally = Tally()
    for chunk in chunks:
        tally.add(chunk)
    return tally


def run(scope: Scope = ALL, chunk: int = 200) -> Tally:
    return tally_of(list(decide_anew(scope, means(chunk))))


def events(name: str = "service.redecided") -> int:
    return Event.objects.filter(name=name).count()


def answers() -> list[tuple[object, ...]]:
    return list(Finding.objects.order_by("pk").values_list("record", "decided_at", "law_version"))


def test_under_the_present_rules_there_is_nothing_to_decide_anew() -> None:
    served(2)
    before = answers()
    assert run().looked_at == 0
    assert answers() == before


def test_a_comment_in_the_tables_makes_a_version_but_no_event(tmp_path: Path) -> None:
    served(3)
    before = [(decision, at) for decision, at, _ in answers()]
    known = Event.objects.count()
    with corrected(tmp_path, A_COMMENT) as version:
        tally = run()
        assert {v for _, _, v in answers()} == {version}
    assert (tally.looked_at, tally.unchanged, tally.other_steps, sum(tally.changed.values())) == (3, 3, 0, 0)
    assert [(decision, at) for decision, at, _ in answers()] == before
    assert Event.objects.count() == known
    assert not Finding.objects.exclude(certificate_due_at=None).exists()


def test_other_words_for_the_same_answer_are_written_nowhere_and_told_from_then_on(tmp_path: Path) -> None:
    served(2)
    known, records = Event.objects.count(), list(Finding.objects.order_by("pk").values_list("record", flat=True))
    with corrected(tmp_path, OTHER_WORDS):
        assert not any("换言之，" in str(f.decision.reasons()) for f in Finding.objects.all())
        tally = run()
        assert all("换言之，" in str(f.decision.reasons()) for f in Finding.objects.all())
    assert (tally.unchanged, tally.other_steps, sum(tally.changed.values())) == (2, 0, 0)
    assert list(Finding.objects.order_by("pk").values_list("record", flat=True)) == records
    assert Event.objects.count() == known
    assert not Finding.objects.exclude(certificate_due_at=None).exists()


def test_other_steps_to_the_same_answer_are_written_and_told_to_nobody(tmp_path: Path) -> None:
    served(2)
    known = Event.objects.count()
    with corrected(tmp_path, OTHER_STEPS) as version:
        tally = run()
        assert all("另行表述" in str(f.decision.reasons()) for f in Finding.objects.all())
    assert (tally.unchanged, tally.other_steps, sum(tally.changed.values())) == (0, 2, 0)
    assert "2 the same by other steps" in next(tally.report(is_foreseen=False))
    assert {f.law_version_id for f in Finding.objects.all()} == {version}
    assert Event.objects.count() == known
    assert not Finding.objects.exclude(certificate_due_at=None).exists()


def test_a_corrected_period_changes_the_finding_with_one_event_and_a_new_certificate(tmp_path: Path) -> None:
    (one,) = served(1)
    before = Finding.objects.get()
    with corrected(tmp_path, LONGER_ANSWER) as version:
        tally = run()
        assert run().looked_at == 0
    after = Finding.objects.get()
    assert [p.length for p in after.decision.periods if p.kind == "answer"] == [20]
    assert (after.law_version_id, after.decided_at, after.certificate_due_at) == (version, LATER, LATER)
    assert (after.status, after.effective_at) == (before.status, before.effective_at)
    assert tally.changed == {("served", "served, with other periods"): 1}
    event = Event.objects.get(name="service.redecided")
    assert event.case_id == one.case_id
    assert (event.data["cause"], event.data["law_version"]) == ("rules", version)


@pytest.mark.usual_day
def test_a_service_that_no_longer_counts_is_taken_up_again(tmp_path: Path) -> None:
    (one,) = served(1)
    with corrected(tmp_path, NO_ARRIVAL):
        tally = run()
    assert Finding.objects.get().status == "not_effective"
    assert tally.changed == {("served", "not served"): 1}
    assert "served 2026-06-" in tally.lines[0]
    assert tally.lines[0].endswith("→ not served")
    one.refresh_from_db()
    assert (one.closed_at, one.next_step_at) == (None, LATER)


def test_a_correction_that_is_taken_back_brings_the_old_answer_back_and_both_stay_in_the_story(tmp_path: Path) -> None:
    served(1)
    before = Finding.objects.get().decision
    with corrected(tmp_path, NO_ARRIVAL):
        run()
    run()
    assert Finding.objects.get().decision == before
    assert events() == 2


def test_looking_ahead_tells_the_same_and_writes_nothing(tmp_path: Path) -> None:
    served(3)
    before, known = answers(), Event.objects.count()
    with corrected(tmp_path, NO_ARRIVAL):
        ahead = tally_of(list(look_ahead(ALL, means(2))))
        assert (answers(), Event.objects.count()) == (before, known)
        real = run(chunk=2)
    assert (ahead.changed, sorted(ahead.lines)) == (real.changed, sorted(real.lines))
    assert ahead.looked_at == real.looked_at == 3


def test_stopped_in_the_middle_it_goes_on_with_what_is_left_and_decides_nothing_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    served(7)
    asked: list[object] = []
    inner = redeciding.ruling_of
    monkeypatch.setattr(redeciding, "ruling_of", lambda row, s, *a, **k: asked.append(s.id) or inner(row, s, *a, **k))
    with corrected(tmp_path, LONGER_ANSWER):
        going = decide_anew(ALL, means(2))
        next(going), next(going)
        going.close()
        assert findings(ALL).count() == 3
        assert run(chunk=2).looked_at == 3
        assert findings(ALL).count() == 0
    assert len(asked) == len(set(asked)) == 7
    assert events() == 7


def test_killed_inside_a_chunk_nothing_of_the_chunk_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    served(3)
    known = Event.objects.count()
    with corrected(tmp_path, LONGER_ANSWER), monkeypatch.context() as patch:
        patch.setattr(redeciding, "end_quarantine", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt), transaction.atomic():
            redecide(ALL, FIRST, LATER)
        assert findings(ALL).count() == 3
        assert Event.objects.count() == known
        assert not Finding.objects.filter(decided_at=LATER).exists()


def test_an_envelope_that_cannot_be_decided_is_set_aside_with_a_task_and_stops_no_other(tmp_path: Path) -> None:
    _, bad, _ = served(3)
    change("UPDATE cases_case SET stage = 'limbo' WHERE id = %s", bad.case_id)
    with corrected(tmp_path, LONGER_ANSWER):
        tally = run()
        assert findings(ALL).count() == 1
    assert (tally.looked_at, tally.failed) == (2, {bad.id: "ValueError"})
    assert Task.objects.get(kind="mend_envelope").envelope_id == bad.id
    assert any(str(bad.id) in line for line in tally.report(is_foreseen=False))
    bad.refresh_from_db()
    assert bad.ask_law_at is not None
    assert bad.ask_law_at > LATER


def test_only_one_case(tmp_path: Path) -> None:
    one, _ = served(2)
    with corrected(tmp_path, LONGER_ANSWER):
        assert run(Scope((one.case_id,))).looked_at == 1
        assert findings(ALL).count() == 1


def test_everything_again_is_marked_in_the_rows_so_that_it_too_can_be_stopped() -> None:
    served(3)
    scope = mark_all(ALL)
    assert findings(ALL).count() == 3
    assert scope == ALL
    going = decide_anew(scope, means(1))
    next(going)
    going.close()
    assert run().looked_at == 2
    assert events() == 0


def test_marking_one_case_leaves_the_others_alone() -> None:
    one, _ = served(2)
    assert mark_anew(Scope((one.case_id,), is_all=True), FIRST) == one.id
    assert [f.service.envelope_id for f in findings(ALL).select_related("service")] == [one.id]


def test_an_envelope_whose_facts_changed_too_is_decided_as_if_settled(tmp_path: Path) -> None:
    served(1)
    service = Service.objects.select_related("envelope__case__court", "finding").get()
    raise_objection(service, "system_error", "没有收到", None, NOW)
    assert Envelope.objects.get().ask_law_at is not None
    with corrected(tmp_path, A_COMMENT):
        assert sum(run().changed.values()) == 1
    assert Event.objects.get(name="service.redecided").data["cause"] == "facts"


def test_ten_times_the_services_cost_no_more_statements_in_a_chunk(tmp_path: Path) -> None:
    served(2)
    with (
        corrected(tmp_path, A_COMMENT),
        CaptureQueriesContext(
            connection,
        ) as few,
    ):
        redecide(ALL, FIRST, LATER)
    served(20)
    with corrected(tmp_path, OTHER_WORDS), CaptureQueriesContext(connection) as many:
        assert len(redecide(ALL, FIRST, LATER).rulings) == 22  # type: ignore[union-attr]
    assert len(many) <= len(few) + 1


def test_foreseeing_an_empty_house_is_nothing() -> None:
    assert foresee(ALL, FIRST, LATER) is None
    assert profile_of("cn").version
