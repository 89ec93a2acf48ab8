"""The database's shape, and what the role of web and worker may do in it."""

import os
import subprocess
import sys

import psycopg
import pytest
from django.db import ProgrammingError, connection

from songda.site import embedded, shape
from songda.site.curable import CurableError
from tests.surroundings.environment import run_folder


@pytest.mark.database
def test_nothing_is_missing_after_the_migrations() -> None:
    assert shape.missing_steps() == []


@pytest.mark.database
def test_every_table_of_the_evidence_log_is_guarded() -> None:
    with connection.cursor() as cursor:
        tables = {name for name in connection.introspection.table_names(cursor) if name.startswith("evidence_")}
    assert tables - set(shape.guarded_tables()) == {"evidence_unsequenced"}


@pytest.mark.database(transaction=True)
def test_the_role_of_web_and_worker_adds_to_the_evidence_and_cannot_change_it() -> None:
    app_url = _second_role()
    database = connection.settings_dict["NAME"]
    shape.grant_to(app_url)
    with psycopg.connect(f"{app_url.rsplit('/', 1)[0]}/{database}", autocommit=True) as app:
        assert app.execute("SELECT count(*) FROM evidence_event").fetchone() == (0,)
        app.execute("UPDATE cases_case SET id = id")
        for act in ("UPDATE evidence_event SET name = name", "DELETE FROM evidence_entry", "TRUNCATE evidence_tile"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                app.execute(act)  # type: ignore[arg-type]


def _second_role() -> str:
    """The embedded server has such a role; on another server we make one, where we may."""
    if "DATABASE_URL" not in os.environ:
        return embedded.start(run_folder(), embedded.THROWAWAY).url
    with connection.cursor() as cursor:
        try:
            cursor.execute("CREATE ROLE songda_tests_app LOGIN PASSWORD 'tests'")
        except ProgrammingError as error:
            if isinstance(error.__cause__, psycopg.errors.InsufficientPrivilege):
                pytest.skip("the role in DATABASE_URL may not make roles")
    place = connection.settings_dict
    return f"postgresql://songda_tests_app:tests@{place['HOST'] or '127.0.0.1'}:{place['PORT'] or 5432}/x"


@pytest.mark.database
def test_a_role_that_may_make_no_tables_is_named_with_the_cure() -> None:
    shape.require_fit_server()
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        role = cursor.fetchone()[0]
        cursor.execute(f"REVOKE CREATE ON SCHEMA public FROM PUBLIC, pg_database_owner, {role}")
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        if cursor.fetchone()[0]:
            return  # a superuser may everything
    with pytest.raises(CurableError, match=f"{role} may not make tables"):
        shape.require_fit_server()


@pytest.mark.database
def test_a_server_that_is_too_old_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shape, "OLDEST_VERSION", 99)
    with pytest.raises(CurableError, match="PostgreSQL 1"):
        shape.require_fit_server()


@pytest.mark.parametrize(("pooler", "told"), [("", "5 False"), ("1", "None True")])
def test_behind_a_pooler_nothing_rests_on_one_connection(pooler: str, told: str) -> None:
    asked = "print(d['OPTIONS']['prepare_threshold'], d.get('DISABLE_SERVER_SIDE_CURSORS', False))"
    words = [sys.executable, "-c", f"from songda.site.settings import DATABASES; d = DATABASES['default']; {asked}"]
    said = subprocess.run(words, env=os.environ | {"SONGDA_POOLER": pooler}, capture_output=True, text=True, check=True)
    assert said.stdout.strip() == told
