"""Who read whose personal data: found by person, reader, kind, case and day, for one court alone."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from songda.core.evidence.readings import READINGS
from songda.records.boards.readings import Reading, Wanted, readings_of
from songda.records.evidence.models import Event
from songda.records.parties.find_cases import Wanted as WantedCases
from songda.records.parties.find_cases import search_cases
from songda.records.parties.showing import note_list, note_showing
from tests import make

pytestmark = pytest.mark.database


def told(**wanted: object) -> list[Reading]:
    return list(readings_of(make.court(), Wanted(**wanted), 1).rows)  # type: ignore[arg-type]


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
    assert readings_of(make.other_court(), Wanted(), 1).rows == []


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


@pytest.mark.slow
def test_among_a_million_readings_every_question_is_answered_by_an_index() -> None:
    """Twenty thousand rows are enough to see which way the database goes; it goes the same way for a million."""
    party = make.party(name="李卫国")
    clerk = make.user()
    note_showing(party, f"staff:{clerk.id}", make.NOW)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO evidence_event (number, id, name, stream, case_id, happened_at, recorded_at, actor, data,
                                        commitment, leaf)
            SELECT 1000000 + n, gen_random_uuid(), 'particulars.shown', 'party:' || n, NULL, now(),
                   now() - n * interval '1 minute', 'staff:' || md5((n %% 500)::text)::uuid,
                   jsonb_build_object('court', %s::text, 'cases', jsonb_build_array(gen_random_uuid()),
                                      'parties', jsonb_build_array(gen_random_uuid())), '\\x00', ''
            FROM generate_series(1, 20000) AS n
            """,
            [str(make.court().id)],
        )
        cursor.execute("ANALYZE evidence_event")
    for wanted in ({}, {"person": "李卫国"}, {"reader": f"staff:{clerk.id}"}, {"case": party.case.number}):
        with CaptureQueriesContext(connection) as asked:
            told(**wanted)
        (question,) = [one["sql"] for one in asked.captured_queries if "LIMIT 51" in one["sql"]]
        with connection.cursor() as cursor:
            cursor.execute("EXPLAIN " + question)
            plan = "\n".join(line for (line,) in cursor.fetchall())
        assert "Seq Scan on evidence_event" not in plan, (wanted, plan)
