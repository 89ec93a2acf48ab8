"""The tables of figures as the first release made them; they stay so: later changes are added."""

import songda.clock
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='DayCount',
            fields=[
                ('pk', models.CompositePrimaryKey('court', 'part', 'dimension', 'day', 'key', blank=True, editable=False, primary_key=True, serialize=False)),
                ('court', models.UUIDField()),
                ('part', models.CharField(max_length=40)),
                ('dimension', models.CharField(max_length=20)),
                ('day', models.DateField()),
                ('key', models.CharField(max_length=120)),
                ('n', models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name='CountedFact',
            fields=[
                ('pk', models.CompositePrimaryKey('unit', 'key', blank=True, editable=False, primary_key=True, serialize=False)),
                ('unit', models.CharField(max_length=10)),
                ('key', models.CharField(max_length=60)),
                ('court', models.UUIDField()),
                ('case', models.UUIDField()),
                ('since', models.DateTimeField()),
                ('moments', models.JSONField()),
                ('keys', models.JSONField()),
                ('amounts', models.JSONField()),
            ],
            options={
                'indexes': [models.Index(fields=['case'], name='counted_of_case'), models.Index(fields=['court', 'unit', '-since', '-key'], name='counted_newest')],
                'constraints': [models.CheckConstraint(condition=models.Q(('unit__in', ['attempt', 'call', 'case', 'consent', 'deed', 'lookup', 'objection', 'proof', 'recipient', 'service'])), name='counted_unit_known')],
            },
        ),
        migrations.CreateModel(
            name='CountedUpTo',
            fields=[
                ('id', models.SmallIntegerField(default=1, primary_key=True, serialize=False)),
                ('entries', models.BigIntegerField(default=0)),
                ('at', models.DateTimeField(null=True)),
                ('counted_by', models.CharField(default='', max_length=64)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='counted_up_to_once')],
            },
        ),
        migrations.CreateModel(
            name='FiguresPaper',
            fields=[
                ('id', models.UUIDField(default=songda.clock.new_id, editable=False, primary_key=True, serialize=False)),
                ('court', models.UUIDField()),
                ('asked_at', models.DateTimeField()),
                ('asked_by', models.CharField(max_length=60)),
                ('asked', models.JSONField()),
                ('made_at', models.DateTimeField(null=True)),
                ('sha256', models.BinaryField(max_length=32, null=True)),
                ('wrapped_key', models.BinaryField(null=True)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('sha256', None)), fields=['asked_at'], name='figures_paper_to_make')],
            },
        ),
        migrations.CreateModel(
            name='Recount',
            fields=[
                ('id', models.UUIDField(default=songda.clock.new_id, editable=False, primary_key=True, serialize=False)),
                ('court', models.UUIDField()),
                ('first', models.DateField()),
                ('last', models.DateField()),
                ('entries', models.BigIntegerField()),
                ('at', models.DateTimeField()),
                ('cells', models.IntegerField()),
                ('wrong_count', models.IntegerField()),
                ('wrong', models.JSONField()),
                ('mended_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['court', '-at'], name='recount_newest')],
            },
        ),
        migrations.CreateModel(
            name='Revision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('court', models.UUIDField()),
                ('part', models.CharField(max_length=40)),
                ('day', models.DateField()),
                ('noted_on', models.DateField()),
                ('change', models.BigIntegerField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('court', 'part', 'day', 'noted_on'), name='revision_once')],
            },
        ),
        migrations.CreateModel(
            name='UnitCost',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('court', models.UUIDField()),
                ('name', models.CharField(max_length=30)),
                ('value', models.DecimalField(decimal_places=2, max_digits=12)),
                ('since', models.DateField()),
                ('set_by', models.CharField(max_length=60)),
                ('set_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('name__in', ['km_per_visit', 'minutes_per_letter', 'pages_per_sheet', 'visits_per_hundred', 'yuan_by_entrusting', 'yuan_by_mail', 'yuan_by_notice', 'yuan_by_text', 'yuan_by_transfer', 'yuan_by_visit', 'yuan_per_letter'])), name='unit_cost_known'), models.UniqueConstraint(fields=('court', 'name', 'since'), name='unit_cost_once'), models.CheckConstraint(condition=models.Q(('value__gte', 0)), name='unit_cost_not_below_nothing')],
            },
        ),
    ]
