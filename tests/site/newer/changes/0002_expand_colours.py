"""Adds what an older version does not notice."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("limits", "0001_tables")]
    operations = [
        migrations.CreateModel("Colour", [("id", models.BigAutoField(primary_key=True)), ("word", models.TextField())]),
        migrations.AddField("TryCount", "colour", models.TextField(null=True)),
    ]
