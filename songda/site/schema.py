"""The database's tables: does the server fit, did another version make them, which changes are missing, making those.

Tables that another version of songda made are others than ours: then nothing may touch them.
"""

from collections.abc import Callable

from django.apps import apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.models import CheckConstraint, Model

from songda.site.errors import CurableError
from songda.site.pooling import require_own_sessions

OLDEST_VERSION = 15  # of PostgreSQL, on which songda runs
OTHER_VERSION_CURE = (
    "Nothing was changed. For a demo take another home, as in `SONGDA_HOME=var2 songda demo` or `make demo"
    " SONGDA_HOME=var2`, or move the old one away; the data of a court need the version of songda that made them."
)
SHOWN = 3
Names = frozenset[str]


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


def missing_steps() -> list[str]:
    """The names of the changes that the database has not seen yet, in order."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def change(on_step: Callable[[], object]) -> None:
    """Make every missing change; `on_step` is called after each."""
    from django.core.management.sql import emit_post_migrate_signal, emit_pre_migrate_signal

    def tell(action: str, *_: object) -> None:
        if action == "apply_success":
            on_step()

    executor = MigrationExecutor(connection, tell)
    targets = executor.loader.graph.leaf_nodes()
    emit_pre_migrate_signal(0, interactive=False, db=connection.alias)
    state = executor.migrate(targets)
    state.clear_delayed_apps_cache()
    emit_post_migrate_signal(0, interactive=False, db=connection.alias, apps=state.apps)


def require_own_tables() -> None:
    """CurableError where another version made the tables, before anything is changed in them."""
    if found := traces_of_other_version():
        raise CurableError(f"{in_one_sentence(found)}.", OTHER_VERSION_CURE)


def in_one_sentence(found: list[str]) -> str:
    """What the traces show, in one sentence without its full stop."""
    further = ", …" if len(found) > SHOWN else ""
    shown = f"{', '.join(found[:SHOWN])}{further}"
    return f"The database was made by another version of songda, whose tables are others: {shown}"


def traces_of_other_version() -> list[str]:
    """What shows that another version made the tables: its changes that we don't know, or tables unlike ours.

    Empty where ours made them, or where there are none. Tables that still lack a change of ours are not looked at.
    """
    loader = MigrationLoader(connection)
    known = set(loader.disk_migrations)
    known |= {name for migration in loader.disk_migrations.values() for name in migration.replaces}
    others = {config.label for config in apps.get_app_configs() if not config.name.startswith("songda.")}
    recorded = {name for name in loader.applied_migrations if name[0] not in others}
    if unknown := sorted(recorded - known):
        return [".".join(name) for name in unknown]
    unfinished = {label for label, _ in known - loader.applied_migrations.keys()} | others
    models = apps.get_models(include_auto_created=True)
    return _unlike([model for model in models if model._meta.app_label not in unfinished])


def _unlike(models: list[type[Model]]) -> list[str]:
    """The tables of these models that have other columns than the model, or lack one of its constraints."""
    columns, checks = _columns_by_table(), _checks_there()
    return sorted(
        table
        for table, model in {model._meta.db_table: model for model in models if model._meta.managed}.items()
        if columns.get(table) != _columns_of(model) or not _checks_of(model) <= checks
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
