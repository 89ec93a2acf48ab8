"""Marks accounts whose password somebody else knows, so that it is changed at the first sign-in."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("staff", "0003_shared_cache"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="must_change_password",
            field=models.BooleanField(default=False),
        ),
    ]
