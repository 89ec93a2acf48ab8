"""A copy that was saved before the time stamp came is known again."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Certificates stamped before keep none: their earlier copies are told to be fetched anew."""

    dependencies = [("certificates", "0003_printed")]

    operations = [
        migrations.AddField(
            model_name="certificate",
            name="unstamped_sha256",
            field=models.BinaryField(max_length=32, null=True),
        ),
    ]
