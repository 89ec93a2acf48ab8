"""Finds the attempts whose outcome is unknown without reading the others."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """One partial index."""

    dependencies = [("delivery", "0003_handed")]

    operations = [
        migrations.AddIndex(
            model_name="attempt",
            index=models.Index(condition=models.Q(("state", "unknown")), fields=["claimed_at"], name="attempt_unknown"),
        ),
    ]
