"""The tables of evidence, made by scripts/tables.py from the models."""

import django.contrib.postgres.indexes
import django.db.models.fields.json
import songda.clock
from django.db import migrations, models

from songda.records.ground.evidence.guards import OPERATIONS


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Checkpoint',
            fields=[
                ('number', models.BigAutoField(primary_key=True, serialize=False)),
                ('size', models.BigIntegerField(db_index=True)),
                ('root', models.BinaryField(max_length=32)),
                ('note', models.TextField()),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='CheckpointSetAside',
            fields=[
                ('number', models.BigIntegerField(primary_key=True, serialize=False)),
                ('size', models.BigIntegerField()),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='CheckpointStamp',
            fields=[
                ('number', models.BigAutoField(primary_key=True, serialize=False)),
                ('size', models.BigIntegerField(db_index=True)),
                ('token', models.BinaryField()),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Cosignature',
            fields=[
                ('pk', models.CompositePrimaryKey('size', 'witness', blank=True, editable=False, primary_key=True, serialize=False)),
                ('size', models.BigIntegerField()),
                ('witness', models.CharField(max_length=280)),
                ('line', models.TextField()),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('index', models.BigIntegerField(primary_key=True, serialize=False)),
                ('event_id', models.UUIDField(unique=True)),
                ('leaf_hash', models.BinaryField(max_length=32)),
            ],
        ),
        migrations.CreateModel(
            name='LogEpoch',
            fields=[
                ('number', models.IntegerField(primary_key=True, serialize=False)),
                ('database', models.CharField(max_length=60)),
                ('size', models.BigIntegerField()),
                ('seen_size', models.BigIntegerField(null=True)),
                ('seen_note', models.TextField(blank=True)),
                ('begun_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Tile',
            fields=[
                ('pk', models.CompositePrimaryKey('level', 'number', blank=True, editable=False, primary_key=True, serialize=False)),
                ('level', models.SmallIntegerField()),
                ('number', models.BigIntegerField()),
                ('hashes', models.BinaryField(max_length=8192)),
                ('root', models.BinaryField(max_length=32)),
            ],
        ),
        migrations.CreateModel(
            name='Audit',
            fields=[
                ('id', models.UUIDField(default=songda.clock.new_id, editable=False, primary_key=True, serialize=False)),
                ('started_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField()),
                ('first', models.BigIntegerField()),
                ('size', models.BigIntegerField()),
                ('flaw_count', models.IntegerField()),
                ('flaws', models.JSONField()),
            ],
            options={
                'indexes': [models.Index(fields=['-started_at'], name='audit_newest')],
            },
        ),
        migrations.CreateModel(
            name='Event',
            fields=[
                ('number', models.BigAutoField(primary_key=True, serialize=False)),
                ('id', models.UUIDField(editable=False, unique=True)),
                ('name', models.CharField(max_length=60)),
                ('stream', models.CharField(max_length=60)),
                ('case_id', models.UUIDField(null=True)),
                ('happened_at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
                ('actor', models.CharField(max_length=80)),
                ('data', models.JSONField()),
                ('commitment', models.BinaryField(max_length=32)),
                ('leaf', models.TextField()),
                ('mark', models.BinaryField(max_length=36)),
            ],
            options={
                'indexes': [models.Index(fields=['stream', 'number'], name='event_of_stream'), models.Index(condition=models.Q(('case_id__isnull', False)), fields=['case_id', 'number'], name='event_of_case'), models.Index(django.db.models.fields.json.KeyTextTransform('court', 'data'), models.OrderBy(models.F('recorded_at'), descending=True), models.OrderBy(models.F('number'), descending=True), condition=models.Q(('name__in', ('page.shown', 'search.made', 'case_list.shown', 'particulars.shown', 'number.uncovered', 'recording.played', 'file.taken', 'bundle.exported', 'readings.shown'))), name='reading_of_court'), models.Index(django.db.models.fields.json.KeyTextTransform('court', 'data'), django.db.models.fields.json.KeyTextTransform('door', 'data'), models.OrderBy(models.F('recorded_at'), descending=True), models.OrderBy(models.F('number'), descending=True), condition=models.Q(('name__in', ('page.shown', 'search.made', 'case_list.shown', 'particulars.shown', 'number.uncovered', 'recording.played', 'file.taken', 'bundle.exported', 'readings.shown'))), name='reading_through'), models.Index(django.db.models.fields.json.KeyTextTransform('court', 'data'), models.F('name'), models.OrderBy(models.F('recorded_at'), descending=True), models.OrderBy(models.F('number'), descending=True), condition=models.Q(('name__in', ('page.shown', 'search.made', 'case_list.shown', 'particulars.shown', 'number.uncovered', 'recording.played', 'file.taken', 'bundle.exported', 'readings.shown'))), name='reading_of_kind'), models.Index(models.F('actor'), models.OrderBy(models.F('recorded_at'), descending=True), models.OrderBy(models.F('number'), descending=True), condition=models.Q(('name__in', ('page.shown', 'search.made', 'case_list.shown', 'particulars.shown', 'number.uncovered', 'recording.played', 'file.taken', 'bundle.exported', 'readings.shown'))), name='reading_by_actor'), django.contrib.postgres.indexes.GinIndex(condition=models.Q(('name__in', ('page.shown', 'search.made', 'case_list.shown', 'particulars.shown', 'number.uncovered', 'recording.played', 'file.taken', 'bundle.exported', 'readings.shown'))), fields=['data'], name='reading_about', opclasses=['jsonb_path_ops'])],
            },
        ),
        migrations.CreateModel(
            name='EventSecret',
            fields=[
                ('event_id', models.UUIDField(primary_key=True, serialize=False)),
                ('salt', models.BinaryField(max_length=32, null=True)),
                ('sealed', models.BinaryField(null=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('salt__isnull', True), ('sealed__isnull', False)), models.Q(('salt__isnull', False), ('sealed__isnull', True)), _connector='OR'), name='secret_is_open_or_sealed')],
            },
        ),
        migrations.CreateModel(
            name='SetAside',
            fields=[
                ('number', models.BigIntegerField(primary_key=True, serialize=False)),
                ('event_id', models.UUIDField(null=True)),
                ('reason', models.CharField(max_length=20)),
                ('at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('reason__in', ['no_mark', 'waiting_missing', 'wrong_id', 'wrong_mark', 'wrong_writer'])), name='set_aside_reason')],
            },
        ),
        migrations.CreateModel(
            name='Unsequenced',
            fields=[
                ('number', models.BigIntegerField(primary_key=True, serialize=False)),
                ('transaction', models.BigIntegerField(db_default=0, default=0)),
            ],
            options={
                'indexes': [models.Index(fields=['transaction', 'number'], name='waits_of_transaction')],
            },
        ),
        *OPERATIONS,
    ]
