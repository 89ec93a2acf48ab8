"""Numbers certificates from one sequence, so that two workers never give the same number."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("certificates", "0001_tables")]

    operations = [
        migrations.RunSQL("CREATE SEQUENCE certificates_serial", "DROP SEQUENCE certificates_serial"),
    ]
