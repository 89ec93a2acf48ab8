"""The tables of telephone as the first release made them; they stay so: later changes are added."""

import django.contrib.postgres.fields
import django.db.models.deletion
import songda.clock
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('parties', '0001_tables'),
        ('staff', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Dial',
            fields=[
                ('id', models.UUIDField(default=songda.clock.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=10)),
                ('extension', models.CharField(blank=True, max_length=12)),
                ('asked_at', models.DateTimeField()),
                ('sent_at', models.DateTimeField(null=True)),
                ('desk_answered_at', models.DateTimeField(null=True)),
                ('ringing_at', models.DateTimeField(null=True)),
                ('early_sound_at', models.DateTimeField(null=True)),
                ('answered_at', models.DateTimeField(null=True)),
                ('machine_at', models.DateTimeField(null=True)),
                ('played_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('line', models.CharField(blank=True, max_length=20)),
                ('cause', models.CharField(blank=True, max_length=10)),
                ('heard', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=5), null=True, size=None)),
                ('digit_at', models.DateTimeField(null=True)),
                ('digit', models.CharField(blank=True, max_length=1)),
                ('language', models.CharField(blank=True, max_length=5)),
                ('spoken', models.TextField(blank=True)),
                ('hang_up_at', models.DateTimeField(null=True)),
                ('hung_up_at', models.DateTimeField(null=True)),
                ('taped_at', models.DateTimeField(null=True)),
                ('no_recording', models.CharField(blank=True, max_length=20)),
                ('copy_since', models.DateTimeField(null=True)),
                ('address', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='dials', to='parties.address')),
                ('caller', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='dials', to='parties.party')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('ended_at', None)), fields=['asked_at'], name='dial_under_way'), models.Index(condition=models.Q(('answered_at__isnull', False), ('no_recording', '')), fields=['ended_at'], name='dial_answered'), models.Index(condition=models.Q(('copy_since__isnull', False)), fields=['copy_since'], name='dial_copy_to_go'), models.Index(fields=['address', 'asked_at'], name='dial_by_number'), models.Index(fields=['extension', 'asked_at'], name='dial_by_line')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['notice', 'talk'])), name='dial_kind_known'), models.CheckConstraint(condition=models.Q(models.Q(('extension', ''), ('kind', 'notice')), models.Q(('language', ''), ('spoken', '')), _connector='XOR'), name='dial_notice_has_its_text'), models.CheckConstraint(condition=models.Q(('line__in', ['', 'answered', 'busy', 'cut_off', 'desk_did_not_answer', 'given_up', 'no_answer', 'not_in_service', 'rejected', 'suspended', 'switched_off', 'trouble', 'unknown'])), name='dial_line_known'), models.CheckConstraint(condition=models.Q(('heard__contained_by', ['desk', 'party'])), name='dial_heard_known'), models.CheckConstraint(condition=models.Q(('no_recording__in', ['', 'damaged', 'empty', 'moving_pictures', 'never_came', 'no_decoder', 'not_sound', 'nothing_in_it', 'of_another_call', 'recorder_failed', 'silent', 'too_heavy', 'too_large', 'too_long'])), name='dial_no_recording_known'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('line', '')), models.Q(('ended_at__isnull', False), models.Q(('line', ''), _negated=True)), _connector='OR'), name='dial_ends_with_a_line')],
            },
        ),
        migrations.CreateModel(
            name='Recording',
            fields=[
                ('id', models.UUIDField(default=songda.clock.new_id, editable=False, primary_key=True, serialize=False)),
                ('sha256', models.BinaryField(max_length=32)),
                ('size', models.PositiveIntegerField()),
                ('form', models.CharField(max_length=4)),
                ('length_ms', models.PositiveIntegerField()),
                ('heard_ms', models.PositiveIntegerField()),
                ('wrapped_key', models.BinaryField(null=True)),
                ('kept_at', models.DateTimeField()),
                ('kept_by', models.CharField(max_length=60)),
                ('erased_at', models.DateTimeField(null=True)),
                ('dial', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='recording', to='telephone.dial')),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='recordings', to='parties.party')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('form__in', ['m4a', 'mp3', 'ogg', 'wav'])), name='recording_form_known'), models.UniqueConstraint(fields=('sha256',), name='recording_once'), models.CheckConstraint(condition=models.Q(models.Q(('erased_at', None), ('wrapped_key__isnull', False)), models.Q(('erased_at__isnull', False), ('wrapped_key', None)), _connector='OR'), name='recording_has_its_key_until_erased')],
            },
        ),
    ]
