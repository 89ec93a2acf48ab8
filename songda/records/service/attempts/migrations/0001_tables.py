"""The tables of attempts as the first release made them; they stay so: later changes are added."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('orders', '0001_tables'),
        ('parties', '0001_tables'),
        ('staff', '0001_tables'),
        ('staff', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Lease',
            fields=[
                ('name', models.CharField(max_length=60, primary_key=True, serialize=False)),
                ('channels', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=16), default=list, size=None)),
                ('ready_at', models.DateTimeField()),
                ('renewed_at', models.DateTimeField()),
                ('lost_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Attempt',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('purpose', models.CharField(default='service', max_length=10)),
                ('channel', models.CharField(max_length=16)),
                ('counts_as', models.CharField(max_length=16)),
                ('n', models.PositiveSmallIntegerField(default=1)),
                ('address_class', models.CharField(max_length=10)),
                ('to_index', models.BinaryField(default=bytes, max_length=16)),
                ('text_sealed', models.BinaryField(null=True)),
                ('wording', models.CharField(blank=True, db_default='', default='', max_length=40)),
                ('state', models.CharField(default='pending', max_length=12)),
                ('planned_at', models.DateTimeField()),
                ('send_after', models.DateTimeField()),
                ('claimed_at', models.DateTimeField(null=True)),
                ('claimed_by', models.CharField(blank=True, max_length=60)),
                ('submitted_at', models.DateTimeField(null=True)),
                ('code', models.CharField(blank=True, max_length=40)),
                ('parts_total', models.PositiveSmallIntegerField(default=1)),
                ('arrived_at', models.DateTimeField(null=True)),
                ('failed_at', models.DateTimeField(null=True)),
                ('bounced_at', models.DateTimeField(null=True)),
                ('expires_at', models.DateTimeField(null=True)),
                ('address', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attempts', to='parties.address')),
                ('envelope', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attempts', to='orders.envelope')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', 'pending')), fields=['channel', 'send_after'], name='attempt_pending'), models.Index(condition=models.Q(('state', 'submitting')), fields=['claimed_at'], name='attempt_claimed'), models.Index(condition=models.Q(('state', 'unknown')), fields=['claimed_at'], name='attempt_unknown'), models.Index(condition=models.Q(('state__in', ['accepted', 'unknown'])), fields=['expires_at'], name='attempt_waiting'), models.Index(fields=['to_index', '-id'], name='attempt_by_address')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['accepted', 'arrived', 'cancelled', 'expired', 'failed', 'pending', 'rejected', 'submitting', 'unknown'])), name='attempt_state_known'), models.CheckConstraint(condition=models.Q(('purpose__in', ['account', 'address', 'call', 'code', 'hearing', 'holder', 'link', 'notice', 'service'])), name='attempt_purpose_known'), models.CheckConstraint(condition=models.Q(('address_class__in', ['confirmed', 'found', 'provided', 'rejected', 'unknown'])), name='attempt_class_known'), models.UniqueConstraint(fields=('envelope', 'purpose', 'channel', 'n'), name='attempt_once'), models.CheckConstraint(condition=models.Q(('counts_as__in', ['sms', 'email', 'wechat', 'inbox', 'fax', 'phone', 'mail', 'direct', 'left', 'entrusted', 'transfer', 'public_notice'])), name='attempt_way_known')],
            },
        ),
        migrations.CreateModel(
            name='ChannelTest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('channel', models.CharField(max_length=16)),
                ('kind', models.CharField(max_length=10)),
                ('to_sealed', models.BinaryField()),
                ('to_index', models.BinaryField(max_length=16)),
                ('asked_at', models.DateTimeField()),
                ('handed_at', models.DateTimeField(null=True)),
                ('outcome', models.CharField(blank=True, max_length=12)),
                ('code', models.CharField(blank=True, max_length=40)),
                ('answered_at', models.DateTimeField(null=True)),
                ('provider_ids', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), default=list, size=None)),
                ('parts_arrived', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), default=list, size=None)),
                ('arrived_at', models.DateTimeField(null=True)),
                ('failed_at', models.DateTimeField(null=True)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='channel_tests', to=settings.AUTH_USER_MODEL)),
                ('court', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='channel_tests', to='staff.court')),
            ],
            options={
                'indexes': [models.Index(fields=['court', '-id'], name='channel_tests_of_court')],
                'constraints': [models.CheckConstraint(condition=models.Q(('outcome__in', ['', 'accepted', 'not_sent', 'rejected', 'retry_later', 'unknown'])), name='channel_test_outcome_known')],
            },
        ),
        migrations.CreateModel(
            name='Part',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('channel', models.CharField(max_length=16)),
                ('provider_id', models.CharField(max_length=80)),
                ('attempt', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='attempts.attempt')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('attempt', 'number'), name='part_once'), models.UniqueConstraint(fields=('channel', 'provider_id'), name='part_by_provider_id')],
            },
        ),
        migrations.CreateModel(
            name='RawReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('channel', models.CharField(max_length=16)),
                ('provider', models.CharField(max_length=60)),
                ('body_sealed', models.BinaryField()),
                ('sha256', models.BinaryField(max_length=32)),
                ('received_at', models.DateTimeField()),
                ('read_at', models.DateTimeField(null=True)),
                ('unread_since', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('read_at', None)), fields=['id'], name='report_unread'), models.Index(condition=models.Q(('unread_since', None), _negated=True), fields=['-id'], name='report_waited')],
            },
        ),
        migrations.CreateModel(
            name='Receipt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('part', models.PositiveSmallIntegerField(default=1)),
                ('kind', models.CharField(max_length=12)),
                ('code', models.CharField(max_length=40)),
                ('happened_at', models.DateTimeField()),
                ('received_at', models.DateTimeField()),
                ('attempt', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='receipts', to='attempts.attempt')),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='receipts', to='attempts.rawreport')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['accepted', 'arrived', 'bounced', 'failed', 'relayed', 'said_failed', 'unrecognised'])), name='receipt_kind_known'), models.UniqueConstraint(fields=('attempt', 'part', 'kind', 'code', 'happened_at'), name='receipt_once')],
            },
        ),
        migrations.RunSQL(
            sql="\nCREATE FUNCTION attempt_refuse() RETURNS trigger LANGUAGE plpgsql AS $$\nBEGIN\n    RAISE EXCEPTION 'attempt % cannot move from % to %', OLD.id, OLD.state, NEW.state\n        USING ERRCODE = 'restrict_violation';\nEND\n$$\n",
            reverse_sql='DROP FUNCTION attempt_refuse()',
        ),
        migrations.RunSQL(
            sql="\nCREATE TRIGGER attempt_moves BEFORE UPDATE OF state ON attempts_attempt FOR EACH ROW\n    WHEN (OLD.state <> NEW.state AND OLD.state || ' ' || NEW.state NOT IN ('pending cancelled', 'pending submitting', 'submitting accepted', 'submitting arrived', 'submitting failed', 'submitting pending', 'submitting rejected', 'submitting unknown', 'accepted arrived', 'accepted expired', 'accepted failed', 'unknown accepted', 'unknown arrived', 'unknown expired', 'unknown failed', 'unknown pending', 'unknown rejected', 'arrived expired', 'arrived failed', 'failed arrived', 'expired arrived', 'expired failed', 'rejected arrived', 'rejected failed'))\n    EXECUTE FUNCTION attempt_refuse()\n",
            reverse_sql='DROP TRIGGER attempt_moves ON attempts_attempt',
        ),
    ]
