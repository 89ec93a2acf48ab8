"""A database that another version made is told by what is in it, and nothing touches it."""

from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from django.apps import apps
from django.db import connection
from django.db.models import CheckConstraint

from songda.site import embedded
from songda.site.errors import CurableError
from songda.site.schema import require_own_tables, traces_of_other_version
from tests.demo.demos import free_ports, start_demo


def execute(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def record(app: str, name: str) -> None:
    execute("INSERT INTO django_migrations (app, name, applied) VALUES (%s, %s, now())", app, name)


@pytest.mark.database
def test_tables_that_this_version_made_show_nothing() -> None:
    assert traces_of_other_version() == []
    require_own_tables()


@pytest.mark.database
def test_a_change_that_we_do_not_know_is_named_whether_its_part_is_still_there_or_gone() -> None:
    record("cases", "0099_later")
    record("long_gone", "0001_tables")
    assert traces_of_other_version() == ["cases.0099_later", "long_gone.0001_tables"]


@pytest.mark.database
def test_what_another_package_recorded_is_its_own_matter() -> None:
    record("auth", "0099_later")
    assert traces_of_other_version() == []


@pytest.mark.database
@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE cases_case ADD COLUMN colour text",
        "ALTER TABLE cases_case RENAME COLUMN number TO numeral",
        "DROP TABLE cases_case CASCADE",
    ],
)
def test_a_table_with_other_columns_under_the_same_names_of_changes_is_named(change: str) -> None:
    execute(change)
    assert traces_of_other_version() == ["cases_case"]


@pytest.mark.database
def test_a_table_without_one_of_our_constraints_is_named() -> None:
    table, check = next(
        (model._meta.db_table, one.name)
        for model in apps.get_models()
        for one in model._meta.constraints
        if isinstance(one, CheckConstraint)
    )
    execute(f"ALTER TABLE {table} DROP CONSTRAINT {check}")
    assert traces_of_other_version() == [table]


@pytest.mark.database
def test_tables_that_still_lack_a_change_are_not_looked_at() -> None:
    execute("DELETE FROM django_migrations WHERE app = 'cases'")
    execute("ALTER TABLE cases_case ADD COLUMN colour text")
    assert traces_of_other_version() == []


@pytest.mark.database
def test_the_reader_is_told_what_it_is_that_nothing_happened_and_what_to_do() -> None:
    for number in range(5):
        record("cases", f"010{number}_other")
    with pytest.raises(CurableError) as told:
        require_own_tables()
    assert told.value.wrong == (
        "The database was made by another version of songda, whose tables are others: "
        "cases.0100_other, cases.0101_other, cases.0102_other, …."
    )
    assert told.value.cure.startswith("Nothing was changed.")
    assert "SONGDA_HOME=var2" in told.value.cure


@pytest.mark.night("makes a cluster of its own")
@pytest.mark.stack
def test_a_demo_over_an_old_home_says_so_ends_with_2_and_leaves_it_as_it_was(new_home: Callable[..., Path]) -> None:
    home = new_home()
    address = embedded.start(home)
    with psycopg.connect(address.owner_url) as database:
        database.execute("CREATE TABLE django_migrations (id serial, app text, name text, applied timestamptz)")
        database.execute("INSERT INTO django_migrations (app, name) VALUES ('delivery', '0007_receipts')")
    demo = start_demo(home, free_ports())
    assert demo.process.wait(90) == 2
    assert "made by another version of songda" in demo.printed
    assert "delivery.0007_receipts" in demo.printed
    assert "SONGDA_HOME=var2" in demo.printed
    with psycopg.connect(embedded.start(home).owner_url) as database:
        assert database.execute("SELECT app, name FROM django_migrations").fetchall() == [("delivery", "0007_receipts")]
        tables = database.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
    assert tables == [("django_migrations",)]
