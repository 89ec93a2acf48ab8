"""Each certificate keeps a mark of whom it names, so that a corrected record is seen to need another one."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Certificates of before have no mark; they are made anew when their record is corrected."""

    dependencies = [("certificates", "0002_serial")]

    operations = [
        migrations.AddField(
            model_name="certificate",
            name="printed",
            field=models.BinaryField(max_length=16, null=True),
        ),
    ]
