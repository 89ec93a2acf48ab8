"""The tables of carriage as the first release made them; they stay so: later changes are added."""

import django.contrib.postgres.fields
import django.db.models.deletion
import songda.clock
import songda.core.delivery.carriage.words
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('deeds', '0001_tables'),
        ('letters', '0001_tables'),
        ('staff', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='Carriage',
            fields=[
                ('letter', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='carriage', serialize=False, to='letters.letter')),
                ('carrier', models.CharField(max_length=30)),
                ('begun_at', models.DateTimeField()),
                ('told_at', models.DateTimeField(null=True)),
                ('tell_after', models.DateTimeField(null=True)),
                ('times_told', models.PositiveSmallIntegerField(default=0)),
                ('stage', models.CharField(default=songda.core.delivery.carriage.words.Stage['UNHEARD'], max_length=16)),
                ('defects', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=30), default=list, size=None)),
                ('facts', models.PositiveSmallIntegerField(default=0)),
                ('judged_at', models.DateTimeField(null=True)),
                ('look_at', models.DateTimeField(null=True)),
                ('settled', models.CharField(blank=True, max_length=12)),
                ('settled_at', models.DateTimeField(null=True)),
                ('settled_by', models.CharField(blank=True, max_length=60)),
                ('judge_asked_at', models.DateTimeField(null=True)),
                ('reason_sealed', models.BinaryField(null=True)),
                ('step', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='deeds.deedstep')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('look_at__isnull', False)), fields=['look_at'], name='carriage_to_judge'), models.Index(condition=models.Q(('judge_asked_at__isnull', False)), fields=['judge_asked_at'], name='carriage_for_judge'), models.Index(condition=models.Q(('tell_after__isnull', False)), fields=['tell_after'], name='carriage_to_tell')],
                'constraints': [models.CheckConstraint(condition=models.Q(('stage__in', ['mishap', 'outcome_known', 'tried', 'under_way', 'unheard', 'whole'])), name='carriage_stage_known'), models.CheckConstraint(condition=models.Q(('settled__in', ['', 'at_station', 'believed', 'confirmed', 'not_believed', 'proved', 'read_off', 'tried_again'])), name='carriage_settled_known'), models.CheckConstraint(condition=models.Q(('defects__contained_by', ['against_the_record', 'cause_missing', 'cause_of_a_delivery', 'cause_of_another_product', 'cause_unknown', 'closed_before_outcome', 'closed_without_outcome', 'delivered_after_return', 'future_date', 'handed_before_sealed', 'missing_scan', 'never_handed', 'other_number', 'other_product', 'outcome_after_mishap', 'outcome_before_handover', 'outcome_before_try', 'outcome_unprovable', 'returned_after_delivery', 'scan_before_outcome', 'scan_of_another', 'scan_unusable', 'scan_without_number', 'signer_missing', 'signer_not_allowed', 'signer_of_a_return', 'signer_unreadable', 'stale', 'too_few_tries', 'tried_before_handover', 'tries_too_far_apart', 'two_closures', 'two_handovers', 'two_outcomes', 'two_scans'])), name='carriage_defects_known'), models.CheckConstraint(condition=models.Q(models.Q(('settled', ''), ('settled_at', None), ('settled_by', ''), ('step', None)), models.Q(models.Q(('settled', ''), _negated=True), ('settled_at__isnull', False), models.Q(('settled_by', ''), _negated=True)), _connector='OR'), name='carriage_settled_by_somebody')],
            },
        ),
        migrations.CreateModel(
            name='Enquiry',
            fields=[
                ('id', models.UUIDField(default=songda.clock.new_id, editable=False, primary_key=True, serialize=False)),
                ('made_at', models.DateTimeField()),
                ('send_after', models.DateTimeField(null=True)),
                ('times_sent', models.PositiveSmallIntegerField(default=0)),
                ('sent_at', models.DateTimeField(null=True)),
                ('trouble', models.CharField(blank=True, max_length=16)),
                ('over_at', models.DateTimeField(null=True)),
                ('carriage', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='enquiries', to='carriage.carriage')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('send_after__isnull', False)), fields=['send_after'], name='enquiry_to_send')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('over_at', None)), fields=('carriage',), name='enquiry_open_once')],
            },
        ),
        migrations.CreateModel(
            name='Push',
            fields=[
                ('id', models.UUIDField(default=songda.clock.new_id, editable=False, primary_key=True, serialize=False)),
                ('carrier', models.CharField(max_length=30)),
                ('once', models.CharField(max_length=64)),
                ('sha256', models.BinaryField(max_length=32)),
                ('size', models.PositiveIntegerField()),
                ('body_sealed', models.BinaryField()),
                ('received_at', models.DateTimeField()),
                ('read_at', models.DateTimeField(null=True)),
                ('is_nonsense', models.BooleanField(default=False)),
                ('seen_in', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('read_at', None)), fields=['received_at'], name='push_unread'), models.Index(condition=models.Q(('is_nonsense', True)), fields=['-received_at'], name='push_nonsense')],
                'constraints': [models.UniqueConstraint(fields=('carrier', 'once'), name='push_kept_once')],
            },
        ),
        migrations.CreateModel(
            name='CarrierReport',
            fields=[
                ('id', models.UUIDField(default=songda.clock.new_id, editable=False, primary_key=True, serialize=False)),
                ('carrier', models.CharField(max_length=30)),
                ('fact', models.BinaryField(max_length=32)),
                ('number', models.CharField(max_length=40)),
                ('kind', models.CharField(blank=True, max_length=12)),
                ('code', models.CharField(max_length=40)),
                ('at', models.DateTimeField(null=True)),
                ('heard_at', models.DateTimeField()),
                ('cause', models.CharField(blank=True, max_length=24)),
                ('signer', models.CharField(blank=True, max_length=30)),
                ('product', models.CharField(blank=True, max_length=40)),
                ('words_sealed', models.BinaryField(null=True)),
                ('scan_key', models.BinaryField(null=True)),
                ('scan_sha256', models.BinaryField(max_length=32, null=True)),
                ('scan_number', models.CharField(blank=True, max_length=40)),
                ('is_usable', models.BooleanField(default=True)),
                ('stray', models.CharField(blank=True, max_length=20)),
                ('seen_in', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None)),
                ('court', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='staff.court')),
                ('letter', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='letters.letter')),
                ('push', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='carriage.push')),
            ],
            options={
                'indexes': [models.Index(fields=['letter', 'at'], name='carrier_report_of_letter'), models.Index(condition=models.Q(('stray', ''), _negated=True), fields=['-heard_at'], name='carrier_stray')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['', 'closed', 'damaged', 'delivered', 'handed', 'lost', 'returned', 'scanned', 'stolen', 'tried'])), name='carrier_report_kind_known'), models.CheckConstraint(condition=models.Q(('stray__in', ['', 'another_carrier', 'another_sender', 'not_in_the_post', 'undated', 'unknown_kind', 'unknown_number'])), name='carrier_report_stray_known'), models.UniqueConstraint(fields=('carrier', 'fact'), name='carrier_fact_once'), models.CheckConstraint(condition=models.Q(models.Q(('stray', ''), _negated=True), models.Q(('at__isnull', False), ('letter__isnull', False), models.Q(('kind', ''), _negated=True)), _connector='OR'), name='carrier_report_of_letter_or_stray')],
            },
        ),
        migrations.CreateModel(
            name='StationCode',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('typed', models.CharField(max_length=60)),
                ('at', models.DateTimeField()),
                ('by', models.CharField(max_length=60)),
                ('done_at', models.DateTimeField(null=True)),
                ('court', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='staff.court')),
                ('letter', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='letters.letter')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('done_at', None)), fields=['court', '-at'], name='station_code_open')],
            },
        ),
        migrations.CreateModel(
            name='CameBack',
            fields=[
                ('id', models.UUIDField(default=songda.clock.new_id, editable=False, primary_key=True, serialize=False)),
                ('cause', models.CharField(max_length=24)),
                ('at', models.DateTimeField()),
                ('by', models.CharField(max_length=60)),
                ('struck_at', models.DateTimeField(null=True)),
                ('letter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='returns', to='letters.letter')),
                ('step', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='deeds.deedstep')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('cause__in', ['carrier', 'moved_untold', 'nobody_met', 'not_collected', 'not_known_there', 'refused', 'refused_by_another', 'said_deceased', 'wrong_address'])), name='came_back_cause_known'), models.UniqueConstraint(condition=models.Q(('struck_at', None)), fields=('letter',), name='came_back_once')],
            },
        ),
    ]
