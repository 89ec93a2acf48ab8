"""The database itself refuses to change what a judge decided; only the words of their reason can be erased."""

from django.db.migrations.operations.base import Operation
from django.db.migrations.operations.special import RunSQL

_REFUSE = """
CREATE FUNCTION determination_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF to_jsonb(OLD) - 'reason_sealed' = to_jsonb(NEW) - 'reason_sealed' AND length(NEW.reason_sealed) = 0 THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION '% on % is refused: a later determination takes the place of an earlier one', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END
$$
"""
_GUARD = """
CREATE TRIGGER determination_guard BEFORE UPDATE OR DELETE ON determinations_determination
    FOR EACH ROW EXECUTE FUNCTION determination_refuse()
"""
OPERATIONS: tuple[Operation, ...] = (
    RunSQL(_REFUSE, "DROP FUNCTION determination_refuse()"),
    RunSQL(_GUARD, "DROP TRIGGER determination_guard ON determinations_determination"),
)
