"""Somebody with every right in the database writes what no part of the program would."""

from django.db import connection


def change(statement: str, *values: object) -> None:
    """Run one statement, with the checks and guards of its table taken off for as long."""
    words = statement.split()
    table = words[2] if words[0] == "DELETE" else words[1]
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(
            "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE contype = 'c' AND conrelid = %s::regclass",
            [table],
        )
        checks = cursor.fetchall()
        for name, _ in checks:
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(statement, values)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        for name, check in checks:
            cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {check} NOT VALID")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
