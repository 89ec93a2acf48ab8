"""Who read whose personal data: found by person, reader, kind, case and day, for one court alone."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from songda.core.evidence.readings import READINGS, Door
from songda.records.court.staff.models import Court
from songda.records.ground.evidence.models import Event
from songda.records.matter.parties.showing import Subject, note_list, note_page, note_showing
from songda.records.overview.boards.readings import (
    FoundReadings,
    Reading,
    ReadingFilter,
    all_readings,
    readings_of,
    search_scope,
)
from songda.records.overview.find_cases import CaseFilter as WantedCases
from songda.records.overview.find_cases import search_cases
from tests import make

pytestmark = pytest.mark.database


def told(**wanted: object) -> list[Reading]:
    return list(found(make.court(), **wanted).page.rows)


def found(court: Court, asked: str = "", **wanted: object) -> FoundReadings:
    which = ReadingFilter(**wanted)  # type: ignore[arg-type]
    return readings_of(court, which, search_scope(court, which), asked)


def test_a_reading_is_found_by_each_of_its_sides() -> None:
    chen, zhou = make.user(name="陈书记员"), make.user(name="周书记员")
    party, other = make.party(name="李卫国"), make.party(name="陈秀英")
    note_showing(party, f"staff:{chen.id}", make.NOW)
    note_showing(other, f"staff:{zhou.id}", make.NOW + timedelta(days=2))
    for wanted in (
        {"reader": f"staff:{chen.id}"},
        {"person": "李卫国"},
        {"person": party.number},
        {"case": party.case.number},
        {"until": make.NOW.date()},
    ):
        (row,) = told(**wanted)
        assert (row.reader, row.party, row.kind) == (chen, party, "particulars.shown")
    assert [row.reader for row in told()] == [zhou, chen]
    assert [row.reader for row in told(since=(make.NOW + timedelta(days=1)).date())] == [zhou]
    assert found(make.other_court()).page.rows == []


def test_lists_and_searches_count_for_everybody_in_the_cases_that_they_showed() -> None:
    clerk = make.user()
    party = make.party(name="李卫国")
    note_list(make.court(), [party.case, make.case()], f"staff:{clerk.id}", make.NOW)
    search_cases(make.court(), WantedCases("卫国"), f"staff:{clerk.id}", make.NOW)
    assert [row.kind for row in told(person="李卫国")] == ["search.made", "case_list.shown"]
    assert [row.case_count for row in told(kind="case_list.shown")] == [2]
    assert told(person="陈秀英") == []


def test_a_page_takes_as_many_statements_however_much_is_on_it() -> None:
    clerk = make.user()

    def count() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            told()
        return len(asked)

    note_showing(make.party(), f"staff:{clerk.id}", make.NOW)
    first = count()
    for _ in range(5):
        note_showing(make.party(), f"staff:{make.user().id}", make.NOW)
    assert count() == first


def test_whatever_tells_of_a_reading_says_of_which_court() -> None:
    clerk = make.user()
    party = make.party()
    note_showing(party, f"staff:{clerk.id}", make.NOW)
    note_list(make.court(), [party.case], f"staff:{clerk.id}", make.NOW)
    events = Event.objects.filter(name__in=READINGS)
    assert {event.data["court"] for event in events} == {str(make.court().id)}


def test_a_reading_is_found_by_the_door() -> None:
    party, clerk = make.party(), make.user()
    for door in (Door.PARTIES, Door.SERVING):
        note_page(make.court().id, [Subject(party.case_id, party.id)], door, f"staff:{clerk.id}", make.NOW)
    (row,) = told(door="serving")
    assert (row.kind, row.door, row.party) == ("page.shown", "serving", party)
    assert len(told()) == 2


def test_the_pages_and_the_file_hold_every_reading_once() -> None:
    party, clerk = make.party(), make.user()
    for minutes in range(107):
        note_showing(party, f"staff:{clerk.id}", make.NOW + timedelta(minutes=minutes // 2))
    first = found(make.court())
    second = found(make.court(), first.page.further)
    third = found(make.court(), second.page.further)
    assert [len(one.page.rows) for one in (first, second, third)] == [50, 50, 7]
    assert (third.page.further, first.count, first.is_more, third.count) == ("", 107, False, None)
    pages = [row.at for one in (first, second, third) for row in one.page.rows]
    assert pages == [
        row.at for row in all_readings(make.court(), ReadingFilter(), search_scope(make.court(), ReadingFilter()))
    ]
    assert pages == sorted(pages, reverse=True)


def test_beyond_a_thousand_it_says_more_and_what_a_short_word_leaves_out_is_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clerk = make.user()
    for _ in range(3):
        note_showing(make.party(name="李卫国"), f"staff:{clerk.id}", make.NOW)
    assert (found(make.court()).count, found(make.court()).is_more) == (3, False)
    assert not search_scope(make.court(), ReadingFilter(person="李卫国", case="民初")).is_cut
    monkeypatch.setattr("songda.records.overview.boards.readings.MOST_COUNTED", 2)
    assert (found(make.court()).count, found(make.court()).is_more) == (2, True)
    monkeypatch.setattr("songda.records.overview.boards.readings.MOST_SOUGHT", 2)
    for wanted in (ReadingFilter(person="李卫国"), ReadingFilter(case="民初")):
        cut = search_scope(make.court(), wanted)
        assert (cut.is_cut, len(cut.people or cut.cases or ())) == (True, 2)
    assert len(told(person="李卫国")) == 2
