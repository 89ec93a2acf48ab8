"""A recipient may withhold his address, and then a place on file stands for it."""

import django.db.models.deletion
from django.db import migrations, models

import songda.clock


class Migration(migrations.Migration):
    """Nobody withholds his address, and of no place is it told where the court took it from."""

    dependencies = [("parties", "0005_young")]

    operations = [
        migrations.AddField(
            model_name="address",
            name="source",
            field=models.CharField(blank=True, db_default="", default="", max_length=12),
        ),
        migrations.AddField(model_name="address", name="used_on", field=models.DateField(null=True)),
        migrations.CreateModel(
            name="WithheldAddress",
            fields=[
                (
                    "id",
                    models.UUIDField(default=songda.clock.new_id, editable=False, primary_key=True, serialize=False),
                ),
                ("how", models.CharField(max_length=10)),
                ("at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("struck_at", models.DateTimeField(null=True)),
                ("evidence_sealed", models.BinaryField()),
                ("recorded_at", models.DateTimeField()),
                (
                    "party",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="withheld_addresses",
                        to="parties.party",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None), ("struck_at", None)),
                        fields=("party",),
                        name="address_withheld_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ended_at", None), ("ended_at__gte", models.F("at")), _connector="OR"),
                        name="address_given_after_it_was_withheld",
                    ),
                ],
            },
        ),
    ]
