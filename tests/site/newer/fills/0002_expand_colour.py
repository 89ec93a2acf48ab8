"""Adds a column that a worker fills."""

from django.db import migrations, models

from songda.records.ground.processes.fills import Fill


class Migration(migrations.Migration):
    dependencies = [("limits", "0001_tables")]
    operations = [
        migrations.AddField("TryCount", "colour", models.TextField(null=True)),
        Fill("limits_trycount", "colour = 'red', count = count + 1", "colour IS NULL"),
    ]
