"""Which changes of the web an event must tell of, in the same transaction: all but what rows of tables name.

The web writes rows beside its events. Whoever has its role of the database, and none of our keys, could change a row,
wait until the worker had made something of it, and put it back. So the database asks at the end of each transaction of
the web whether it wrote an event too. One that is made up has no mark: it is set aside, and stays for every audit.
"""

from collections.abc import Iterator, Mapping

from django.db import connection
from psycopg import sql

from songda.records.ground.tables import ALL, every_table

TRIGGER = "told"
# Whoever may write checkpoints is a worker or the owner of the tables, who have the keys or need none.
_IS_WEB = "NOT has_table_privilege('public.evidence_checkpoint', 'INSERT')"
_COLUMNS = """
SELECT attname FROM pg_attribute
WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum
"""
# What names a row and what it belongs to. Whoever did something to it is no such thing: their name stands everywhere;
# but of accounts, factors and those who stand in, whom they are of.
_NAMED_BY = """
SELECT attname FROM pg_attribute JOIN pg_constraint ON conrelid = attrelid AND conkey = ARRAY[attnum]
WHERE attrelid = %s::regclass AND (
    contype = 'p' OR contype = 'f'
    AND (confrelid::regclass::text !~ '^staff_' OR conrelid::regclass::text ~ '^(staff_|mfa_|tasks_substitution$)')
)
GROUP BY attname, attnum ORDER BY attnum
"""
_THERE = """
SELECT tgrelid::regclass::text, tgname, obj_description(pg_trigger.oid, 'pg_trigger') FROM pg_trigger
WHERE tgname IN ('told', 'told_change') AND NOT tgisinternal
"""


def told_columns(table: str) -> list[str]:
    """The columns of a table whose change an event must tell of; none where the web writes it freely."""
    row = every_table()[table]
    if ALL in row.untold:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_COLUMNS, [table])
        return [name for (name,) in cursor.fetchall() if name not in row.untold]


def named_by(table: str) -> list[str]:
    """The columns by which an event is known to tell of a row: its own key, and those of what it belongs to.

    None where it belongs to nothing: then any event does.
    """
    if every_table()[table].of_nothing:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_NAMED_BY, [table])
        return [name for (name,) in cursor.fetchall()]


def triggers() -> Mapping[tuple[str, str], str]:
    """By name and table the triggers that ask for events, as SQL."""
    return dict(_triggers())


def _triggers() -> Iterator[tuple[tuple[str, str], str]]:
    for table, row in every_table().items():
        if ALL in row.untold or table.startswith("evidence_"):
            continue
        rows = " OR ".join(act for letter, act in (("I", "INSERT"), ("D", "DELETE")) if letter in row.web)
        if rows:
            yield ("told", table), _trigger("told", rows, table, _IS_WEB)
        if row.changes and (columns := told_columns(table)):
            changed = " OR ".join(f'OLD."{name}" IS DISTINCT FROM NEW."{name}"' for name in columns)
            yield ("told_change", table), _trigger("told_change", "UPDATE", table, f"{_IS_WEB} AND ({changed})")


def _trigger(name: str, acts: str, table: str, when: str) -> str:
    named = ", ".join(f"'{column}'" for column in named_by(table))
    return (
        f"CREATE CONSTRAINT TRIGGER {name} AFTER {acts} ON {table} DEFERRABLE INITIALLY DEFERRED"
        f" FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION evidence_tell({named})"
    )


def demand_events() -> None:
    """Make the triggers that are not there, or say something else, and take away those that are wanted no more."""
    wanted = triggers()
    with connection.cursor() as cursor:
        cursor.execute(_THERE)
        there = {(name, table): said for table, name, said in cursor.fetchall()}
        for name, table in there.keys() - {key for key, said in wanted.items() if there.get(key) == said}:
            cursor.execute(sql.SQL("DROP TRIGGER {} ON {}").format(sql.Identifier(name), sql.Identifier(table)))
        for (name, table), said in wanted.items():
            if there.get((name, table)) != said:
                cursor.execute(said)
                comment = sql.SQL("COMMENT ON TRIGGER {} ON {} IS {}")
                cursor.execute(comment.format(sql.Identifier(name), sql.Identifier(table), sql.Literal(said)))
