"""What the roles of the database may do: the web what its pages do, workers more, nobody what was recorded."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from django.db import connection

from songda.records.ground import rights
from songda.records.ground.evidence.actions import sequence
from songda.records.ground.tables import every_table
from songda.records.service.attempts.restored.recognise import recognise
from songda.site import embedded
from songda.site.checkup.database import DatabaseFacts, evidence_guarded
from songda.site.embedded.cluster import APP_ROLE, OWNER_ROLE, WORKER_ROLE
from tests.records.ground.evidence.log import MORNING, write
from tests.surroundings.environment import run_folder

pytestmark = [
    pytest.mark.database(transaction=True),
    pytest.mark.skipif("DATABASE_URL" in os.environ, reason="another server has no such roles"),
]
WRITES = ("INSERT", "UPDATE", "DELETE", "TRUNCATE")
_LOG = "checkpoint checkpointsetaside checkpointstamp cosignature entry tile setaside logepoch audit"
SEALED = [f"evidence_{part}" for part in _LOG.split()]
LAW = (
    "findings_finding",
    "certificates_certificate",
    "certificates_serialcount",
    "attempts_receipt",
    "attempts_rawreport",
    "figures_daycount",
    "restores_losthandover",
)

EXTRA = (
    "INSERT, DELETE ON evidence_checkpoint",
    "TRIGGER ON evidence_event",
    "INSERT (number) ON evidence_event",
    "UPDATE (root) ON evidence_tile",
    "UPDATE ON SEQUENCE evidence_event_number_seq",
    "USAGE ON SEQUENCE mfa_authenticator_id_seq",
)


def test_every_table_is_on_the_list_of_what_the_web_does() -> None:
    """Whoever adds a table says what pages do with it, in the tables.py beside its model."""
    assert set(rights.tables()) == set(every_table())
    assert {letter for table in every_table().values() for letter in table.web} == {"I", "D"}


# By column why the web may change it all the same.
MAY_BECOME_ANOTHER = {
    "cases_case.number": "it was typed wrong",
    "django_session.session_key": "it is another after signing in; the row is signed for its key",
    "papers_paper.kind": "it was entered as another, and nobody was served with it yet",
    "parties_address.value_index": "it was typed wrong, and nothing went there yet",
    "parties_party.kind": "they were entered as a person and are a company, or the other way round",
    "parties_party.name_index": "their name was typed wrong",
    "sent_forms_sentfile.form": "a file that was kept goes along with the form when that is sent again",
    "staff_court.name": "two administrators correct it",
}
_WHAT_IT_IS = """
SELECT attrelid::regclass::text, attname FROM pg_attribute
LEFT JOIN pg_constraint ON conrelid = attrelid AND attnum = ANY (conkey) AND contype IN ('p', 'f', 'u')
WHERE attnum > 0 AND NOT attisdropped AND attnotnull
  AND (contype IS NOT NULL OR attname ~ '^(kind|way|purpose|channel)$|_hash$|_index$')
