"""Finds rows by it; nobody waits while the index is made."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("attempts", "0002_expand_colour")]
    operations = [AddIndexConcurrently("Attempt", models.Index(fields=["colour"], name="attempt_by_colour"))]
