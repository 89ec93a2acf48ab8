"""The database's tables: does the server fit, can this version run on them, which changes are missing.

A change after the first says in its name whether older processes may run beside it: `0002_expand_…` adds what they do
not know, `0003_contract_…` takes away what they may still use. So every version knows of changes that it has never
seen whether it can run on them. Tables that are others altogether nothing may touch.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.apps import apps
from django.db import connection
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.models import CheckConstraint, Model

from songda.site.errors import CurableError
from songda.site.pooling import require_own_sessions
from songda.site.version import version

OLDEST_VERSION = 15  # of PostgreSQL, on which songda runs
OTHER_VERSION_CURE = (
    "Nothing was changed. For a demo take another home, as in `SONGDA_HOME=var2 songda demo` or `make demo"
    " SONGDA_HOME=var2`, or move the old one away; the data of a court need the version of songda that made them."
)
OLDER_CURE: Final = "Run `songda migrate`, with the role that owns the tables in SONGDA_OWNER_URL."
SHOWN = 3
FIRST: Final = "0001_tables"  # what the first release made; an app that came later begins with `0001_expand_…`
_EXPANDS = re.compile(r"\d{4}_expand_\w+")
_CONTRACTS = re.compile(r"\d{4}_contract_\w+")
Names = frozenset[str]
Change = tuple[str, str]  # app and name


def is_ours(app: str) -> bool:
    """Whether the tables of this app are songda's, not a library's."""
    return app in apps.app_configs and apps.get_app_config(app).name.startswith("songda.")


def contracts(change: Change) -> bool:
    """Whether it takes away what an older process may use."""
    return is_ours(change[0]) and bool(_CONTRACTS.fullmatch(change[1]))


@dataclass(frozen=True)
class Missing:
    """The changes that the database has not seen yet, in order, as `app.name`."""

    lacking: tuple[str, ...]  # without which this version cannot run
    contracting: tuple[str, ...]  # which wait until no older process runs
    is_empty: bool  # no change of ours was ever made in it


def missing_changes() -> Missing:
    """What the database lacks of what this version knows. A change that another one needs first counts with it."""
    executor = MigrationExecutor(connection)
    made = executor.loader.applied_migrations
    lacking, whole = (
        [f"{each.app_label}.{each.name}" for each in forwards(executor, targets)]
        for targets in (
            [each for each in executor.loader.graph.nodes if each not in made and not contracts(each)],
            executor.loader.graph.leaf_nodes(),
        )
    )
    left = [each for each in whole if each not in lacking]
    return Missing(tuple(lacking), tuple(left), is_empty=not any(is_ours(app) for app, _ in made))


def forwards(executor: MigrationExecutor, targets: Iterable[Change]) -> list[Migration]:
    """These changes and what they need first, in order, without those that were made.

    The library's own plan of several targets would take back one that the plan of another has made already.
    """
    graph, seen = executor.loader.graph, set(executor.loader.applied_migrations)
    plan: list[Change] = []
    for target in sorted(targets):
        steps = [step for step in graph.forwards_plan(target) if step not in seen]
        plan += steps
        seen |= set(steps)
    return [graph.nodes[step] for step in plan]


def known_changes() -> list[str]:
    """What a process of this version knows beyond the first tables, as `app.name`."""
    known = MigrationLoader(None).disk_migrations
    return sorted(".".join(each) for each in known if is_ours(each[0]) and each[1] != FIRST)


def require_fit_tables() -> None:
    """CurableError where this version cannot run on the database's tables as they are."""
    require_own_tables()
    missing = missing_changes()
    if missing.is_empty:
        raise CurableError("The database has no tables of songda yet.", OLDER_CURE)
    if missing.lacking:
        raise CurableError(older_in_one_sentence(missing.lacking), OLDER_CURE)


def older_in_one_sentence(lacking: tuple[str, ...]) -> str:
    """What such a database is."""
    return f"The database is of an older version of songda: it lacks {len(lacking)} changes ({_some(lacking)})."


