"""The database's shape."""

import os
import subprocess
import sys

import pytest
from django.db import connection

from songda.site import schema
from songda.site.errors import CurableError


@pytest.mark.database
def test_nothing_is_missing_after_the_migrations() -> None:
    assert schema.missing_steps() == []


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
