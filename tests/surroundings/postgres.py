"""One PostgreSQL for the whole run, started when the first test asks for it; every worker has a database in it.

DATABASE_URL, where set, names another server (15 or newer) to run the same tests on.
"""

import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

import dj_database_url
import psycopg
import pytest
from django.conf import settings
from django.db import connection, transaction

from songda.site import embedded
from songda.site.home import make_keys
from songda.site.oldest import OLDEST_VERSION
from tests.surroundings.environment import is_first_process, run_folder


def database_url() -> str:
    """The address of the run's server, which is started if it does not run yet."""
    return os.environ.get("DATABASE_URL") or embedded.start(run_folder(), embedded.THROWAWAY).owner_url


def pytest_configure() -> None:
    """Say at once when the server of DATABASE_URL cannot carry the tests, instead of failing every one of them."""
    url = os.environ.get("DATABASE_URL")
    if url and is_first_process() and (trouble := _trouble(url)):
        raise pytest.UsageError(f"DATABASE_URL: {trouble} See docs/howto/run.md.")


def _trouble(url: str) -> str | None:
    try:
        with psycopg.connect(url) as connection:
            asked = connection.execute(
                "SELECT current_setting('server_version_num')::int / 10000, current_user, rolcreatedb OR rolsuper"
                " FROM pg_roles WHERE rolname = current_user"
            )
            version, role, may_create = asked.fetchone() or (0, "", False)
    except psycopg.OperationalError as error:
        return f"{str(error).strip().splitlines()[0]}."
    if version < OLDEST_VERSION:
        return f"the server is PostgreSQL {version}, and songda needs {OLDEST_VERSION} or newer."
    return None if may_create else f"the role {role} may not create databases (ALTER ROLE {role} CREATEDB)."


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Point Django at the run's server, and give the home its keys, since records seal personal fields."""
    _make_keys_once()
    place = dict(dj_database_url.parse(database_url()))
    name = settings.DATABASES["default"].get("TEST", {}).get("NAME")
    settings.DATABASES["default"].update(place)
    if name is not None:
        settings.DATABASES["default"]["TEST"]["NAME"] = name


def _make_keys_once() -> None:
    """Parallel workers share the home: the first makes the keys, the others wait for it."""
    with (run_folder() / "keys.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        make_keys(Path(os.environ["SONGDA_HOME"]))


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> Iterator[None]:
    """After tests that commit, everything is emptied: for that moment the log's guards are lifted.

    Told to the class: beside a browser, whose driver switches contexts, Django opens another connection. At the end,
    whoever still holds on to the database (a page's last request, say) is sent away, so that it can be removed.
    """
    type(connection.ops).execute_sql_flush = staticmethod(_empty)  # type: ignore[method-assign, assignment]
    yield
    place = settings.DATABASES["default"]
    with psycopg.connect(database_url(), autocommit=True) as others:
        others.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [place["NAME"]])


def _empty(statements: list[str]) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'evidence_guard'")
        guarded = [table for (table,) in cursor.fetchall()]
        for table in guarded:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER evidence_guard")
        for statement in [*statements, "TRUNCATE procrastinate_jobs, procrastinate_workers CASCADE"]:
            cursor.execute(statement)
        for table in guarded:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER evidence_guard")


@pytest.fixture
def server_url(django_db_setup: None) -> str:
    """The address of the test database, for programs that a test starts beside itself."""
    place = settings.DATABASES["default"]
    host = str(place["HOST"]).replace("/", "%2F")
    return f"postgresql://{place['USER']}:{place['PASSWORD']}@{host}:{place['PORT']}/{place['NAME']}"


@pytest.fixture
def superuser_url(server_url: str) -> str:
    """The test database as the server's superuser sees it: the embedded server's, or DATABASE_URL's if it is one."""
    if "DATABASE_URL" in os.environ:
        with psycopg.connect(server_url) as own:
            if own.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone() != (True,):
                pytest.skip("the role in DATABASE_URL is no superuser")
        return server_url
    superuser = embedded.start(run_folder(), embedded.THROWAWAY).superuser_url
    return superuser.rsplit("/", 1)[0] + "/" + server_url.rsplit("/", 1)[1]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """`@pytest.mark.database` asks for the database; `transaction=True` lets the test commit for real."""
    for item in items:
        mark = item.get_closest_marker("database")
        if mark is not None:
            item.add_marker(pytest.mark.django_db(*mark.args, **mark.kwargs))


@pytest.hookimpl(wrapper=True)
def pytest_unconfigure() -> Iterator[None]:
    """Stop the server when the run ends, however it ends."""
    try:
        return (yield)
    finally:
        if is_first_process():
            embedded.stop(run_folder())
