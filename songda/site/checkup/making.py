"""Whether the database is as our changes made it: what it does by itself, and what it should refuse.

Whoever owns the tables could else have a row changed as it is written, shown to one role and hidden from another, or
kept twice.
"""

import re
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.special import RunSQL
from django.db.models import Field, ForeignKey, Model, UniqueConstraint

from songda.records.ground import told

_MADE_TRIGGER = re.compile(r"CREATE TRIGGER (\w+)\b.*?\bON (\w+)", re.DOTALL)
_MADE_FUNCTION = re.compile(r"CREATE FUNCTION (\w+)\(\).*?AS \$\$(.*?)\$\$", re.DOTALL)
_QUEUE = "procrastinate_"  # its own changes make its triggers, and make them anew
_TRIGGERS = """
SELECT tgname, tgrelid::regclass::text, tgenabled IN ('O', 'A'), tgisinternal
FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid WHERE relnamespace = 'public'::regnamespace ORDER BY 2, 1
"""
_RULES = """
SELECT 'rule ' || rulename || ' on ' || tablename FROM pg_rules WHERE schemaname = 'public'
UNION ALL
SELECT 'row security on ' || relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relrowsecurity
UNION ALL
SELECT 'event trigger ' || evtname FROM pg_event_trigger WHERE evtenabled <> 'D'
UNION ALL
SELECT 'table ' || other.relname || ' in schema ' || nspname FROM pg_class other
JOIN pg_namespace ON pg_namespace.oid = other.relnamespace
JOIN pg_class own ON own.relname = other.relname AND own.relnamespace = 'public'::regnamespace AND own.relkind = 'r'
WHERE other.relkind IN ('r', 'v', 'm', 'f', 'p') AND nspname <> 'public' AND nspname !~ '^pg_'
UNION ALL
SELECT 'setting ' || split_part(one, '=', 1) FROM pg_db_role_setting, unnest(setconfig) AS one
WHERE setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
  AND split_part(one, '=', 1) IN ('search_path', 'session_replication_role', 'row_security')
ORDER BY 1
"""


def not_of_our_making() -> list[str]:
    """Triggers, rules, policies, tables before ours and settings that no change of ours made, and what is missing."""
    sentences = _sentences_of_changes()
    made = {found for sentence in sentences for found in _MADE_TRIGGER.findall(sentence)}
    made = {(name, table) for name, table in made if not table.startswith(_QUEUE)} | told.triggers().keys()
    bodies = {name: body for sentence in sentences for name, body in _MADE_FUNCTION.findall(sentence)}
    bodies = {name: body for name, body in bodies.items() if not name.startswith(_QUEUE)}
    with connection.cursor() as cursor:
        cursor.execute(_TRIGGERS)
        triggers = cursor.fetchall()
        cursor.execute("SELECT proname, prosrc FROM pg_proc WHERE proname = ANY(%s)", [list(bodies)])
        changed = sorted({name for name, body in cursor.fetchall() if body != bodies[name]})
        cursor.execute(_RULES)
        others = [what for (what,) in cursor.fetchall()]
    own = {(name, table) for name, table, is_on, is_internal in triggers if is_on and not is_internal}
    strange = {
        (name, table) for name, table in own - made if not (table.startswith(_QUEUE) and name.startswith(_QUEUE))
    }
    off = {table for _, table, is_on, is_internal in triggers if is_internal and not is_on}
    return [
        *(f"trigger {name} on {table}" for name, table in sorted(strange)),
        *(f"no trigger {name} on {table}" for name, table in sorted(made - own)),
        *(f"foreign keys of {table} switched off" for table in sorted(off)),
        *(f"function {name}, which says something else" for name in changed),
        *others,
        *(f"no constraint {name}" for name in _missing_constraints()),
    ]


def _sentences_of_changes() -> list[str]:
    """What our changes say in SQL."""
    changes = MigrationLoader(connection).disk_migrations.values()
    given = [operation.sql for change in changes for operation in change.operations if isinstance(operation, RunSQL)]
    return [one for one in given if isinstance(one, str)]


def _missing_constraints() -> list[str]:
    """Of our tables: what should be there once, and what should point to something that is there."""
    models = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]
    wanted = {one.name for model in models for one in model._meta.constraints if isinstance(one, UniqueConstraint)}
    keys = {model._meta.db_table: sum(isinstance(field, ForeignKey) for field in _own(model)) for model in models}
    alone = {(model._meta.db_table, str(field.column)) for model in models for field in _own(model) if field.unique}
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexrelid::regclass::text FROM pg_index WHERE indisunique AND indisvalid")
        indexes = {name for (name,) in cursor.fetchall()}
        cursor.execute(
            "SELECT conrelid::regclass::text, count(*) FROM pg_constraint"
            " WHERE contype = 'f' AND convalidated GROUP BY conrelid"
        )
        there = dict(cursor.fetchall())
        cursor.execute(
            "SELECT indrelid::regclass::text, attname FROM pg_index JOIN pg_attribute ON attrelid = indrelid"
            " AND attnum = indkey[0] WHERE indisunique AND indisvalid AND indnkeyatts = 1 AND indpred IS NULL"
        )
        unique = set(cursor.fetchall())
    lacking = {table: count - there.get(table, 0) for table, count in keys.items()}
    return [
        *sorted(wanted - indexes),
        *sorted(f"{table}.{column} unique" for table, column in alone - unique),
        *sorted(f"of {count} foreign keys of {table}" for table, count in lacking.items() if count > 0),
    ]


def _own(model: type[Model]) -> "list[Field[Any, Any]]":
    return list(model._meta.local_concrete_fields)
