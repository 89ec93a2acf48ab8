"""Adds a column to a table that is always in use."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("attempts", "0001_tables")]
    operations = [migrations.AddField("Attempt", "colour", models.TextField(null=True))]
