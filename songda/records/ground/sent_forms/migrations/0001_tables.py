"""The tables of sent_forms, made by scripts/tables.py from the models."""

from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='SentForm',
            fields=[
                ('key', models.BinaryField(max_length=16, primary_key=True, serialize=False)),
                ('wish', models.BinaryField(max_length=16)),
                ('leads_to_sealed', models.BinaryField(null=True)),
                ('given_sealed', models.BinaryField(null=True)),
                ('at', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(fields=['at'], name='sent_form_by_age')],
            },
        ),
    ]
