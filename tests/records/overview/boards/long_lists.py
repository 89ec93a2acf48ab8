"""Lists as long as in a court after years, filled by the database itself, and the time that a question takes."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from uuid import UUID

from django.db import connection
from django.db.models import Model

from tests.processor import taken_with_database

ROWS = int(os.environ.get("LIST_ROWS", "100000"))
TRIES = 20
_READINGS = """
INSERT INTO evidence_event
    (number, id, name, stream, case_id, happened_at, recorded_at, actor, data, commitment, leaf, mark)
SELECT 1000000 + n, gen_random_uuid(), CASE WHEN n %% 20 = 0 THEN 'case_list.shown' WHEN n %% 50 = 1 THEN 'file.taken'
           WHEN n %% 25000 = 7 THEN 'number.uncovered' ELSE 'page.shown' END,
       'staff:' || n %% 500, NULL, now() - n * interval '30 seconds', now() - n * interval '30 seconds',
       'staff:' || md5((n %% 500)::text)::uuid,
       jsonb_build_object('court', CASE WHEN n %% 10 = 3 THEN %(other)s::text ELSE %(court)s::text END, 'door',
           (ARRAY['cases', 'parties', 'serving', 'today', 'judge', 'api'])[1 + n %% 6], 'cases',
           CASE WHEN n %% 20 = 0 THEN (SELECT jsonb_agg(md5((m * 7 + n %% 1000)::text)::uuid)
                                       FROM generate_series(1, 50) AS m)
                WHEN n %% 100 = 1 THEN jsonb_build_array(%(case)s::text)
                ELSE jsonb_build_array(md5((n %% 20000)::text)::uuid) END)
       || CASE WHEN n %% 3 = 0 OR n %% 20 = 0 THEN '{}'::jsonb WHEN n %% 1000 = 1
               THEN jsonb_build_object('parties', jsonb_build_array(%(party)s::text))
               ELSE jsonb_build_object('parties', jsonb_build_array(md5((n %% 40000)::text)::uuid)) END,
       '\\x00', '', ''
FROM generate_series(1, %(rows)s::int) AS n
"""
# Only what has its place in the log is on record, see EventQuerySet.on_record.
_PLACES = """
INSERT INTO evidence_entry (index, event_id, leaf_hash)
SELECT coalesce((SELECT max(index) + 1 FROM evidence_entry), 0) + row_number() OVER (ORDER BY number) - 1, id, '\\x00'
FROM evidence_event WHERE NOT EXISTS (SELECT FROM evidence_entry WHERE event_id = evidence_event.id)
"""


def fill_readings(court: UUID, other: UUID, case: UUID, party: UUID, rows: int = ROWS) -> None:
    """So many readings by five hundred people: a tenth in another court, each hundredth about this case."""
    told = {"court": court, "other": other, "case": case, "party": party}
    fill(_READINGS, "evidence_event", rows=rows, **{name: str(one) for name, one in told.items()})
    fill(_PLACES, "evidence_entry")


def fill_copies(row: Model, rows: int = ROWS, **changed: str) -> None:
    """So many copies of a row; `changed`: columns that differ, each as SQL in which `n` counts the copies."""
    key = str(row._meta.pk.column)
    changed = {key: "gen_random_uuid()", **changed}
    columns = [field.column for field in row._meta.concrete_fields]
    taken = ", ".join(changed.get(column, f"one.{column}") for column in columns)
    table = row._meta.db_table
    fill(
        f"INSERT INTO {table} ({', '.join(columns)}) SELECT {taken} FROM {table} one, "  # noqa: S608 - names of columns
        f"generate_series(1, %(rows)s::int) AS n WHERE one.{key} = %(id)s",
        table,
        rows=rows,
        id=row.pk,
    )


def fill(insert: str, table: str, **values: object) -> None:
    """Let the database write the rows, and look at what it has."""
    with connection.cursor() as cursor:
        cursor.execute(insert, values)
        cursor.execute(f"VACUUM ANALYZE {table}" if not connection.in_atomic_block else f"ANALYZE {table}")


@dataclass(frozen=True)
class Taken:
    """Processor time of an answer, in milliseconds: half of the tries at the most, all but one; and its statements."""

    median: float
    slowest_but_one: float
    statements: int


def taken_by(ask: Callable[[], object]) -> Taken:
    """Ask again and again."""
    statements: list[str] = []
    with connection.execute_wrapper(lambda go, sql, *rest: (statements.append(sql), go(sql, *rest))[1]):
        ask()
    tries = [taken_with_database(ask) for _try in range(TRIES)]
    return Taken(median(tries), sorted(tries)[-2], len(statements))
