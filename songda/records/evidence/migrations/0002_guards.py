"""The database itself refuses to change or remove what the evidence log holds."""

from django.db import migrations

GUARDED = ("evidence_event", "evidence_entry", "evidence_tile", "evidence_checkpoint", "evidence_checkpointstamp")

REFUSE = """
CREATE FUNCTION evidence_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% on % is refused: the evidence log is only ever added to', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation',
              HINT = 'Record a new event that corrects the old one; to remove personal particulars erase the secret.';
END
$$
"""

# A secret may be deleted as a whole (erasure), never exchanged for another.
REFUSE_UPDATE_OF_SECRET = """
CREATE TRIGGER evidence_guard BEFORE UPDATE ON evidence_eventsecret
    FOR EACH STATEMENT EXECUTE FUNCTION evidence_refuse()
"""


def guard(table: str) -> migrations.RunSQL:
    """Refuse UPDATE, DELETE and TRUNCATE on one table."""
    return migrations.RunSQL(
        f"CREATE TRIGGER evidence_guard BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION evidence_refuse()",
        f"DROP TRIGGER evidence_guard ON {table}",
    )


class Migration(migrations.Migration):
    """Triggers on every table of the log."""

    dependencies = [("evidence", "0001_tables")]

    operations = [
        migrations.RunSQL(REFUSE, "DROP FUNCTION evidence_refuse()"),
        *(guard(table) for table in GUARDED),
        migrations.RunSQL(REFUSE_UPDATE_OF_SECRET, "DROP TRIGGER evidence_guard ON evidence_eventsecret"),
    ]
