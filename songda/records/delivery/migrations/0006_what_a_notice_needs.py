"""Ways that cannot be used for a recipient, and what a judge decides of a public notice."""

import django.contrib.postgres.fields
import django.db.models.deletion
import songda.clock
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):

    dependencies = [
        ("delivery", "0005_determinations_stand"),
        ("orders", "0002_law_version"),
        ("parties", "0005_young"),
    ]

    operations = [
        migrations.CreateModel(
            name="RuledOut",
            fields=[
                ("id", models.UUIDField(default=songda.clock.new_id, editable=False, primary_key=True, serialize=False)),
                ("stage", models.CharField(max_length=20)),
                ("ways", django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=16), size=None)),
                ("ground", models.CharField(max_length=24)),
                ("at", models.DateTimeField()),
                ("words_sealed", models.BinaryField()),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.CharField(max_length=60)),
                ("struck_at", models.DateTimeField(null=True)),
                ("party", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="ruled_out", to="parties.party")),
            ],
            options={"indexes": [models.Index(fields=["party", "at"], name="ruled_out_of_party")]},
        ),
        migrations.AddField(
            model_name="determination",
            name="envelope",
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="determinations", to="orders.envelope"),
        ),
        migrations.RemoveConstraint(model_name="determination", name="determination_names_its_subject"),
        migrations.AddConstraint(
            model_name="determination",
            constraint=models.CheckConstraint(
                name="determination_names_its_subject",
                condition=Q(kind="offline")
                | Q(kind="finding", service__isnull=False, attempt__isnull=False)
                | Q(kind="objection", objection__isnull=False)
                | Q(kind="withdrawal", consent__isnull=False)
                | Q(kind="guard", hearing__isnull=False, given_for__isnull=False)
                | Q(kind="notice", envelope__isnull=False, given_for__isnull=False),
            ),
        ),
    ]
