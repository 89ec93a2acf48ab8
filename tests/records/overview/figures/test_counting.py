"""Day counts: exact, once, from the log alone, whatever is repeated; late events change old days and say so."""

from dataclasses import replace
from datetime import timedelta

import pytest

from songda.core.figures import DIMENSIONS, Unit
from songda.core.identity import Assurance
from songda.records.law.decisions.ask_law import ask_law
from songda.records.matter.cases.actions import Reason
from songda.records.matter.parties.corrections import correct_party, draft_of
from songda.records.overview.figures.asking import Question, ask
from songda.records.overview.figures.counted_units import Number, counted_services
from songda.records.overview.figures.counting import entries_counted, is_outdated, revisions
from songda.records.overview.figures.models import CountedFact, CountedUpTo, DayCount, Revision
from songda.records.overview.figures.recounting import (
    counts_from_log,
    flaws,
    is_recount_due,
    recount_all,
    recount_month,
    renew,
)
from songda.records.service.orders.models import Service
from songda.records.ways.portal.acts.visits import note_opening
from tests import make
from tests.channels.fake.script import ARRIVES, FAILS
from tests.records.overview.figures.log import LATER, YEAR, count_all, kept, number, parts
from tests.records.stage import NOW, Stage, defendant, envelope, order, paper

pytestmark = pytest.mark.database
CODE = Assurance.NUMBER_AND_CODE


def serve(script=ARRIVES, papers: int = 1, address_class: str = "confirmed"):
    """Order so many papers for a defendant, and play what the worker does."""
    party = defendant(make.case(cause="合同纠纷"), address_class)
    served = envelope(party, *(paper(party.case) for _ in range(papers)))
    stage = Stage(script)
    stage.send()
    stage.apply()
    ask_law(NOW + timedelta(minutes=1))
    return served


@pytest.mark.usual_day
def test_a_service_that_takes_effect_is_counted_once_in_each_part():
    serve(papers=2)
    count_all()
    assert parts("launched") == (2, None)
    assert parts("success") == (2, 2)
    assert parts("success_per_recipient") == parts("success_per_case") == parts("success_per_try") == (1, 1)
    assert parts("arrived") == parts("sent") == (2, 2)
    assert parts("failed") == (0, 2)


@pytest.mark.usual_day
def test_a_message_that_fails_is_counted_with_its_cause_in_the_word_of_its_channel():
    serve(FAILS)
    count_all()
    assert parts("failed") == (1, 1)
    rows = number("tries_failed", by="failure").of("tries_failed")
    assert [row.parts.numerator for row in rows] == [1]
    assert parts("success") == (0, 1)


@pytest.mark.usual_day
def test_every_split_adds_up_to_the_total():
    serve()
    serve(FAILS)
    count_all()
    for dimension in (*DIMENSIONS[Unit.SERVICE], "month", "court"):
        table = number("success", by=dimension)
        assert sum(row.parts.denominator for row in table.of("success")) == 2, dimension
        assert sum(row.parts.numerator for row in table.of("success")) == 1, dimension


def test_counting_in_any_chunks_and_again_gives_the_same():
    serve(papers=2)
    count_all()
    first, entries = kept(), entries_counted()
    DayCount.objects.all().delete()
    CountedFact.objects.all().delete()
    CountedUpTo.objects.all().delete()
    count_all(chunk=1)
    assert (kept(), entries_counted()) == (first, entries)
    count_all()
    assert kept() == first


def test_the_log_alone_gives_the_same_counts():
    serve()
    serve(FAILS)
    count_all()
    told = {(place.court, *map(str, place.cell)): n for place, n in counts_from_log(entries_counted()).items() if n}
    assert told == kept()


@pytest.mark.usual_day
def test_what_happens_now_to_an_old_order_is_counted_on_the_orders_day_and_is_no_revision():
    served = serve()
    count_all()
    service = Service.objects.get(envelope=served)
    note_opening(service, CODE, LATER)
    count_all(LATER)
    assert parts("read") == (1, 1)
    assert not Revision.objects.exists()


