"""The database itself refuses a move of an attempt that the table of moves does not have.

Who writes a state need not remember the table, and cannot forget it. In production a refused move fails alone, as
everything that isolate_failures looks at, and is put in quarantine.
"""

from django.db.migrations.operations.base import Operation
from django.db.migrations.operations.special import RunSQL

from songda.core.delivery.states import MOVES

_ALLOWED = ", ".join(f"'{before} {after}'" for before, reached in MOVES.items() for after in sorted(reached))
_REFUSE = """
CREATE FUNCTION attempt_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'attempt % cannot move from % to %', OLD.id, OLD.state, NEW.state
        USING ERRCODE = 'restrict_violation';
END
$$
"""
# The condition is looked at without a call, so that a lawful move costs next to nothing.
_GUARD = f"""
CREATE TRIGGER attempt_moves BEFORE UPDATE OF state ON attempts_attempt FOR EACH ROW
    WHEN (OLD.state <> NEW.state AND OLD.state || ' ' || NEW.state NOT IN ({_ALLOWED}))
    EXECUTE FUNCTION attempt_refuse()
"""
OPERATIONS: tuple[Operation, ...] = (
    RunSQL(_REFUSE, "DROP FUNCTION attempt_refuse()"),
    RunSQL(_GUARD, "DROP TRIGGER attempt_moves ON attempts_attempt"),
)
