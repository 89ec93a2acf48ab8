"""What the law asks about a person: his capacity, whether he is missing, who agreed for him."""

import django.db.models.deletion
from django.db import migrations, models


def _flag(name: str) -> migrations.AddField:
    field = models.BooleanField(db_default=False, default=False)
    return migrations.AddField(model_name="party", name=name, field=field)


class Migration(migrations.Migration):
    """Nobody is missing, lacks capacity, or agreed for another as far as is known."""

    dependencies = [("parties", "0003_left_and_mistyped")]

    operations = [
        _flag("is_young"),
        _flag("own_labour"),
        _flag("lacks_capacity"),
        _flag("may_not_receive"),
        migrations.AddField(model_name="party", name="missing_since", field=models.DateTimeField(null=True)),
        migrations.AddField(
            model_name="party",
            name="missing_source",
            field=models.CharField(blank=True, db_default="", default="", max_length=20),
        ),
        migrations.AddField(model_name="party", name="missing_evidence_sealed", field=models.BinaryField(null=True)),
        migrations.AddField(
            model_name="consent",
            name="given_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="parties.party"
            ),
        ),
    ]
