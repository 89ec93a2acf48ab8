"""The migrations make exactly the tables that the models tell of, closed lists and constraints too."""

from django.apps import apps
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.utils import translation


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
