"""Takes both away again, as if an older version had used them."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("attempts", "0003_expand_colour_index")]
    operations = [migrations.RemoveIndex("Attempt", "attempt_by_colour"), migrations.RemoveField("Attempt", "colour")]
