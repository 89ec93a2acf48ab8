"""A party may object to jurisdiction, and the dismissal of that may come into force."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Nobody has objected as far as is known."""

    dependencies = [("cases", "0002_corrections")]

    operations = [
        migrations.AddField(
            model_name="case", name="jurisdiction_objected_at", field=models.DateTimeField(null=True)
        ),
        migrations.AddField(
            model_name="case", name="jurisdiction_dismissed_at", field=models.DateTimeField(null=True)
        ),
    ]
