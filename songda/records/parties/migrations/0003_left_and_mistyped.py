"""A representative may cease to act, and an address may turn out to have been mistyped."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Nobody has left and nothing was mistyped as far as is known."""

    dependencies = [("parties", "0002_withdrawals")]

    operations = [
        migrations.AddField(
            model_name="party",
            name="left_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="address",
            name="is_mistyped",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
