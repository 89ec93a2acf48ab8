from django.db import migrations, models


class Migration(migrations.Migration):
    """A paper that was ordered by mistake can be taken back before its recipient has it."""

    dependencies = [("orders", "0002_law_version")]

    operations = [
        migrations.AddField("envelope", "recalled_at", models.DateTimeField(null=True)),
        migrations.AddField("service", "recalled_at", models.DateTimeField(null=True)),
    ]
