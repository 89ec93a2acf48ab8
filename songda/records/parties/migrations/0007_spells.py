import django.db.models.deletion
from django.db import migrations, models

import songda.clock


class Migration(migrations.Migration):
    """From when until when a party was in custody, a serving soldier, or missing."""

    dependencies = [("parties", "0006_withheld_addresses")]

    operations = [
        migrations.CreateModel(
            name="Spell",
            fields=[
                ("id", models.UUIDField(default=songda.clock.new_id, editable=False, primary_key=True, serialize=False)),
                ("what", models.CharField(max_length=12)),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField(null=True)),
                ("place_sealed", models.BinaryField(null=True)),
                ("recorded_at", models.DateTimeField()),
                (
                    "party",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="spells", to="parties.party"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("until", None)), fields=("party", "what"), name="one_open_spell"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("until", None), ("until__gte", models.F("since")), _connector="OR"),
                        name="spell_ends_after_it_began",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("what__in", ["in_custody", "soldier", "missing"])), name="spell_known"
                    ),
                ]
            },
        ),
    ]