def require_fit_server() -> None:
    """CurableError where no change can be made: an old server, a role without the right, shared sessions."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('server_version_num')::int / 10000, current_user,"
            " has_schema_privilege(current_user, 'public', 'CREATE')"
        )
        version, role, may_create = cursor.fetchone()
    if version < OLDEST_VERSION:
        raise CurableError(f"The database is PostgreSQL {version}.", f"Use {OLDEST_VERSION} or newer.")
    if not may_create:
        cure = "Name the role that owns the database in SONGDA_OWNER_URL: docs/howto/run.md."
        raise CurableError(f"The role {role} may not make tables in the database.", cure)
    require_own_sessions(connection.get_connection_params(), "This command reaches")


def require_own_tables() -> None:
    """CurableError where another version made the tables, before anything is changed in them."""
    if found := traces_of_other_version():
        raise CurableError(f"{in_one_sentence(found)}.", other_version_cure(found))


def in_one_sentence(found: list[str]) -> str:
    """What the traces show, in one sentence without its full stop."""
    if _is_of_newer(found):
        newer = f"The database was changed by a newer version of songda, and this one ({version()}) cannot run on it"
        return f"{newer}: {_some(found)}"
    return f"The database was made by another version of songda, whose tables are others: {_some(found)}"


def other_version_cure(found: list[str]) -> str:
    """What whoever runs the court does about it."""
    if _is_of_newer(found):
        return "Nothing was changed. Install the newer version here too: a contracted database has no way back."
    return OTHER_VERSION_CURE


def _is_of_newer(found: list[str]) -> bool:
    names = [name.partition(".")[2] for name in found]
    return all(_CONTRACTS.fullmatch(name) or _EXPANDS.fullmatch(name) for name in names)


def _some(names: list[str] | tuple[str, ...]) -> str:
    return ", ".join(names[:SHOWN]) + (", …" if len(names) > SHOWN else "")


def traces_of_other_version() -> list[str]:
    """What shows that another version made the tables: its changes that we don't know, or tables unlike ours.

    Empty where ours made them, or where there are none, or where a newer one has only added to them. Tables that still
    lack a change of ours are not looked at.
    """
    loader = MigrationLoader(connection)
    known = set(loader.disk_migrations)
    known |= {name for migration in loader.disk_migrations.values() for name in migration.replaces}
    others = {config.label for config in apps.get_app_configs() if not is_ours(config.label)}
    recorded = {name for name in loader.applied_migrations if name[0] not in others}
    newer = {name for name in recorded - known if _EXPANDS.fullmatch(name[1])}
    if recorded - known - newer:
        return [".".join(name) for name in sorted(recorded - known)]
    unfinished = {label for label, _ in known - loader.applied_migrations.keys()} | others
    models = apps.get_models(include_auto_created=True)
    looked_at = [model for model in models if model._meta.app_label not in unfinished]
    return _unlike(looked_at, {label for label, _ in newer})


def _unlike(models: list[type[Model]], grown: set[str]) -> list[str]:
    """The tables of these models that have other columns than the model, or lack one of its constraints.

    `grown`: the apps to whose tables a newer version has added, or of which it has loosened constraints.
    """
    columns, checks = _columns_by_table(), _checks_there()
    tables = {model._meta.db_table: model for model in models if model._meta.managed}
    return sorted(
        table
        for table, model in tables.items()
        if not (
            _columns_of(model) <= columns.get(table, frozenset())
            if model._meta.app_label in grown
            else columns.get(table) == _columns_of(model) and _checks_of(model) <= checks
        )
    )


def _columns_of(model: type[Model]) -> Names:
    return frozenset(column for field in model._meta.local_fields if (column := field.column))


def _checks_of(model: type[Model]) -> Names:
    return frozenset(one.name for one in model._meta.constraints if isinstance(one, CheckConstraint))


def _columns_by_table() -> dict[str, Names]:
    """Every table of the database with its columns."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, array_agg(column_name::text) FROM information_schema.columns"
            " WHERE table_schema = ANY(current_schemas(false)) GROUP BY table_name"
        )
        return {table: frozenset(names) for table, names in cursor.fetchall()}


def _checks_there() -> Names:
    with connection.cursor() as cursor:
        cursor.execute("SELECT conname FROM pg_constraint WHERE contype = 'c'")
        return frozenset(name for (name,) in cursor.fetchall())
