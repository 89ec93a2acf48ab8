"""What audits of the log found, kept like the log itself."""

from django.db import migrations, models

import songda.clock

GUARD = (
    "CREATE TRIGGER evidence_guard BEFORE UPDATE OR DELETE OR TRUNCATE ON evidence_audit "
    "FOR EACH STATEMENT EXECUTE FUNCTION evidence_refuse()"
)


class Migration(migrations.Migration):
    """A new table with the same guard."""

    dependencies = [("evidence", "0002_guards")]

    operations = [
        migrations.CreateModel(
            name="Audit",
            fields=[
                (
                    "id",
                    models.UUIDField(default=songda.clock.new_id, editable=False, primary_key=True, serialize=False),
                ),
                ("started_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField()),
                ("first", models.BigIntegerField()),
                ("size", models.BigIntegerField()),
                ("flaw_count", models.IntegerField()),
                ("flaws", models.JSONField()),
            ],
            options={"indexes": [models.Index(fields=["-started_at"], name="audit_newest")]},
        ),
        migrations.RunSQL(GUARD, "DROP TRIGGER evidence_guard ON evidence_audit"),
    ]
