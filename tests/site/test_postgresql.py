"""Whatever a role of the database can put into a column can be read, so that one row stops nothing but itself."""

import json
from datetime import timedelta
from itertools import product
from uuid import uuid4

import pytest
from django.db import connection

from songda.records.ground.evidence.actions import report_unmarked_events, sequence
from songda.records.ground.evidence.audit import audit
from songda.records.ground.evidence.models import Event
from songda.records.ground.tables import every_table
from tests.records.ground.evidence.log import MORNING, run, write

pytestmark = pytest.mark.database
NESTED = "[" * 3000 + "]" * 3000
# By type of the database what it holds and Python has no value for, or no end.
STRANGE: dict[str, list[str]] = {
    "timestamp with time zone": ["infinity", "-infinity", "294276-01-01", "4713-01-01 BC", "10000-01-01"],
    "date": ["infinity", "-infinity", "5874897-12-31", "4713-01-01 BC"],
    "jsonb": ['{"x": 1e5000}', '{"x": -1e5000}', "1e5000", '{"x": 1e-5000}', NESTED, f'{{"x": {NESTED}}}', "null", "7"],
    "numeric": ["NaN", "1e300"],
    "bigint": ["9223372036854775807", "-9223372036854775808"],
    "integer": ["2147483647"],
    "smallint": ["-32768"],
    "boolean": ["true"],
    "uuid": ["ffffffff-ffff-ffff-ffff-ffffffffffff"],
    "bytea": ["", "\\xff00"],
    "text": ["", "\ufffe\u202e\U0010ffff", "x" * 1_000_000],
    "character varying": ["", "\ufffe"],
    "text[]": ["{}", "{NULL}", "{{x,y},{z,NULL}}"],
    "procrastinate_job_status": ["todo"],
    "procrastinate_job_event_type": ["deferred"],
    "uuid[]": ["{}", "{NULL}", "{{ffffffff-ffff-ffff-ffff-ffffffffffff}}"],
}
_TYPES = """
SELECT DISTINCT regexp_replace(format_type(atttypid, NULL), 'character varying\\[\\]', 'text[]')
FROM pg_attribute WHERE attrelid::regclass::text = ANY(%s) AND attnum > 0 AND NOT attisdropped
"""
_PUT = """
INSERT INTO evidence_event (id, name, stream, happened_at, recorded_at, actor, data, commitment, leaf, mark)
VALUES (%s, 'case.registered', 'case:1', %s, %s, 'engine', %s, '', %s, '')
"""


def test_every_type_that_the_web_writes_is_known_here() -> None:
    with connection.cursor() as cursor:
        cursor.execute(_TYPES, [[name for name, table in every_table().items() if table.web]])
        assert {name for (name,) in cursor.fetchall()} <= STRANGE.keys()


@pytest.mark.parametrize("kind", STRANGE)
def test_a_value_of_any_type_can_be_read_and_days_can_be_added(kind: str) -> None:
    for value in STRANGE[kind]:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT %s::{kind}", [value])
            (found,) = cursor.fetchone()
        if kind == "jsonb":
            found = json.loads(found)
        if kind in {"date", "timestamp with time zone"}:
            assert found + timedelta(days=9_999) > found - timedelta(days=9_999)


def test_events_that_nobody_can_read_are_set_aside_and_blind_no_audit() -> None:
    leaves = ["", NESTED, '{"x": 1%s}' % ("0" * 5000)]
    strange = list(product(STRANGE["timestamp with time zone"], STRANGE["jsonb"], leaves))
    write(1)
    for moment, data, leaf in strange:
        run(_PUT, [str(uuid4()), moment, moment, data, leaf])
    write(1)
    assert sequence(MORNING)
    assert report_unmarked_events(MORNING) == len(strange)
    assert [flaw.code for flaw in audit()] == ["no_mark"] * len(strange)
    assert len(list(Event.objects.all())) > len(strange)
