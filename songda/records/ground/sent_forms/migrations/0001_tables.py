"""The tables of sent_forms as the first release made them; they stay so: later changes are added."""

import songda.clock
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Draft',
            fields=[
                ('mark', models.BinaryField(max_length=16, primary_key=True, serialize=False)),
                ('form', models.BinaryField(max_length=16, null=True)),
                ('typed_sealed', models.BinaryField()),
                ('at', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(fields=['at'], name='draft_by_age')],
            },
        ),
        migrations.CreateModel(
            name='SentFile',
            fields=[
                ('id', models.UUIDField(default=songda.clock.new_id, editable=False, primary_key=True, serialize=False)),
                ('writer', models.BinaryField(max_length=16)),
                ('form', models.BinaryField(max_length=16)),
                ('content', models.BinaryField(max_length=16)),
                ('about_sealed', models.BinaryField()),
                ('key_sealed', models.BinaryField()),
                ('size', models.PositiveIntegerField()),
                ('at', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(fields=['at'], name='sent_file_by_age'), models.Index(fields=['writer'], name='sent_file_by_writer')],
                'constraints': [models.UniqueConstraint(fields=('form', 'content'), name='sent_file_once')],
            },
        ),
        migrations.CreateModel(
            name='SentForm',
            fields=[
                ('key', models.BinaryField(max_length=16, primary_key=True, serialize=False)),
                ('typed_hash', models.BinaryField(max_length=16)),
                ('leads_to_sealed', models.BinaryField(null=True)),
                ('given_sealed', models.BinaryField(null=True)),
                ('at', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(fields=['at'], name='sent_form_by_age')],
            },
        ),
    ]
