"""The database's shape."""

import os
import subprocess
import sys

import pytest
from django.db import connection, transaction

from songda.site import schema
from songda.site.checkup.database import DatabaseFacts, evidence_guarded
from songda.site.checkup.making import not_of_our_making
from songda.site.errors import CurableError


@pytest.mark.database
def test_nothing_is_missing_after_the_migrations() -> None:
    assert schema.missing_changes() == schema.Missing((), (), is_empty=False)


@pytest.mark.database
def test_a_role_that_may_make_no_tables_is_named_with_the_cure() -> None:
    schema.require_fit_server()
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        role = cursor.fetchone()[0]
        cursor.execute(f"REVOKE CREATE ON SCHEMA public FROM PUBLIC, pg_database_owner, {role}")
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        if cursor.fetchone()[0]:
            return  # a superuser may everything
    with pytest.raises(CurableError, match=f"{role} may not make tables"):
        schema.require_fit_server()


@pytest.mark.database
def test_a_server_that_is_too_old_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schema, "OLDEST_VERSION", 99)
    with pytest.raises(CurableError, match="PostgreSQL 1"):
        schema.require_fit_server()


@pytest.mark.parametrize(("pooler", "told"), [("", "5 False"), ("1", "None True")])
def test_behind_a_pooler_nothing_rests_on_one_connection(pooler: str, told: str) -> None:
    asked = "print(d['OPTIONS']['prepare_threshold'], d.get('DISABLE_SERVER_SIDE_CURSORS', False))"
    words = [sys.executable, "-c", f"from songda.site.settings import DATABASES; d = DATABASES['default']; {asked}"]
    said = subprocess.run(words, env=os.environ | {"SONGDA_POOLER": pooler}, capture_output=True, text=True, check=True)
    assert said.stdout.strip() == told


OF_AN_OWNER = {
    "CREATE FUNCTION twist() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.phone := ''1''; RETURN NEW; END';"
    "CREATE TRIGGER twist BEFORE UPDATE ON staff_court FOR EACH ROW EXECUTE FUNCTION twist()": (
        "trigger twist on staff_court"
    ),
    "ALTER TABLE attempts_attempt DISABLE TRIGGER attempt_moves": "no trigger attempt_moves on attempts_attempt",
    "DROP TRIGGER evidence_guard ON evidence_event": "no trigger evidence_guard on evidence_event",
    "CREATE OR REPLACE FUNCTION evidence_refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'": (
        "function evidence_refuse, which says something else"
    ),
    "CREATE RULE hush AS ON INSERT TO evidence_unsequenced DO INSTEAD NOTHING": "rule hush on evidence_unsequenced",
    "ALTER TABLE parties_refusal ENABLE ROW LEVEL SECURITY": "row security on parties_refusal",
    "CREATE SCHEMA shadow; CREATE VIEW shadow.staff_user AS SELECT 1 AS id": "table staff_user in schema shadow",
    "ALTER TABLE portal_acts_recipientact DROP CONSTRAINT first_act_of_its_kind": "no constraint first_act_of_its_kind",
    "DROP INDEX personal_proof_one_answer": "no constraint personal_proof_one_answer",
    "ALTER TABLE staff_court DROP CONSTRAINT staff_court_code_key": "no constraint staff_court.code unique",
}


@pytest.mark.database
def test_what_the_owner_of_the_tables_made_it_do_otherwise_is_named() -> None:
    assert not_of_our_making() == []
    named = {}
    for statement in OF_AN_OWNER:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
            named[statement] = not_of_our_making()
            transaction.set_rollback(True)
    assert named == {statement: [what] for statement, what in OF_AN_OWNER.items()}
    (told,) = evidence_guarded(DatabaseFacts(not_ours=tuple(OF_AN_OWNER.values())))
    assert "10 differences, such as trigger twist on staff_court" in told.what
