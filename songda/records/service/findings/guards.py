"""The database itself refuses to change or remove the words in which something was decided."""

from django.db.migrations.operations.base import Operation
from django.db.migrations.operations.special import RunSQL

_REFUSE = """
CREATE FUNCTION law_version_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% on % is refused: what was decided under a version of the law is told in its words', TG_OP,
        TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$$
"""
_GUARD = """
CREATE TRIGGER law_version_guard BEFORE UPDATE OR DELETE ON findings_lawversion
    FOR EACH ROW EXECUTE FUNCTION law_version_refuse()
"""
OPERATIONS: tuple[Operation, ...] = (
    RunSQL(_REFUSE, "DROP FUNCTION law_version_refuse()"),
    RunSQL(_GUARD, "DROP TRIGGER law_version_guard ON findings_lawversion"),
)
