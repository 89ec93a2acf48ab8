"""The database itself refuses to change or remove what a judge decided; only the words of his reason can be erased."""

from django.db import migrations

REFUSE = """
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
GUARD = """
CREATE TRIGGER determination_guard BEFORE UPDATE OR DELETE ON delivery_determination
    FOR EACH ROW EXECUTE FUNCTION determination_refuse()
"""


class Migration(migrations.Migration):
    """A trigger on the table of determinations."""

    dependencies = [("delivery", "0004_unknown_attempts")]

    operations = [
        migrations.RunSQL(REFUSE, "DROP FUNCTION determination_refuse()"),
        migrations.RunSQL(GUARD, "DROP TRIGGER determination_guard ON delivery_determination"),
    ]
