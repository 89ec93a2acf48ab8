"""The database's shape: which changes are missing, and making them."""

from collections.abc import Callable

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from songda.site.curable import CurableError
from songda.site.oldest import OLDEST_VERSION


def require_fit_server() -> None:
    """CurableError where no change can be made: the server is too old, or our role may make no tables."""
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
