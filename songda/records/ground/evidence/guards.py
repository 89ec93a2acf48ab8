"""The database itself refuses to change or remove what the evidence log holds."""

from django.db.migrations.operations.base import Operation
from django.db.migrations.operations.special import RunSQL

GUARDED = (
    "evidence_event",
    "evidence_entry",
    "evidence_tile",
    "evidence_checkpoint",
    "evidence_checkpointsetaside",
    "evidence_checkpointstamp",
    "evidence_cosignature",
    "evidence_audit",
    "evidence_setaside",
    "evidence_logepoch",
)
_REFUSE = """
CREATE FUNCTION evidence_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% on % is refused: the evidence log is only ever added to', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation',
              HINT = 'Record a new event that corrects the old one; to remove personal particulars erase the secret.';
END
$$
"""
# A secret may be deleted as a whole (erasure), never exchanged for another.
_REFUSE_EXCHANGE = """
CREATE TRIGGER evidence_guard BEFORE UPDATE ON evidence_eventsecret
    FOR EACH STATEMENT EXECUTE FUNCTION evidence_refuse()
"""


def _guard(table: str) -> RunSQL:
    """Refuse UPDATE, DELETE and TRUNCATE on one table."""
    return RunSQL(
        f"CREATE TRIGGER evidence_guard BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION evidence_refuse()",
        f"DROP TRIGGER evidence_guard ON {table}",
    )


OPERATIONS: tuple[Operation, ...] = (
    RunSQL(_REFUSE, "DROP FUNCTION evidence_refuse()"),
    *(_guard(table) for table in GUARDED),
    RunSQL(_REFUSE_EXCHANGE, "DROP TRIGGER evidence_guard ON evidence_eventsecret"),
)