GROUP BY 1, 2
"""
_GRANTED = """
SELECT table_name, column_name FROM information_schema.column_privileges
WHERE grantee = %s AND privilege_type = 'UPDATE'
"""


def test_the_web_never_changes_what_a_row_is_or_belongs_to() -> None:
    """Its key, what is known by it alone, what it cannot be without, its kind: the database grants no such right."""
    with connection.cursor() as cursor:
        cursor.execute(_WHAT_IT_IS)
        fixed = {(table, column) for table, column in cursor.fetchall()}
    changed = {(name, column) for name, row in every_table().items() for column in row.changes.split()}
    assert {f"{table}.{column}" for table, column in fixed & changed} == MAY_BECOME_ANOTHER.keys()
    with connection.cursor() as cursor:
        cursor.execute(_GRANTED, [APP_ROLE])
        assert {*cursor.fetchall()} == changed


def test_every_table_of_the_evidence_log_is_guarded() -> None:
    log = {name for name in rights.tables() if name.startswith("evidence_")}
    assert log - set(rights.guarded_tables()) == {"evidence_unsequenced"}


def may(role: str, act: str, table: str) -> bool:
    """With the whole of a table, or with a column of it."""
    has = "has_any_column_privilege" if act in {"SELECT", "INSERT", "UPDATE"} else "has_table_privilege"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {has}(%s, %s, %s)", [role, table, act])
        return bool(cursor.fetchone()[0])


@pytest.mark.parametrize("table", [*SEALED, *LAW])
def test_the_web_writes_nothing_that_the_worker_alone_writes(table: str) -> None:
    assert [act for act in ("SELECT", *WRITES) if may(APP_ROLE, act, table)] == ["SELECT"]
    assert may(WORKER_ROLE, "INSERT", table)


def test_nobody_changes_what_was_recorded() -> None:
    for role, table in product((APP_ROLE, WORKER_ROLE), ("evidence_event", *SEALED)):
        assert not any(may(role, act, table) for act in ("UPDATE", "DELETE", "TRUNCATE", "TRIGGER")), (role, table)


def test_the_web_adds_events_and_takes_none_away() -> None:
    """Only whoever places them takes them from the queue, and only whoever erases by the book their secret."""
    for table in ("evidence_event", "evidence_eventsecret"):
        assert [act for act in WRITES if may(APP_ROLE, act, table)] == ["INSERT"]
    assert not any(may(APP_ROLE, act, "evidence_unsequenced") for act in WRITES)  # the database fills it
    assert may(WORKER_ROLE, "DELETE", "evidence_unsequenced")
    assert may(WORKER_ROLE, "DELETE", "evidence_eventsecret")


def test_the_server_refuses_it_to_the_web_in_earnest() -> None:
    place = urlsplit(embedded.start(run_folder(), embedded.THROWAWAY).url)
    with psycopg.connect(place._replace(path=f"/{connection.settings_dict['NAME']}").geturl()) as web:
        assert web.execute("SELECT count(*) FROM evidence_checkpoint").fetchone() == (0,)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            web.execute("INSERT INTO evidence_checkpoint (size, root, note, at) VALUES (9, '', 'junk', now())")


def test_what_a_role_had_beyond_it_is_taken_away_and_told_until_then() -> None:
    address = embedded.start(run_folder(), embedded.THROWAWAY)
    assert rights.excess_of_web(address.url) == []
    with connection.cursor() as cursor:
        for extra in EXTRA:
            cursor.execute(f"GRANT {extra} TO {APP_ROLE}")
    found = [str(one) for one in rights.excess_of_web(address.url)]
    assert found == [
        "DELETE evidence_checkpoint",
        "INSERT evidence_checkpoint",
        "TRIGGER evidence_event",
        "INSERT evidence_event.number",
        "UPDATE evidence_tile.root",
        "UPDATE evidence_event_number_seq",
        "USAGE mfa_authenticator_id_seq",
    ]
    (told,) = evidence_guarded(DatabaseFacts(beyond=tuple(found)))
    assert "7 rights, such as DELETE evidence_checkpoint" in told.what
    rights.grant_to(address.url, address.worker_url)
    assert rights.excess_of_web(address.url) == []


@contextmanager
def as_the_web() -> Iterator[psycopg.Connection[Any]]:
    place = urlsplit(embedded.start(run_folder(), embedded.THROWAWAY).url)
    with psycopg.connect(place._replace(path=f"/{connection.settings_dict['NAME']}").geturl(), autocommit=True) as web:
        yield web


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO evidence_event (number, id, leaf) VALUES (1000000, gen_random_uuid(), '')",
        "INSERT INTO evidence_unsequenced (number) SELECT generate_series(1, 100000)",
        "INSERT INTO procrastinate_jobs (id, queue_name, task_name) VALUES (1000000, 'default', 'x')",
        "INSERT INTO procrastinate_jobs (queue_name, task_name, status) VALUES ('default', 'x', 'doing')",
        "INSERT INTO procrastinate_jobs (queue_name, task_name, scheduled_at) VALUES ('default', 'x', '-infinity')",
        "INSERT INTO procrastinate_jobs (queue_name, task_name, queueing_lock) VALUES ('default', 'x', 'y')",
        "SELECT nextval('evidence_event_number_seq')",
        "SELECT setval('procrastinate_jobs_id_seq', 1)",
        "COPY evidence_checkpoint FROM STDIN",
        "COPY evidence_event FROM PROGRAM 'id'",
        "TRUNCATE evidence_unsequenced",
        "LOCK TABLE evidence_event IN SHARE MODE",
        "SELECT FROM evidence_checkpoint FOR UPDATE",
        "CREATE TABLE public.trap (n int)",
        "CREATE TRIGGER trap BEFORE INSERT ON evidence_event EXECUTE FUNCTION evidence_refuse()",
        "CREATE OR REPLACE FUNCTION evidence_refuse() RETURNS trigger LANGUAGE sql AS ''",
        "CREATE OR REPLACE VIEW evidence_tile AS SELECT 1",
        "ALTER TABLE evidence_event DISABLE TRIGGER ALL",
        "SET session_replication_role = replica",
        f"SET ROLE {WORKER_ROLE}",
        f"SET ROLE {OWNER_ROLE}",
        f"ALTER ROLE {WORKER_ROLE} PASSWORD 'x'",
        f"GRANT {WORKER_ROLE} TO {APP_ROLE}",
    ],
)
def test_no_statement_of_the_web_reaches_beyond_its_pages(statement: str) -> None:
    with as_the_web() as web, pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.WrongObjectType)):
        web.execute(f"BEGIN; {statement}")


def test_what_the_web_is_in_without_rights_is_told() -> None:
    address = embedded.start(run_folder(), embedded.THROWAWAY)
    with psycopg.connect(address.superuser_url, autocommit=True) as server:
        server.execute(f"ALTER ROLE {APP_ROLE} NOINHERIT CREATEROLE")
        server.execute(f"GRANT {WORKER_ROLE} TO {APP_ROLE}")
        try:
            found = [str(one) for one in rights.excess_of_web(address.url)]
        finally:
            server.execute(f"REVOKE {WORKER_ROLE} FROM {APP_ROLE}")
            server.execute(f"ALTER ROLE {APP_ROLE} INHERIT NOCREATEROLE")
    assert found == ["CREATEROLE by attribute", f"SET ROLE {WORKER_ROLE}"]


def test_a_lock_of_the_web_stops_neither_the_log_nor_the_look_for_a_restore_and_is_told() -> None:
    web_url = embedded.start(run_folder(), embedded.THROWAWAY).url
    assert rights.locks_of_web(web_url) == 0
    with as_the_web() as web:
        for number in (0x50_4F_52_45, 0x52_45_53_54):
            web.execute("SELECT pg_advisory_lock(%s)", [number])
        web.execute("BEGIN; SELECT FROM evidence_unsequenced; SELECT FROM restores_losthandover")
        write(1)
        assert sequence(MORNING) == 1
        assert recognise(MORNING).number == 1
        assert rights.locks_of_web(web_url) == 2
    (told,) = evidence_guarded(DatabaseFacts(locks_of_web=2))
    assert "locks 2 numbers" in told.what


def test_one_role_for_both_is_told() -> None:
    address = embedded.start(run_folder(), embedded.THROWAWAY)
    assert not rights.is_one_role(address.url, address.worker_url)
    assert rights.is_one_role(address.url, "")
    (told,) = evidence_guarded(DatabaseFacts(is_one_role=True))
    assert "one role" in told.what
    assert WORKER_ROLE in address.worker_url
