"""The tables of evidence as the first release made them; they stay so: later changes are added."""

import django.contrib.postgres.indexes
import django.db.models.fields.json
import songda.clock
from django.db import migrations, models


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
        migrations.RunSQL(
            sql="\nCREATE FUNCTION evidence_refuse() RETURNS trigger LANGUAGE plpgsql AS $$\nBEGIN\n    RAISE EXCEPTION '% on % is refused: the evidence log is only ever added to', TG_OP, TG_TABLE_NAME\n        USING ERRCODE = 'restrict_violation',\n              HINT = 'Record a new event that corrects the old one; to remove personal particulars erase the secret.';\nEND\n$$\n",
            reverse_sql='DROP FUNCTION evidence_refuse()',
        ),
        migrations.RunSQL(
            sql='CREATE TRIGGER evidence_guard BEFORE UPDATE OR DELETE OR TRUNCATE ON evidence_event FOR EACH STATEMENT EXECUTE FUNCTION evidence_refuse()',
            reverse_sql='DROP TRIGGER evidence_guard ON evidence_event',
        ),
        migrations.RunSQL(
            sql='CREATE TRIGGER evidence_guard BEFORE UPDATE OR DELETE OR TRUNCATE ON evidence_entry FOR EACH STATEMENT EXECUTE FUNCTION evidence_refuse()',
            reverse_sql='DROP TRIGGER evidence_guard ON evidence_entry',
        ),
        migrations.RunSQL(
            sql='CREATE TRIGGER evidence_guard BEFORE UPDATE OR DELETE OR TRUNCATE ON evidence_tile FOR EACH STATEMENT EXECUTE FUNCTION evidence_refuse()',
            reverse_sql='DROP TRIGGER evidence_guard ON evidence_tile',
        ),
        migrations.RunSQL(
            sql='CREATE TRIGGER evidence_guard BEFORE UPDATE OR DELETE OR TRUNCATE ON evidence_checkpoint FOR EACH STATEMENT EXECUTE FUNCTION evidence_refuse()',
            reverse_sql='DROP TRIGGER evidence_guard ON evidence_checkpoint',
        ),
        migrations.RunSQL(
            sql='CREATE TRIGGER evidence_guard BEFORE UPDATE OR DELETE OR TRUNCATE ON evidence_checkpointsetaside FOR EACH STATEMENT EXECUTE FUNCTION evidence_refuse()',
            reverse_sql='DROP TRIGGER evidence_guard ON evidence_checkpointsetaside',
        ),
        migrations.RunSQL(
            sql='CREATE TRIGGER evidence_guard BEFORE UPDATE OR DELETE OR TRUNCATE ON evidence_checkpointstamp FOR EACH STATEMENT EXECUTE FUNCTION evidence_refuse()',
            reverse_sql='DROP TRIGGER evidence_guard ON evidence_checkpointstamp',
        ),
        migrations.RunSQL(
            sql='CREATE TRIGGER evidence_guard BEFORE UPDATE OR DELETE OR TRUNCATE ON evidence_cosignature FOR EACH STATEMENT EXECUTE FUNCTION evidence_refuse()',
            reverse_sql='DROP TRIGGER evidence_guard ON evidence_cosignature',
        ),
        migrations.RunSQL(
            sql='CREATE TRIGGER evidence_guard BEFORE UPDATE OR DELETE OR TRUNCATE ON evidence_audit FOR EACH STATEMENT EXECUTE FUNCTION evidence_refuse()',
            reverse_sql='DROP TRIGGER evidence_guard ON evidence_audit',
        ),
        migrations.RunSQL(
            sql='CREATE TRIGGER evidence_guard BEFORE UPDATE OR DELETE OR TRUNCATE ON evidence_setaside FOR EACH STATEMENT EXECUTE FUNCTION evidence_refuse()',
            reverse_sql='DROP TRIGGER evidence_guard ON evidence_setaside',
        ),
        migrations.RunSQL(
            sql='CREATE TRIGGER evidence_guard BEFORE UPDATE OR DELETE OR TRUNCATE ON evidence_logepoch FOR EACH STATEMENT EXECUTE FUNCTION evidence_refuse()',
            reverse_sql='DROP TRIGGER evidence_guard ON evidence_logepoch',
        ),
        migrations.RunSQL(
            sql='CREATE TRIGGER evidence_guard BEFORE UPDATE ON evidence_eventsecret FOR EACH STATEMENT EXECUTE FUNCTION evidence_refuse()',
            reverse_sql='DROP TRIGGER evidence_guard ON evidence_eventsecret',
        ),
        migrations.RunSQL(
            sql='\nCREATE FUNCTION evidence_wait() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER\n    SET search_path = pg_catalog, public, pg_temp AS $$\nBEGIN\n    INSERT INTO evidence_unsequenced (number, transaction)\n    SELECT number, pg_current_xact_id()::text::bigint FROM added\n    ON CONFLICT (number) DO UPDATE SET transaction = excluded.transaction;\n    RETURN NULL;\nEND\n$$\n',
            reverse_sql='DROP FUNCTION evidence_wait()',
        ),
        migrations.RunSQL(
            sql='\nCREATE TRIGGER evidence_waits AFTER INSERT ON evidence_event REFERENCING NEW TABLE AS added\n    FOR EACH STATEMENT EXECUTE FUNCTION evidence_wait()\n',
            reverse_sql='DROP TRIGGER evidence_waits ON evidence_event',
        ),
        migrations.RunSQL(
            sql="\nCREATE FUNCTION evidence_tell() RETURNS trigger LANGUAGE plpgsql\n    SET search_path = pg_catalog, public, pg_temp SET enable_seqscan = off SET enable_sort = off AS $$\nDECLARE was jsonb; own text[]; changed text; most int; place bigint; begun bigint;\n    here bigint := pg_catalog.pg_current_xact_id()::text::bigint;\nBEGIN\n    was := CASE WHEN TG_OP = 'INSERT' THEN to_jsonb(NEW) ELSE to_jsonb(OLD) END;\n    own := ARRAY(SELECT was->>name FROM unnest(TG_ARGV) AS name WHERE was->>name IS NOT NULL);\n    SELECT number INTO begun FROM public.evidence_unsequenced\n    WHERE transaction = here AND (transaction, number) >= (here, 0) ORDER BY transaction, number LIMIT 1;\n    IF (SELECT bool_or((\n        SELECT true FROM public.evidence_event AS event\n        WHERE event.case_id = one::uuid AND (event.case_id, event.number) >= (one::uuid, begun) AND (\n            SELECT true FROM public.evidence_unsequenced AS waiting\n            WHERE waiting.number = event.number AND waiting.transaction = here\n        ) LIMIT 1\n    )) FROM unnest(own) AS one WHERE one ~ '^[0-9a-f-]{36}$') THEN\n        RETURN NULL;\n    END IF;\n    place := coalesce(nullif(current_setting('songda.told', true), ''), '0');\n    FOREACH most IN ARRAY ARRAY[2, NULL] LOOP\n        SELECT number INTO place FROM (\n            SELECT number FROM public.evidence_unsequenced\n            WHERE transaction = here AND (transaction, number) >= (here, coalesce(place, 0))\n            ORDER BY transaction, number LIMIT most\n        ) AS waiting WHERE (\n            SELECT TG_NARGS = 0 OR split_part(event.stream, ':', 2) = ANY (own)\n                OR EXISTS (SELECT FROM unnest(own) AS one WHERE length(one) = 36 AND strpos(event.leaf, one) > 0)\n            FROM public.evidence_event AS event WHERE event.number = waiting.number\n        ) LIMIT 1;\n        IF FOUND THEN\n            PERFORM set_config('songda.told', place::text, true);\n            RETURN NULL;\n        END IF;\n    END LOOP;\n    IF TG_OP = 'UPDATE' THEN\n        SELECT string_agg(key, ', ' ORDER BY key) INTO changed FROM jsonb_each(to_jsonb(NEW)) AS new(key, value)\n        WHERE was->key IS DISTINCT FROM value;\n    END IF;\n    RAISE EXCEPTION '% on %(%) is refused: no event of this transaction tells of it', TG_OP, TG_TABLE_NAME, changed\n        USING ERRCODE = 'restrict_violation',\n              HINT = 'Write the event in the same transaction, or give the reason in the tables.py beside its model.';\nEND\n$$\n",
            reverse_sql='DROP FUNCTION evidence_tell()',
        ),
    ]
