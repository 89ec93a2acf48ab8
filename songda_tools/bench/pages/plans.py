"""Listens to the plans by which the database answered, triggers included, and names what read through a table."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection

LISTENING = """
LOAD 'auto_explain';
SET auto_explain.log_min_duration = 0; SET auto_explain.log_analyze = on; SET auto_explain.log_timing = off;
SET auto_explain.log_format = json; SET auto_explain.log_nested_statements = on; SET client_min_messages = log
"""
SILENT = "SET auto_explain.log_min_duration = -1; SET client_min_messages = notice"


@dataclass(frozen=True)
class Read:
    """How many rows of a table one step of a statement touched, those that it threw away included, and how."""

    rows: int
    table: str
    how: str
    statement: str

    @property
    def is_scan(self) -> bool:
        """Whether it read the table from one end to the other."""
        return self.how.endswith("Seq Scan")

    def __str__(self) -> str:
        return f"{self.rows:,} rows of {self.table} ({self.how}): {' '.join(self.statement.split())}"


@contextmanager
def listening() -> Iterator[list[Read]]:
    """What the statements of this connection read meanwhile. Needs a superuser's connection."""
    reads = list[Read]()
    with connection.cursor() as cursor:
        cursor.execute(LISTENING)
    heard = connection.connection

    def hear(said: Any) -> None:
        _head, plan, text = str(said.message_primary).partition("plan:")
        if plan:
            explained = json.loads(text)
            reads.extend(_reads(explained["Plan"], explained["Query Text"]))

    heard.add_notice_handler(hear)
    try:
        yield reads
        if connection.connection is not heard:
            raise RuntimeError("another connection was opened meanwhile: its plans were not heard")
    finally:
        heard.remove_notice_handler(hear)
        with connection.cursor() as cursor:
            cursor.execute(SILENT)


def _reads(node: Mapping[str, Any], statement: str) -> Iterator[Read]:
    if table := node.get("Relation Name"):
        removed = node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
        rows = round((node.get("Actual Rows", 0) + removed) * node.get("Actual Loops", 1))
        yield Read(rows, str(table), str(node["Node Type"]), statement)
    for below in node.get("Plans", ()):
        yield from _reads(below, statement)
