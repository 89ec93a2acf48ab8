"""The database's shape: which changes are missing, making them, and what the role of web and worker may do."""

from collections.abc import Callable
from urllib.parse import unquote, urlsplit

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from psycopg import sql

from songda.site.curable import CurableError
from songda.site.oldest import OLDEST_VERSION

# What a trigger's type number says, bit by bit, of the acts that it watches.
ACTS = {"DELETE": 8, "UPDATE": 16, "TRUNCATE": 32}


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


def grant_to(app_url: str) -> None:
    """Give the role in this address what web and worker need: rows of every table, but no change of the evidence."""
    role = unquote(urlsplit(app_url).username or "")
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        if not role or role == cursor.fetchone()[0]:
            return  # one role for everything: `songda check --deploy` speaks about it
        for statement in _grants(role, guarded_tables()):
            cursor.execute(statement)


def guarded_tables() -> dict[str, int]:
    """The tables of the evidence log with the acts that their guard refuses, as a trigger's type number."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text, tgtype FROM pg_trigger WHERE tgname = 'evidence_guard'")
        return dict(cursor.fetchall())


def changeable_tables() -> tuple[str, ...]:
    """The tables of the evidence log on which our role has a right that their guard refuses."""
    question = "SELECT has_table_privilege(current_user, %s, %s)"
    found = []
    with connection.cursor() as cursor:
        for table, watched in guarded_tables().items():
            cursor.execute(question, [table, ", ".join(act for act, bit in ACTS.items() if watched & bit)])
            found += [table] if cursor.fetchone()[0] else []
    return tuple(sorted(found))


def _grants(role: str, guarded: dict[str, int]) -> list[sql.Composed]:
    name = sql.Identifier(role)
    grants = [
        sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(name),
        sql.SQL("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {}").format(name),
        sql.SQL("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}").format(name),
    ]
    for table, watched in guarded.items():
        acts = sql.SQL(", ").join(sql.SQL(act) for act, bit in ACTS.items() if watched & bit)
        grants.append(sql.SQL("REVOKE {} ON {} FROM {}").format(acts, sql.Identifier(table), name))
    return grants
