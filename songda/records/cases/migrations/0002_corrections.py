"""A case may be closed or move on, and a hearing may be moved or cancelled."""

import django.db.models.deletion
from django.db import migrations, models

import songda.clock


class Migration(migrations.Migration):
    """Nothing was closed, moved or cancelled as far as is known."""

    dependencies = [("cases", "0001_tables")]

    operations = [
        migrations.AddField(model_name="case", name="closed_at", field=models.DateTimeField(null=True)),
        migrations.AddField(model_name="hearing", name="moved_at", field=models.DateTimeField(null=True)),
        migrations.AddField(model_name="hearing", name="cancelled_at", field=models.DateTimeField(null=True)),
        migrations.CreateModel(
            name="Turn",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=songda.clock.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("until", models.DateTimeField()),
                ("branch", models.CharField(max_length=20)),
                ("procedure", models.CharField(max_length=20)),
                ("stage", models.CharField(max_length=20)),
                ("is_status_case", models.BooleanField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="turns", to="cases.case"
                    ),
                ),
            ],
        ),
    ]
