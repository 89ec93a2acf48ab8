"""The database's shape, and what the role of web and worker may do in it."""

import os

import psycopg
import pytest
from django.db import ProgrammingError, connection

from songda.site import embedded, shape
from tests.surroundings.environment import run_folder


@pytest.mark.database
def test_nothing_is_missing_after_the_migrations() -> None:
    assert shape.missing_steps() == []


@pytest.mark.database
def test_every_table_of_the_evidence_log_is_guarded() -> None:
    with connection.cursor() as cursor:
        tables = {name for name in connection.introspection.table_names(cursor) if name.startswith("evidence_")}
    assert tables - set(shape.guarded_tables()) == {"evidence_waiting"}


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
