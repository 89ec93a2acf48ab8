"""The database itself refuses a move of a request or of a question that the tables of moves do not have."""

from collections.abc import Mapping, Sequence
from typing import TypeVar

from django.db.migrations.operations.base import Operation
from django.db.migrations.operations.special import RunSQL

from songda.core.lookups import MOVES, STEPS

Word = TypeVar("Word", bound=str)
_REFUSE = """
CREATE FUNCTION lookup_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% % cannot move so', TG_TABLE_NAME, OLD.id USING ERRCODE = 'restrict_violation';
END
$$
"""


def _guard(name: str, column: str, moves: Mapping[Word, Sequence[Word]]) -> Operation:
    table = f"lookups_{name}"
    allowed = ", ".join(f"'{before} {after}'" for before, reached in moves.items() for after in reached)
    return RunSQL(
        f"""
CREATE TRIGGER {name}_moves BEFORE UPDATE OF {column} ON {table} FOR EACH ROW
    WHEN (OLD.{column} <> NEW.{column} AND OLD.{column} || ' ' || NEW.{column} NOT IN ({allowed}))
    EXECUTE FUNCTION lookup_refuse()
""",
        f"DROP TRIGGER {name}_moves ON {table}",
    )


OPERATIONS: tuple[Operation, ...] = (
    RunSQL(_REFUSE, "DROP FUNCTION lookup_refuse()"),
    _guard("lookup", "state", MOVES),
    _guard("inquiry", "step", STEPS),
)
