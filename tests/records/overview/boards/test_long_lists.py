"""Long lists answer at once on every page. `LIST_ROWS=1000000` fills them as far as they were measured."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db.models import QuerySet
from django.urls import reverse

from songda.core.access import Role
from songda.core.evidence.readings import READINGS
from songda.records.ground.evidence.models import Event
from songda.records.ground.pages import page_of
from songda.records.law.rulings import party_rulings
from songda.records.matter.cases.models import Case
from songda.records.matter.parties.models import Party
from songda.records.matter.parties.showing import note_showing
from songda.records.overview.boards.judge_desk import Desk
from songda.records.overview.boards.readings import NEWEST_FIRST, ReadingFilter, all_readings, readings_of, search_scope
from songda.records.proof.certificates.models import Certificate
from songda.records.service.determinations.actions import Verdict
from songda.records.service.determinations.models import Determination
from songda.records.service.tasks.off_line import mark_offline
from songda.records.ways.lookups.models import Alarm, Lookup
from songda.records.ways.lookups.watching import alarms_of
from tests import make
from tests.records.overview.boards.long_lists import ROWS, fill_copies, fill_readings, taken_by
from tests.web.console.world import signed_in, world

pytestmark = [pytest.mark.database, pytest.mark.night("measures lists of 100,000 rows"), pytest.mark.timeout(1200)]
AT_MOST_MS = 300  # of a machine that does other things too; the figures are in docs/reference/performance.md


def answers_at_once(name: str, ask: Callable[[], object], most: int = 9) -> None:
    taken = taken_by(ask)
    figures = f"{taken.median:.0f} ms, slowest but one {taken.slowest_but_one:.0f} ms, {taken.statements} statements"
    print(f"{ROWS} {name}: {figures}")  # noqa: T201 - the figures
    assert taken.statements <= most, name
    assert taken.median < AT_MOST_MS, name


def deep_in(rows: QuerySet[Any], order: tuple[str, ...]) -> str:
    """The mark of a page at nine tenths of the list."""
    row = rows.order_by(*order)[rows.count() * 9 // 10]
    at, last = (getattr(row, name.removeprefix("-")) for name in order)
    micros = (at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
    return f"900f.{micros}.{last.hex if isinstance(last, UUID) else last}"


def test_whatever_an_auditor_asks_of_many_readings_is_answered_at_once() -> None:
    court, party, clerk = make.court(), make.party(name="李卫国"), make.user()
    note_showing(party, f"staff:{clerk.id}", make.NOW)
    fill_readings(court.id, make.other_court().id, party.case_id, party.id)
    busy = Event.objects.filter(name="page.shown", data__court=str(court.id)).first()
    assert busy is not None
    rows = Event.objects.filter(name__in=READINGS, data__court=str(court.id))
    deep = deep_in(rows, NEWEST_FIRST)
    day = rows.order_by("recorded_at")[0].recorded_at.date()
    questions: dict[str, tuple[dict[str, object], str]] = {
        "first page": ({}, ""),
        "page at nine tenths": ({}, deep),
        "of a door": ({"door": "judge"}, deep),
        "of a rare kind": ({"kind": "number.uncovered"}, ""),
        "of a reader": ({"reader": busy.actor}, ""),
        "of a reader and a door": ({"reader": busy.actor, "door": "cases"}, ""),
        "of a person": ({"person": "李卫国"}, ""),
        "of a person never seen": ({"person": "武某某"}, ""),
        "of a case": ({"case": party.case.number}, ""),
        "of a case by a reader": ({"case": party.case.number, "reader": busy.actor}, ""),
        "of a day": ({"since": day, "until": day}, ""),
        "of a day and a kind": ({"since": day, "until": day, "kind": "file.taken"}, ""),
    }
    for name, (which, mark) in questions.items():
        wanted = ReadingFilter(**which)  # type: ignore[arg-type]
        answers_at_once(f"readings, {name}", lambda w=wanted, m=mark: readings_of(court, w, search_scope(court, w), m))
    assert sum(1 for _row in all_readings(court, ReadingFilter(), search_scope(court, ReadingFilter()))) == rows.count()


def ruled_on(party: Party) -> Determination:
    """A judge confirmed that this person is served off line."""
    mark_offline(party, "age", "engine", make.NOW)
    seen = party_rulings.offline_subject(party).mark()
    judge = make.user(role=Role.JUDGE)
    party_rulings.decide_offline(party, Verdict(judge, party_rulings.CONFIRMED, "经审查", seen), make.NOW)
    return Determination.objects.get()


def test_the_lists_of_the_console_answer_at_once_on_every_page() -> None:
    here, browser = world(), signed_in(role=Role.SUPERVISOR)
    court, earlier, newest = here.case.court, "now() - n * interval '1 minute'", ("-at", "-id")
    fill_copies(make.case(), number="'（2025）晋1181民初' || n || '号'", registered_at=earlier,
                cause="CASE WHEN n %% 500 = 0 THEN '相邻关系纠纷' ELSE '民间借贷纠纷' END")  # fmt: skip
    fill_copies(here.certificate, number="'n' || n", code="'c' || n", state="'replaced'", made_at=earlier)
    fill_copies(ruled_on(here.plaintiff), at=earlier)
    fill_copies(here.lookup, asked_at=earlier, state="'expired'")
    fill_copies(here.alarm, about="'n' || n", raised_at=earlier, reviewed_at="now()", reviewed_by="'staff:x'")
    deep = {
        "cases": deep_in(Case.objects.filter(court=court), ("-registered_at", "-id")),
        "certificates": deep_in(Certificate.objects.all(), ("-made_at", "-id")),
        "lookups": deep_in(Lookup.objects.filter(state="expired"), ("-asked_at", "-id")),
    }
    for name, mark in deep.items():
        place = reverse(f"console:{name}")
        answers_at_once(f"{name}, first page", lambda at=place: browser.get(at), 60)
        answers_at_once(f"{name}, page at nine tenths", lambda at=place, m=mark: browser.get(at, {"page": m}), 60)
    cases, decided = reverse("console:cases"), Desk(court, None).decided
    for name, typed in {"cause": "相邻关系", "a piece of the number": "民初777", "a part of a name": "卫国"}.items():
        answers_at_once(f"cases, by {name}", lambda words=typed: browser.post(cases, {"search": words}), 60)
    answers_at_once("cases, closed ones", lambda: browser.get(cases, {"state": "closed"}), 60)
    mark = deep_in(Determination.objects.all(), newest)
    answers_at_once("decisions, page at nine tenths", lambda: page_of(decided(), newest, mark, 20).rows)
    mark = behind_what_waits(deep_in(Alarm.objects.all(), ("-raised_at", "-id")))
    answers_at_once("alarms, page at nine tenths", lambda: alarms_of(court, mark))


def behind_what_waits(mark: str) -> str:
    """The same place in a list that begins with what waits."""
    head, values = mark.split(".", 1)
    return f"{head}.0.{values}"
