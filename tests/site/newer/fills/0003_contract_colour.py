"""Takes it away again."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("limits", "0002_expand_colour")]
    operations = [migrations.RemoveField("TryCount", "colour")]
