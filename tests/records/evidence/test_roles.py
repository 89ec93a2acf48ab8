"""The two database roles: the program may add events, the sequencer may place them, neither may change anything."""

import psycopg
import pytest
from django.core.management import call_command

from songda.records.evidence.roles import APP, SEQUENCER, role_statements

pytestmark = pytest.mark.database

EVENT = (
    "INSERT INTO evidence_event (id, name, stream, happened_at, recorded_at, actor, data, commitment, leaf, mark)"
    " VALUES (gen_random_uuid(), 'paper.filed', 'paper:1', now(), now(), 'engine', '{}', '', 'leaf', '')"
)


@pytest.fixture
def as_role(superuser_url):
    """Run statements as one of the roles, which exist only while the test runs."""
    with psycopg.connect(superuser_url) as connection:
        for statement in role_statements():
            connection.execute(statement)

        def run(role, statement):
            with connection.transaction(force_rollback=True):
                connection.execute(f"SET LOCAL ROLE {role}")
                connection.execute(statement)

        yield run
        connection.rollback()


@pytest.mark.parametrize(
    ("role", "statement"),
    [
        (APP, EVENT),
        (APP, "INSERT INTO evidence_unsequenced VALUES (1)"),
        (APP, "INSERT INTO evidence_eventsecret VALUES (gen_random_uuid(), '', NULL)"),
        (APP, "DELETE FROM evidence_eventsecret"),
        (APP, "SELECT * FROM evidence_checkpoint"),
        (SEQUENCER, "DELETE FROM evidence_unsequenced"),
        (SEQUENCER, "INSERT INTO evidence_entry VALUES (0, gen_random_uuid(), '')"),
        (SEQUENCER, "INSERT INTO evidence_checkpoint VALUES (1, '', '', now())"),
        (SEQUENCER, "INSERT INTO evidence_setaside VALUES (1, gen_random_uuid(), 'no_mark', now())"),
        (APP, "SELECT * FROM evidence_setaside"),
    ],
)
def test_each_role_may_do_its_own_work(as_role, role, statement):
    as_role(role, statement)


@pytest.mark.parametrize(
    ("role", "statement"),
    [
        *((role, f"{act} evidence_{table}{rest}")
          for role in (APP, SEQUENCER)
          for table in ("event", "entry", "tile", "checkpoint", "setaside")
          for act, rest in (("DELETE FROM", ""), ("TRUNCATE", ""))),
        (APP, "UPDATE evidence_event SET actor = ''"),
        (APP, "INSERT INTO evidence_entry VALUES (0, gen_random_uuid(), '')"),
        (APP, "INSERT INTO evidence_checkpoint VALUES (1, '', '', now())"),
        (APP, "DELETE FROM evidence_unsequenced"),
        (APP, "INSERT INTO evidence_setaside VALUES (1, gen_random_uuid(), 'no_mark', now())"),
        (SEQUENCER, EVENT),
        (SEQUENCER, "SELECT * FROM evidence_eventsecret"),
        (SEQUENCER, "ALTER TABLE evidence_event DISABLE TRIGGER evidence_guard"),
    ],
)  # fmt: skip
def test_neither_role_may_do_anything_else(as_role, role, statement):
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        as_role(role, statement)


def test_the_command_prints_the_statements(capsys):
    call_command("log_roles")
    printed = capsys.readouterr().out
    assert "CREATE ROLE songda_app NOLOGIN" in printed
    assert printed.count(";\n") >= len(role_statements())
