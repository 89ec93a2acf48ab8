"""Was this database made by another version of songda, whose tables are others than ours? Then nothing may touch it."""

from django.apps import apps
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.models import CheckConstraint, Model

from songda.site.curable import CurableError

CURE = (
    "Nothing was changed. For a demo take another home, as in `SONGDA_HOME=var2 songda demo` or `make demo"
    " SONGDA_HOME=var2`, or move the old one away; the data of a court need the version of songda that made them."
)
SHOWN = 3
Names = frozenset[str]


def require_own_tables() -> None:
    """CurableError where another version made the tables, before anything is changed in them."""
    if found := traces():
        further = ", …" if len(found) > SHOWN else ""
        shown = f"{', '.join(found[:SHOWN])}{further}"
        raise CurableError(
            f"The database was made by another version of songda, whose tables are others: {shown}.", CURE
        )


def wrong(found: list[str]) -> str:
    """What the traces show, in one sentence without its full stop."""
    further = ", …" if len(found) > SHOWN else ""
    shown = f"{', '.join(found[:SHOWN])}{further}"
    return f"The database was made by another version of songda, whose tables are others: {shown}"


def traces() -> list[str]:
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
    columns, checks = _columns(), _checks()
    return sorted(
        table
        for table, model in {model._meta.db_table: model for model in models if model._meta.managed}.items()
        if columns.get(table) != _columns_of(model) or not _checks_of(model) <= checks
    )


def _columns_of(model: type[Model]) -> Names:
    return frozenset(column for field in model._meta.local_fields if (column := field.column))


def _checks_of(model: type[Model]) -> Names:
    return frozenset(one.name for one in model._meta.constraints if isinstance(one, CheckConstraint))


def _columns() -> dict[str, Names]:
    """Every table of the database with its columns."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, array_agg(column_name::text) FROM information_schema.columns"
            " WHERE table_schema = ANY(current_schemas(false)) GROUP BY table_name"
        )
        return {table: frozenset(names) for table, names in cursor.fetchall()}


def _checks() -> Names:
    with connection.cursor() as cursor:
        cursor.execute("SELECT conname FROM pg_constraint WHERE contype = 'c'")
        return frozenset(name for (name,) in cursor.fetchall())
