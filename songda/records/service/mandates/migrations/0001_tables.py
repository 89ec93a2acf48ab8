"""The tables of mandates as the first release made them; they stay so: later changes are added."""

import django.contrib.postgres.fields
import django.db.models.deletion
import songda.clock
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('orders', '0001_tables'),
        ('parties', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='Mandate',
            fields=[
                ('id', models.UUIDField(default=songda.clock.new_id, editable=False, primary_key=True, serialize=False)),
                ('name_sealed', models.BinaryField()),
                ('name_index', models.BinaryField(max_length=16)),
                ('number_index', models.BinaryField(max_length=16)),
                ('code_index', models.BinaryField(max_length=16)),
                ('relation', models.CharField(max_length=20)),
                ('given_how', models.CharField(max_length=10)),
                ('identified_how', models.CharField(max_length=14)),
                ('rights', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=12), size=None)),
                ('since', models.DateTimeField()),
                ('until', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('recorded_by', models.CharField(max_length=60)),
                ('envelope', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='mandates', to='orders.envelope')),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mandates', to='parties.party')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('relation__in', ['child', 'neighbour', 'other', 'relative', 'social_worker', 'spouse', 'volunteer'])), name='mandate_relation_known'), models.CheckConstraint(condition=models.Q(('given_how__in', ['call', 'counter', 'written'])), name='mandate_given_how_known'), models.CheckConstraint(condition=models.Q(('identified_how__in', ['call', 'card', 'copy_of_card'])), name='mandate_identified_how_known'), models.CheckConstraint(condition=models.Q(('rights__contained_by', ['copy', 'read_aloud', 'see'])), name='mandate_rights_known'), models.CheckConstraint(condition=models.Q(('until__gt', models.F('since'))), name='mandate_ends_after_it_began'), models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('party', 'envelope', 'number_index'), name='mandate_once_per_helper', nulls_distinct=False)],
            },
        ),
    ]
