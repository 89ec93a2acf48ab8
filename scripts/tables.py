"""Makes the one migration of every app anew from its models and guards: `python -m scripts.tables`.

Until something is released, tables are made as they should be; from the first release on, migrations are only added.
"""

import os
import warnings
from importlib import import_module
from pathlib import Path

import django
from django.apps import apps as installed
from django.core.management import call_command
from django.db.migrations.operations import AddConstraint, AddField, AddIndex, CreateModel
from django.db.migrations.operations.base import Operation
from django.db.migrations.writer import MigrationWriter

from scripts.changes import FROZEN

NAME = "0001_tables.py"
SENTENCE = '"""The tables of {app}, made by scripts/tables.py from the models."""\n\n'


def apps() -> list[str]:
    """The apps that have tables, each after those that its tables name."""
    ours = [each for each in installed.get_app_configs() if each.name.startswith("songda.records.")]
    return [each.label for each in ours if (Path(each.path) / "models.py").exists()]


def home(app: str) -> Path:
    """The folder of an app."""
    return Path(installed.get_app_config(app).path)


def make_anew() -> None:
    """Write the migrations anew; raises SystemCheckError where the models make no sense."""
    if FROZEN.exists():
        raise SystemExit("The first migrations are frozen: add one (0002_expand_…) in the place of making them anew.")
    for app in apps():
        folder = home(app) / "migrations"
        folder.mkdir(exist_ok=True)
        (folder / "__init__.py").touch()
        for old in folder.glob("0*.py"):
            old.unlink()
    for app in apps():
        call_command("makemigrations", app, name="tables", verbosity=0)
    for app in apps():
        fold(app)
        finish(app)


def fold(app: str) -> None:
    """Make every table with its constraints and indexes at once: each step less is a second of every first start."""
    migration = import_module(f"{installed.get_app_config(app).name}.migrations.{NAME.removesuffix('.py')}").Migration
    made: list[Operation] = []
    for step in migration.operations:
        table = next((n for n, one in enumerate(made) if isinstance(one, CreateModel) and _is_of(step, one)), None)
        grown = any(isinstance(one, AddField) and _is_of(step, one) for one in made)
        if isinstance(step, AddConstraint | AddIndex) and table is not None and not grown:
            made[table : table + 1] = made[table].reduce(step, app)
        else:
            made.append(step)
    migration.operations = made
    (home(app) / "migrations" / NAME).write_text(MigrationWriter(migration("0001_tables", app)).as_string(), "utf-8")


def _is_of(step: Operation, table: CreateModel | AddField) -> bool:
    """Whether both are of the same table."""
    return getattr(step, "model_name_lower", "") == (
        table.name_lower if isinstance(table, CreateModel) else table.model_name_lower
    )


def finish(app: str) -> None:
    """Say what the file is for, and add what the models cannot say; ValueError where apps depend on one another."""
    folder = home(app) / "migrations"
    if [path.name for path in folder.glob("0*.py")] != [NAME]:
        raise ValueError(f"{app}: its tables and those of another app name one another")
    text = (folder / NAME).read_text(encoding="utf-8").partition("\n\n")[2]
    if (home(app) / "guards.py").exists():
        guards = f"{installed.get_app_config(app).name}.guards"
        for needed in getattr(import_module(guards), "NEEDS", ()):  # tables of a library
            text = text.replace("    dependencies = [\n", f"    dependencies = [\n        {needed},\n", 1)
        text = text.replace("\n\nclass ", f"\nfrom {guards} import OPERATIONS\n\n\nclass ", 1)
        text = text.rstrip().removesuffix("]") + "    *OPERATIONS,\n    ]\n"
    (folder / NAME).write_text(SENTENCE.format(app=app) + text, encoding="utf-8")


if __name__ == "__main__":
    os.environ |= {"DJANGO_SETTINGS_MODULE": "songda.site.settings", "SONGDA_ENV": "test"}
    warnings.simplefilter("ignore")  # no database is asked
    django.setup()
    make_anew()
