from django.db import migrations, models


class Migration(migrations.Migration):
    """Each finding names the version of the rules that gave it; those of before do not know theirs."""

    dependencies = [("orders", "0001_tables")]

    operations = [
        migrations.AddField(
            model_name="finding",
            name="law_version",
            field=models.CharField(default="", max_length=16),
        ),
    ]
