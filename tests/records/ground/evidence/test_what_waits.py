"""What waits for its place in the log is read once a question, whatever the database believed when it made its plan."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from songda.records.ground.evidence import premises
from songda.records.ground.evidence.models import Event
from tests import make

pytestmark = pytest.mark.database


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every node of a plan."""
    yield plan
    for below in plan.get("Plans", ()):
        yield from nodes(below)


@pytest.mark.parametrize("question", [premises._OF_STREAMS, premises._OF_CASE])
def test_a_plan_that_was_made_while_nothing_waited_reads_what_waits_once(question: str) -> None:
    words = question.replace("%(names)s", "$1").replace("%(streams)s", "$2").replace("%(case)s", "$3")
    with connection.cursor() as cursor:
        for table in ("evidence_event", "evidence_unsequenced", "evidence_setaside", "evidence_entry"):
            cursor.execute(f"ANALYZE {table}")
        cursor.execute("SET LOCAL plan_cache_mode = force_generic_plan")
        cursor.execute(f"PREPARE told (text[], text[], uuid) AS {words}")
        cursor.execute("EXECUTE told ('{paper.filed}', '{none}', NULL)")
        case = make.case()
        for _ in range(20):
            make.paper(case)
        streams = Event.objects.filter(case_id=case.id).values_list("stream", flat=True)
        given = f"'{{paper.filed}}', '{{{','.join(streams)}}}', '{case.id}'"  # EXPLAIN takes no values beside
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) EXECUTE told ({given})")
        (told,) = cursor.fetchone()
        cursor.execute("DEALLOCATE told")
    plan = (told if isinstance(told, list) else json.loads(told))[0]["Plan"]
    assert plan["Actual Rows"] == 20
    waiting = [one for one in nodes(plan) if one.get("Relation Name") == "evidence_unsequenced"]
    assert sum(one["Actual Loops"] for one in waiting) == 1
