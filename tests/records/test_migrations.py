"""The migrations make exactly the tables that the models tell of, closed lists and constraints too."""

import pytest
from django.apps import apps
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import RunSQL
from django.db.migrations.state import ProjectState
from django.utils import translation

from scripts import tables


def test_models_and_migrations_do_not_differ() -> None:
    loader = MigrationLoader(None)
    detector = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps))
    with translation.override(None):  # names in the migrations are English
        differing = detector.changes(graph=loader.graph)
    ours = {config.label for config in apps.get_app_configs() if config.name.startswith("songda.")}
    assert {
        label: [operation.describe() for migration in migrations for operation in migration.operations]
        for label, migrations in differing.items()
        if label in ours
    } == {}


def test_guards_and_migrations_do_not_differ() -> None:
    """Else a move that the code knows would be refused by a database that was upgraded."""
    assert sum(len(tables.guards_of(app)) for app in tables.apps()) > 10
    assert {app: [each.sql for each in new] for app in tables.apps() if (new := tables.new_guards(app))} == {}


def test_a_guard_that_changed_is_put_in_the_place_of_the_older_and_back(monkeypatch: pytest.MonkeyPatch) -> None:
    moves = dict(tables._made("attempts"))["TRIGGER attempt_moves attempts_attempt"]
    other = RunSQL("CREATE TRIGGER attempt_moves … ON attempts_attempt …", "DROP TRIGGER attempt_moves …")
    function = RunSQL("CREATE FUNCTION attempt_refuse() …", "DROP FUNCTION attempt_refuse()")
    new = RunSQL("CREATE TRIGGER attempt_new … ON attempts_attempt …", "DROP TRIGGER attempt_new …")
    monkeypatch.setattr(tables, "guards_of", lambda _: [function, other, new])
    over, replaced, added = tables.new_guards("attempts")
    assert over.sql == "CREATE OR REPLACE FUNCTION attempt_refuse() …"
    assert str(over.reverse_sql).lstrip().startswith("CREATE OR REPLACE FUNCTION attempt_refuse()")
    assert replaced.sql == [moves.reverse_sql, other.sql]
    assert replaced.reverse_sql == [other.reverse_sql, moves.sql]
    assert added is new
