"""The tables of circumstances, made by scripts/tables.py from the models."""

import django.contrib.postgres.fields
import django.db.models.deletion
import songda.clock
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('parties', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='RuledOut',
            fields=[
                ('id', models.UUIDField(default=songda.clock.new_id, editable=False, primary_key=True, serialize=False)),
                ('stage', models.CharField(max_length=20)),
                ('ways', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=16), size=None)),
                ('ground', models.CharField(max_length=24)),
                ('at', models.DateTimeField()),
                ('words_sealed', models.BinaryField()),
                ('recorded_at', models.DateTimeField()),
                ('recorded_by', models.CharField(max_length=60)),
                ('struck_at', models.DateTimeField(null=True)),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='ruled_out', to='parties.party')),
            ],
            options={
                'indexes': [models.Index(fields=['party', 'at'], name='ruled_out_of_party')],
            },
        ),
    ]
