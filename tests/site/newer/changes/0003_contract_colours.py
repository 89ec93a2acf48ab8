"""Takes away what an older version still uses, as it might be."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("limits", "0002_expand_colours")]
    operations = [migrations.RemoveField("TryCount", "colour")]
