"""What each role of the database may do with each table: the web what its pages do, workers all but what nobody may.

The web is what strangers reach. Whoever breaks into it has its role, and with it these rights and no more: it adds
events and waits for others to place and sign them, it asks for jobs and does none, it changes no certificate and no
answer of the law. What it may write is compared with the log by the audit (`songda audit --rows`), as all is.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from urllib.parse import unquote, urlsplit

from django.db import connection, transaction
from psycopg import sql

from songda.records.ground import told
from songda.records.ground.tables import every_table

# What a trigger's type number says, bit by bit, of the acts that it watches.
ACTS = {"DELETE": 8, "UPDATE": 16, "TRUNCATE": 32}
_WORKER = ("INSERT", "UPDATE", "DELETE")
_BY_COLUMN = ("INSERT", "UPDATE")
_ALL = ("INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")
# Each column with whether the database numbers it. Whoever could name a number could take those of all rows to come.
_COLUMNS = """
SELECT relname, attname, attidentity <> '' OR coalesce(pg_get_expr(adbin, adrelid) LIKE 'nextval(%%', false)
FROM pg_class
JOIN pg_attribute ON attrelid = pg_class.oid AND attnum > 0 AND NOT attisdropped
LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY relname, attnum
"""
_SERIALS = """
SELECT DISTINCT sequence.relname, own.relname FROM pg_depend
JOIN pg_class sequence ON sequence.oid = objid AND sequence.relkind = 'S'
JOIN pg_class own ON own.oid = refobjid
WHERE classid = 'pg_class'::regclass AND deptype = 'a' AND own.relnamespace = 'public'::regnamespace
"""
_LOCKS = """
SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid)
WHERE locktype = 'advisory' AND datname = current_database() AND usename = %s
"""
_EXCESS = """
SELECT named.of, named.act FROM unnest(%s::text[], %s::text[]) AS named(of, act), pg_roles
WHERE rolname = %s AND has_table_privilege(pg_roles.oid, named.of, named.act)
UNION ALL
SELECT named.of || '.' || named.col, named.act
FROM unnest(%s::text[], %s::text[], %s::text[]) AS named(of, col, act), pg_roles
WHERE rolname = %s AND has_column_privilege(pg_roles.oid, named.of, named.col, named.act)
  AND NOT has_table_privilege(pg_roles.oid, named.of, named.act)
ORDER BY 1, 2
"""
_SEQUENCE_RIGHTS = """
SELECT sequencename, 'UPDATE' FROM pg_sequences, pg_roles
WHERE rolname = %(role)s AND schemaname = 'public' AND has_sequence_privilege(pg_roles.oid, sequencename, 'UPDATE')
UNION ALL
SELECT sequencename, 'USAGE' FROM pg_sequences, pg_roles
WHERE rolname = %(role)s AND schemaname = 'public' AND NOT sequencename = ANY(%(serials)s)
  AND has_sequence_privilege(pg_roles.oid, sequencename, 'USAGE')
UNION ALL
SELECT 'in schema public', 'CREATE' FROM pg_roles
WHERE rolname = %(role)s AND has_schema_privilege(pg_roles.oid, 'public', 'CREATE')
UNION ALL
SELECT other.rolname, 'SET ROLE' FROM pg_roles own, pg_roles other
WHERE own.rolname = %(role)s AND other.oid <> own.oid AND pg_has_role(own.oid, other.oid, 'MEMBER')
UNION ALL
SELECT 'by attribute', what FROM pg_roles
CROSS JOIN LATERAL (VALUES ('SUPERUSER', rolsuper), ('CREATEROLE', rolcreaterole), ('REPLICATION', rolreplication))
    AS attribute(what, has)
WHERE rolname = %(role)s AND has
ORDER BY 1, 2
"""


@dataclass(frozen=True)
class Excess:
    """A right that a role has and should not have."""

    table: str
    act: str

    def __str__(self) -> str:
        return f"{self.act} {self.table}"


def grant_to(web_url: str, worker_url: str) -> None:
    """Give the roles in these addresses what each needs, and take from them what they had beyond it.

    Where both are one role it gets what workers need; `songda check --deploy` speaks about it.
    """
    web, worker = _role_in(web_url), _role_in(worker_url)
    guarded, ours = guarded_tables(), tables()
    told.demand_events()
    with transaction.atomic(), connection.cursor() as cursor:  # nobody is without their rights for a moment
        cursor.execute("SELECT current_user")
        own = cursor.fetchone()[0]
        if worker not in ("", own):
            for statement in _grants(worker, {table: worker_acts(guarded.get(table, 0)) for table in ours}):
                cursor.execute(statement)
        if web not in ("", own, worker):
            for statement in _web_grants(web):
                cursor.execute(statement)


def tables() -> list[str]:
    """Every table of the database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")
        return [name for (name,) in cursor.fetchall()]


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


