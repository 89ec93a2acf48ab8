"""The procuratorate may take part in a case, and then it must agree to proceedings on line."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """It takes part in no case as far as is known."""

    dependencies = [("cases", "0003_jurisdiction_objection")]

    operations = [
        migrations.AddField(
            model_name="case",
            name="procuratorate_takes_part",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="case",
            name="procuratorate_agreed_at",
            field=models.DateTimeField(null=True),
        ),
    ]
