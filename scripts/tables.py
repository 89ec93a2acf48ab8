"""Writes what changed in the models and guards as new migrations: `python -m scripts.tables WORD`.

Each app whose tables changed gets a `000n_expand_WORD`. What takes away what an older process uses is
moved by hand into a `000n_contract_…` of a later version (docs/explanation/versions.md).
"""

import os
import re
import sys
import warnings
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Final

import django
from django.apps import apps as installed
from django.contrib.postgres.operations import AddConstraintNotValid, ValidateConstraint
from django.core.management import call_command
from django.db.migrations import Migration
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import AddConstraint, CreateModel, RunSQL
from django.db.migrations.writer import MigrationWriter
from django.db.models import CheckConstraint

_MADE: Final = re.compile(r"CREATE (?:OR REPLACE |CONSTRAINT )?(?:(FUNCTION \w+)|(TRIGGER \w+).*? ON (\w+))", re.DOTALL)


def apps() -> list[str]:
    """The apps that have tables, each after those that its tables name."""
    ours = [each for each in installed.get_app_configs() if each.name.startswith("songda.records.")]
    return [each.label for each in ours if (Path(each.path) / "models.py").exists()]


def guards_of(app: str) -> list[RunSQL]:
    """What the app's `guards.py` says, in order; none where it has no such file."""
    config = installed.get_app_config(app)
    if not (Path(config.path) / "guards.py").exists():
        return []
    return list(import_module(f"{config.name}.guards").OPERATIONS)


def new_guards(app: str) -> list[RunSQL]:
    """The guards that no migration of the app makes as they are now; each takes the place of the older one."""
    made = dict(_made(app))
    now = [(_name(each.sql), each) for each in guards_of(app)]
    return [
        RunSQL(_in_place(made[name], each), _in_place(each, made[name])) if name in made else each
        for name, each in now
        if name not in made or made[name].sql != each.sql
    ]


def _in_place(old: RunSQL, new: RunSQL) -> str | list[str]:
    """A function is written over, since triggers hang on it; a trigger goes and comes in one transaction."""
    over = new.sql.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION", 1)
    return over if over != new.sql else [old.reverse_sql, new.sql]


def _name(sql: str) -> str:
    """What is made, such as `TRIGGER attempt_moves attempts_attempt`; the words themselves of anything else."""
    found = _MADE.search(sql)
    return " ".join(filter(None, found.groups())) if found else sql


def _made(app: str) -> Iterator[tuple[str, RunSQL]]:
    """Every guard that a migration makes, by name, the older first, as it stands in `guards.py`."""
    for (label, _), migration in sorted(MigrationLoader(None).disk_migrations.items()):
        for step in migration.operations if label == app else ():
            if isinstance(step, RunSQL):
                said = step.sql if isinstance(step.sql, str) else step.sql[-1]
                said = said.replace("CREATE OR REPLACE FUNCTION", "CREATE FUNCTION", 1)
                yield _name(said), RunSQL(said, step.reverse_sql if isinstance(step.reverse_sql, str) else "")


def gently(migration: Migration) -> list[ValidateConstraint]:
    """Have it look at no row that stands: what looks at them, beside the work, is a change of its own."""
    made = {step.name_lower for step in migration.operations if isinstance(step, CreateModel)}
    later = []
    for place, step in enumerate(migration.operations):
        match step:
            case AddConstraint(constraint=CheckConstraint()) if step.model_name_lower not in made:
                migration.operations[place] = AddConstraintNotValid(step.model_name, step.constraint)
                later.append(ValidateConstraint(step.model_name, step.constraint.name))
    return later


def write(word: str) -> list[Path]:
    """Write the migrations. Raises SystemCheckError where the models make no sense."""
    return [place for app in apps() for place in _write(app, word)]


def _write(app: str, word: str) -> Iterator[Path]:
    folder = Path(installed.get_app_config(app).path) / "migrations"
    folder.mkdir(exist_ok=True)
    (folder / "__init__.py").touch()
    guards = new_guards(app)
    place = _new_file(app, folder, word) or (guards and _new_file(app, folder, word, empty=True))
    if not place:
        return
    migration = MigrationLoader(None).get_migration(app, place.stem)
    migration.operations = [*migration.operations, *guards]
    later = gently(migration)
    yield _say(place, migration)
    if later and (place := _new_file(app, folder, f"{word}_looked_at", empty=True)):
        migration = MigrationLoader(None).get_migration(app, place.stem)
        migration.operations = later
        yield _say(place, migration)


def _new_file(app: str, folder: Path, word: str, *, empty: bool = False) -> Path | None:
    before = set(folder.glob("0*.py"))
    call_command("makemigrations", app, name=f"expand_{word}", verbosity=0, empty=empty)
    return next(iter(set(folder.glob("0*.py")) - before), None)


def _say(place: Path, migration: Migration) -> Path:
    said = MigrationWriter(migration).as_string().partition("\n\n")[2]
    sentence = place.stem.partition("_expand_")[2].replace("_", " ")
    place.write_text(f'"""{sentence.capitalize()}."""\n\n{said}', encoding="utf-8")
    return place


if __name__ == "__main__":
    os.environ |= {"DJANGO_SETTINGS_MODULE": "songda.site.settings", "SONGDA_ENV": "test"}
    warnings.simplefilter("ignore")  # no database is asked
    django.setup()
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    sys.stdout.write("".join(f"{place.parent.parent.name}: {place.name}\n" for place in write(sys.argv[1])))