def web_acts(table: str) -> list[str]:
    """What the web does with the whole of a table: it reads; what it adds and changes goes by column."""
    row = every_table().get(table)
    return ["SELECT", *(["DELETE"] if row and "D" in row.web else [])]


def worker_acts(refused: int) -> list[str]:
    """What workers and commands do with a table whose guard refuses these acts, as a trigger's type number."""
    return ["SELECT", *(act for act in _WORKER if not refused & ACTS.get(act, 0))]


def excess_of_web(web_url: str) -> list[Excess]:
    """The rights by which the web's role could write what its pages never write, or become who may."""
    role, own = _role_in(web_url), _own_columns()
    whole = {table: {*web_acts(table)} for table in tables()}
    beyond = [(table, act) for table, own in whole.items() for act in _ALL if act not in own]
    single = [
        (table, column, act) for act in _BY_COLUMN for table, column in _columns() if column not in own[act, table]
    ]
    with connection.cursor() as cursor:
        split, alone = (
            [list(one) for one in zip(*beyond, strict=True)],
            [list(one) for one in zip(*single, strict=True)],
        )
        cursor.execute(_EXCESS, [*split, role, *alone, role])
        found = cursor.fetchall()
        cursor.execute(_SEQUENCE_RIGHTS, {"role": role, "serials": _serials()})
        return [Excess(table, act) for table, act in [*found, *cursor.fetchall()]]


def locks_of_web(web_url: str) -> int:
    """How many numbers the web's role locks, as no page does: workers may wait for them."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCKS, [_role_in(web_url)])
        found: int = cursor.fetchone()[0]
    return found


def is_one_role(web_url: str, worker_url: str) -> bool:
    """Whether web and workers sign in as the same role."""
    return not worker_url or _role_in(web_url) == _role_in(worker_url)


def _role_in(url: str) -> str:
    return unquote(urlsplit(url).username or "")


def _columns() -> dict[tuple[str, str], bool]:
    """Every column of every table, with whether the database numbers it."""
    with connection.cursor() as cursor:
        cursor.execute(_COLUMNS)
        return {(table, column): is_numbered for table, column, is_numbered in cursor.fetchall()}


def _own_columns() -> Mapping[tuple[str, str], list[str]]:
    """By act and table the columns that the web fills in rows that it adds, or changes."""
    found: dict[tuple[str, str], list[str]] = {each: [] for each in product(_BY_COLUMN, tables())}
    for (table, column), is_numbered in _columns().items():
        row = every_table().get(table)
        if row and "I" in row.web and not is_numbered and column in (row.filled or (column,)):
            found["INSERT", table].append(column)
        if row and row.is_changed(column):
            found["UPDATE", table].append(column)
    return found


def _serials() -> list[str]:
    """The sequences that a role must be able to use itself to add rows to the web's tables."""
    with connection.cursor() as cursor:
        cursor.execute(_SERIALS)
        return sorted(sequence for sequence, table in cursor.fetchall() if "I" in every_table()[table].web)


def _web_grants(role: str) -> Iterator[sql.Composed]:
    """As for workers, but rows are added and changed by column, and no sequence is used that rows do not need."""
    name, sequences = sql.Identifier(role), sql.SQL("ALL SEQUENCES IN SCHEMA public")
    yield from _grants(role, {table: web_acts(table) for table in tables()})
    yield sql.SQL("REVOKE ALL ON {} FROM {}").format(sequences, name)
    yield sql.SQL("GRANT SELECT ON {} TO {}").format(sequences, name)
    for sequence in _serials():
        yield sql.SQL("GRANT USAGE ON SEQUENCE {} TO {}").format(sql.Identifier(sequence), name)
    for (act, table), columns in _own_columns().items():
        if columns:
            listed = sql.SQL(", ").join(map(sql.Identifier, columns))
            yield sql.SQL("GRANT {} ({}) ON {} TO {}").format(sql.SQL(act), listed, sql.Identifier(table), name)


def _grants(role: str, acts: Mapping[str, list[str]]) -> Iterator[sql.Composed]:
    name = sql.Identifier(role)
    yield sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(name)
    yield sql.SQL("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {}").format(name)
    yield sql.SQL("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}").format(name)
    for table, own in acts.items():
        listed = sql.SQL(", ").join(sql.SQL(act) for act in own)
        yield sql.SQL("GRANT {} ON {} TO {}").format(listed, sql.Identifier(table), name)
