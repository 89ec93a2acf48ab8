"""The counts of tries; unlogged, because losing them in a crash harms nobody and every write is cheap."""

from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Tries",
            fields=[
                ("place", models.BinaryField(max_length=16, primary_key=True, serialize=False)),
                ("since", models.DateTimeField()),
                ("count", models.PositiveIntegerField()),
            ],
            options={"indexes": [models.Index(fields=["since"], name="tries_oldest")]},
        ),
        migrations.RunSQL("ALTER TABLE tries_tries SET UNLOGGED", "ALTER TABLE tries_tries SET LOGGED"),
    ]
