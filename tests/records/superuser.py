"""Somebody with every right in the database writes what no part of the program would."""

from django.db import connection


def change(statement: str, *values: object) -> None:
    """Run one statement, with the checks and guards of its table taken off: inside the test's own transaction."""
    assert connection.in_atomic_block, "nothing would put the checks back"
    words = statement.split()
    table = words[2] if words[0] == "DELETE" else words[1]
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SELECT conname FROM pg_constraint WHERE contype = 'c' AND conrelid = %s::regclass", [table])
        for (name,) in cursor.fetchall():
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(statement, values)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
