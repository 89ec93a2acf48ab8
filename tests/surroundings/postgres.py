"""One PostgreSQL for the whole run, started when the first test asks for it; every worker has a database in it.

DATABASE_URL, where set, names another server (15 or newer) to run the same tests on.
"""

import fcntl
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

import psycopg
import pytest
from asgiref.sync import SyncToAsync
from django.conf import settings
from django.db import connection, connections, transaction
from django.test import TransactionTestCase
from psycopg.sql import SQL, Composed, Identifier
from pytest_django import DjangoDbBlocker

from songda.records.ground import rights
from songda.site import embedded
from songda.site.environment.said import connection_to
from songda.site.home import make_keys
from songda.site.schema import OLDEST_VERSION, missing_changes
from songda.site.upgrading.making import make
from tests.surroundings.environment import is_first_process, run_folder
from tests.surroundings.roles import let_be_the_web


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
def django_db_setup(django_test_environment: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Point Django at a database of this process's own, and give the home its keys, since records seal fields.

    The tables are made once a run, in a template; every process has a copy of it. After tests that commit, what they
    wrote is taken away again.
    """
    with (run_folder() / "template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # the first process makes them, the others wait for it
        make_keys(Path(os.environ["SONGDA_HOME"]))
        place = connection_to(database_url())
        template = f"songda_tests_{run_folder().name.rpartition('-')[2].lower()}"
        with django_db_blocker.unblock():
            _make_template(place, template)
        name = f"{template}_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
        _on_server(SQL("CREATE DATABASE {} TEMPLATE {}").format(Identifier(name), Identifier(template)))
        _go_to(place, name)
    TransactionTestCase._fixture_teardown = _take_away  # type: ignore[method-assign]
    yield
    with django_db_blocker.unblock():
        connections.close_all()
        SyncToAsync.single_thread_executor.submit(connections.close_all).result()  # what coroutines asked
    # Whoever still holds on to it (a page's last request, say) is sent away.
    _on_server(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))


def _make_template(place: Mapping[str, object], name: str) -> None:
    with psycopg.connect(database_url(), autocommit=True) as server:
        if server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            return
        server.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
    _go_to(place, name)
    missing = missing_changes()
    make((*missing.lacking, *missing.contracting), lambda: None, print)
    if "DATABASE_URL" not in os.environ:
        address = embedded.start(run_folder(), embedded.THROWAWAY)
        rights.grant_to(address.url, address.worker_url)
        let_be_the_web(address.owner_url)
    connection.close()


def _go_to(place: Mapping[str, object], name: str) -> None:
    settings.DATABASES["default"].update(place, NAME=name)
    connection.close()
    connection.settings_dict.update(place, NAME=name)


def _on_server(statement: Composed) -> None:
    with psycopg.connect(database_url(), autocommit=True) as server:
        server.execute(statement)


STAYS = {"django_content_type", "auth_permission", "django_migrations", "django_site", "procrastinate_version"}


def _take_away(_case: object) -> None:
    """Empty the tables that hold something; for that moment the log's guards are lifted.

    Nothing is truncated: making a hundred files anew takes longer than most tests.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        tables = [name for (name,) in cursor.fetchall() if name not in STAYS]
        cursor.execute(" UNION ALL ".join(f"SELECT '{one}' WHERE EXISTS (SELECT FROM {one})" for one in tables))  # noqa: S608 - the tables of the tests themselves
        filled = [name for (name,) in cursor.fetchall()]
        cursor.execute("SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal")
        guarded = {name for (name,) in cursor.fetchall()} & set(filled)
        for table in guarded:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for table in filled:
            cursor.execute(f"DELETE FROM {table}")  # noqa: S608
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in guarded:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


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