@pytest.mark.usual_day
def test_a_late_event_changes_the_old_day_and_leaves_a_note():
    party = defendant(make.case())
    order(party)
    stage = Stage(ARRIVES)
    stage.send()
    stage.keep()
    count_all()
    assert parts("arrived") == (0, 1)
    stage.now = LATER
    stage.apply()
    ask_law(LATER)
    count_all(LATER)
    assert parts("arrived") == (1, 1)
    notes = revisions(["service.launched.arrived"], [make.court().id], YEAR.first, YEAR.last)
    assert [(note.change, note.day.isoformat()) for note in notes] == [(1, "2026-06-01")]


@pytest.mark.usual_day
def test_a_planted_wrong_count_is_found_told_and_mended():
    serve()
    count_all()
    court = make.court().id
    month = recount_month(court, YEAR, NOW)
    assert (month.wrong_count, flaws(court, YEAR)) == (0, [])
    right = kept()
    DayCount.objects.filter(part="service.launched", dimension="").update(n=7)
    found = recount_month(court, YEAR, LATER)
    assert found.wrong == [["service.launched", "", "2026-06-01", "", 7, 1]]
    assert flaws(court, YEAR) == [found]
    recount_all(LATER)
    assert kept() == right
    assert flaws(court, YEAR) == []


@pytest.mark.usual_day
def test_what_another_version_of_the_code_counted_is_made_anew_and_nothing_is_added_to_it_before():
    serve()
    count_all()
    right, entries = kept(), entries_counted()
    assert not is_outdated()
    DayCount.objects.filter(part="service.launched", dimension="").update(n=7)  # as other code counted
    CountedUpTo.objects.update(counted_by="other")
    serve()
    count_all()
    assert (is_outdated(), entries_counted()) == (True, entries)
    assert is_recount_due(LATER)
    assert renew(LATER) == 1
    assert (is_outdated(), kept(), flaws(make.court().id, YEAR)) == (False, right, [])
    assert renew(LATER) == 0
    count_all()
    assert parts("launched") == (2, None)


@pytest.mark.usual_day
def test_counts_that_contradict_one_another_are_marked_and_never_shown_as_more_than_all():
    serve()
    count_all()
    DayCount.objects.filter(part="service.launched.effective", dimension="").update(n=9)
    row = number("success").total("success")
    assert row.is_contradictory
    assert (row.parts.numerator, row.parts.denominator) == (1, 1)


@pytest.mark.usual_day
def test_the_services_behind_a_number_are_those_of_the_viewers_court_page_by_page():
    served = [serve() for _ in range(3)]
    count_all()
    clerk, stranger = make.user(), make.user(make.other_court())
    asked = Number("service.launched.effective", YEAR, "role", "defendant")
    first = counted_services(asked, clerk, size=2)
    second = counted_services(asked, clerk, first.after, size=2)
    ids = [row.id for row in (*first.rows, *second.rows)]
    assert sorted(ids) == sorted(str(s.id) for s in Service.objects.filter(envelope__in=served))
    assert second.after == ""
    assert counted_services(asked, stranger).rows == ()
    assert counted_services(Number("service.launched.effective", YEAR, "role", "plaintiff"), clerk).rows == ()


def test_one_question_is_one_statement(django_assert_num_queries):
    serve()
    count_all()
    court = make.court().id
    with django_assert_num_queries(1):
        ask(Question(("success", "wait", "read"), YEAR, (court,), "way", YEAR.before()))


@pytest.mark.usual_day
def test_a_corrected_role_or_age_moves_the_counts_to_the_right_key():
    served = serve()
    party = served.party
    count_all()
    assert [row.key for row in number("launched", by="age").of("launched")] == ["18_to_59"]
    older = replace(draft_of(party), number=make.resident_id("19500101"), role="third_party")
    correct_party(party, older, Reason("误录"), "staff:1", LATER)
    count_all(LATER)
    for dimension, key in (("age", "60_and_over"), ("role", "third_party")):
        rows = number("launched", by=dimension).of("launched")
        assert [(row.key, row.parts.numerator) for row in rows] == [(key, 1)]
