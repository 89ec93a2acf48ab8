"""What the engine concluded is drawn again by the audit; one changed account stops no more than hangs on it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection

from songda import clock
from songda.clock import new_id
from songda.core.access import Role
from songda.core.delivery.incidents import Away
from songda.core.delivery.own_words import mark_of_message
from songda.core.evidence.bundle import open_bundle
from songda.core.evidence.canonical import Json
from songda.core.evidence.deciding.messages import check_messages
from songda.records.ground.evidence.actions import NewEvent, record, sequence
from songda.records.ground.evidence.models import Event
from songda.records.ground.incidents.actions import open_incidents
from songda.records.law.decisions import ask_law as asking
from songda.records.law.decisions.ask_law import ask_law
from songda.records.matter.cases.actions import Reason
from songda.records.matter.cases.corrections import CaseChange, correct_case, draft_of
from songda.records.overview.notice_papers import certify_malfunctions
from songda.records.proof.certificates.bundles import bundle
from songda.records.proof.certificates.issue import issue_due
from songda.records.proof.certificates.models import Certificate
from songda.records.proof.conclusions_audit import not_drawn_again
from songda.records.proof.rows_audit import audit_rows
from songda.records.service.malfunctions.actions import MalfunctionDraft, note_malfunction
from songda.records.service.orders.models import Envelope
from songda.records.service.tasks.models import Task
from tests import make
from tests.records.proof.certificates.keys import keys
from tests.records.proof.certificates.served import LATER, served_on
from tests.records.superuser import change

__all__ = ["keys"]
pytestmark = [pytest.mark.database, pytest.mark.usefixtures("keys")]


def named() -> list[tuple[str, str]]:
    return [(one.which, one.code) for one in audit_rows()]


def asked_again() -> None:
    """Somebody has the law asked, as the web may, and the worker asks it."""
    Envelope.objects.update(ask_law_at=LATER)
    while ask_law(clock.now()):
        pass
    sequence(clock.now())


def test_an_answer_made_of_a_row_that_was_put_back_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """None is made of one; had it been, it would be named."""
    served = served_on("李小明")
    was = Event.objects.filter(name__startswith="service.").count()
    change("UPDATE papers_paper SET kind = 'judgment'")
    asked_again()
    change("UPDATE papers_paper SET kind = 'summons'")
    assert Event.objects.filter(name__startswith="service.").count() == was
    assert Task.objects.get(closed_at=None).reason == "facts_undecided"
    monkeypatch.setattr(asking, "require_told_dossiers", lambda _dossiers: None)
    change("UPDATE papers_paper SET kind = 'judgment'")
    asked_again()
    change("UPDATE papers_paper SET kind = 'summons'")
    assert set(named()) == {(f"findings_finding:{served.services.get().id}", "row_ungrounded")}
    asked_again()
    assert named() == []


@pytest.mark.parametrize("other", [{}, {"wording": "own.00"}, {"wording": mark_of_message("", "某法院", "0571-1")}])
def test_a_message_in_words_or_under_a_telephone_that_nobody_recorded_is_named(other: dict[str, Json]) -> None:
    """By the audit, and by whoever has the proof."""
    served = served_on("李小明")
    assert named() == []
    sent = Event.objects.get(name="attempt.sent")
    said = {one.code for one in check_messages(open_bundle(bundle(served.services.get())))}
    assert said == set()
    if other:
        record([NewEvent(sent.name, sent.stream, sent.case_id, LATER, sent.actor, {**sent.data, **other})], LATER)
        sequence(LATER)
        false = Event.objects.filter(name="attempt.sent").order_by("-number")[0]
        assert (str(false.id), "message_words_unknown") in named()
        said = {one.code for one in check_messages(open_bundle(bundle(served.services.get())))}
        assert said == {"law.message_words_unknown"}


def test_a_message_to_somebody_elses_address_is_named_by_whoever_has_the_proof() -> None:
    served = served_on("李小明")
    whole = open_bundle(bundle(served.services.get()))
    elsewhere = {"address": str(new_id())}
    events = [
        replace(one, row={**one.row, "data": {**one.row["data"], **elsewhere}})  # type: ignore[dict-item]
        if one.row["name"] == "attempt.planned"
        else one
        for one in whole.events
    ]
    assert {one.code for one in check_messages(replace(whole, events=events))} == {"law.message_misled"}


@pytest.mark.parametrize("other", [{"since": "2026-07-01T00:00:00+08:00"}, {"in_vain": 9}, {"words": "x"}])
def test_a_certificate_of_a_malfunction_that_does_not_follow_from_what_it_names_is_named(
    other: dict[str, Json],
) -> None:
    now = clock.now()
    away = MalfunctionDraft(Away.PAGES, now - timedelta(days=2), now - timedelta(days=1))
    note_malfunction(make.court(), away, "engine", now)
    assert certify_malfunctions(now) == 1
    sequence(now)
    assert list(not_drawn_again()) == []
    made = Event.objects.get(name="malfunction.certified")
    record([NewEvent(made.name, made.stream, None, now, "engine", {**made.data, **other})], now)
    sequence(now)
    assert [one.code for one in not_drawn_again()] == ["conclusion_ungrounded"]


def test_a_changed_password_stops_no_certificate_that_does_not_rest_on_its_owner_and_is_told_at_once() -> None:
    served = served_on("李小明", sealed=False)
    judge = make.user(served.case.court, Role.JUDGE)
    correct_case(
        served.case, CaseChange(replace(draft_of(served.case), judge_id=judge.id)), Reason("更正"), "engine", LATER
    )
    ask_law(LATER)
    sequence(LATER)
    change("UPDATE staff_user SET password = 'argon2$mine' WHERE id = %s", judge.id)
    sequence(LATER)
    assert issue_due(LATER) > 0
    assert Certificate.objects.count() == 1
    assert not Task.objects.filter(kind="mend_certificate").exists()
    (told,) = open_incidents()
    assert (told.kind, told.detail) == ("account_differs", f"staff_user:{judge.id}.password")
    assert (f"staff_user:{judge.id}", "row_differs") in named()


def test_a_law_that_nobody_kept_ends_no_audit() -> None:
    served = served_on("李小明")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE contype = 'f' AND conname LIKE 'findings_finding_law_v%'"
        )
        cursor.execute(f"ALTER TABLE findings_finding DROP CONSTRAINT {cursor.fetchone()[0]}")
    change("UPDATE findings_finding SET law_version = 'nowhere'")
    service = served.services.get()
    assert (f"findings_finding:{service.id}", "row_differs") in named()
    assert issue_due(LATER + timedelta(days=1)) >= 0
