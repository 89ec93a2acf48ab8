"""What waits for its first answer is found page by page, at the same cost however much was answered before it."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection

from songda.clock import new_id
from songda.records.law.decisions.ask_law import ask_law
from songda.records.service.orders.due import end_recalled
from songda.records.service.orders.models import Envelope, Service
from songda.records.service.orders.queries import unanswered
from tests import make
from tests.records.stage import NOW, Stage, defendant, envelope

pytestmark = pytest.mark.database
ALL = Service.objects.all()


def some(count: int = 4) -> list[Envelope]:
    party = defendant(make.case())
    return [envelope(party, *(make.paper(party.case) for _ in range(2))) for _ in range(count)]


def pages(size: int) -> list[UUID]:
    found: list[UUID] = []
    while rows := list(unanswered(ALL, found[-1] if found else None)[:size]):
        found += [row.id for row in rows]
    return found


def test_whatever_has_no_answer_is_listed_and_nothing_else() -> None:
    first, *others = some()
    assert unanswered(ALL).count() == 8
    stage = Stage()
    stage.send()
    stage.apply()
    ask_law(NOW, [first.id])
    first.refresh_from_db()
    assert first.law_first_asked_at == NOW
    assert {row.envelope_id for row in unanswered(ALL)} == {one.id for one in others}
    assert not ALL.filter(envelope__law_first_asked_at=None).exclude(finding=None).exists()
    assert not ALL.exclude(envelope__law_first_asked_at=None).filter(finding=None, recalled_at=None).exists()
    ask_law(NOW + timedelta(hours=1), [first.id])
    first.refresh_from_db()
    assert first.law_first_asked_at == NOW  # the first time is the first time


@pytest.mark.parametrize("size", [1, 3, 100])
def test_pages_hold_each_service_once_the_oldest_first(size: int) -> None:
    _first, second, third, _last = some()
    end_recalled([second.id], NOW)
    Service.objects.filter(id=third.services.order_by("id")[0].id).update(recalled_at=NOW)
    open_ones = ALL.filter(envelope__recalled_at=None, recalled_at=None)
    assert pages(size) == list(open_ones.order_by("envelope_id", "id").values_list("id", flat=True))
    assert len(pages(size)) == 5


def test_a_page_after_a_service_that_is_gone_goes_on_by_its_number() -> None:
    some(2)
    assert list(unanswered(ALL, new_id())) == []
    assert len(unanswered(ALL, UUID(int=1))) == 4


def test_the_database_walks_along_what_waits() -> None:
    some(2)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL plan_cache_mode = force_generic_plan; SET LOCAL enable_seqscan = off")
    plan = unanswered(ALL, ALL.order_by("id")[0].id)[:3].explain()
    assert "envelope_unanswered" in plan
    assert "findings_finding_pkey" in plan
