"""The tables of calls as the first release made them; they stay so: later changes are added."""

import django.contrib.postgres.fields
import django.db.models.deletion
import songda.clock
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('orders', '0001_tables'),
        ('parties', '0001_tables'),
        ('staff', '__first__'),
        ('telephone', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='Call',
            fields=[
                ('id', models.UUIDField(default=songda.clock.new_id, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('minutes', models.PositiveSmallIntegerField(null=True)),
                ('outcome', models.CharField(max_length=20)),
                ('told', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=30), default=list, size=None)),
                ('number_sealed', models.BinaryField(null=True)),
                ('note_sealed', models.BinaryField(null=True)),
                ('is_matched', models.BooleanField(default=False)),
                ('is_known_otherwise', models.BooleanField(default=False)),
                ('wishes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), default=list, size=None)),
                ('no_recording', models.CharField(blank=True, max_length=20)),
                ('recorded_at', models.DateTimeField()),
                ('struck_at', models.DateTimeField(null=True)),
                ('address', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='calls', to='parties.address')),
                ('caller', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('dial', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='calls', to='telephone.dial')),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='calls', to='parties.party')),
                ('recording', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='calls', to='telephone.recording')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('outcome__in', ['agrees', 'broke_off', 'call_again', 'family_answered', 'has_lawyer', 'nobody_competent', 'received', 'refuses', 'unreachable', 'wants_helper', 'wants_paper', 'wrong_person'])), name='call_outcome_known'), models.CheckConstraint(condition=models.Q(('no_recording__in', ['', 'no_recorder', 'not_wanted', 'on_another_medium', 'recorder_failed', 'recorder_late', 'rung_off_at_once'])), name='call_no_recording_known'), models.CheckConstraint(condition=models.Q(('told__contained_by', ['change_of_address', 'effect', 'questions', 'scope'])), name='call_told_known'), models.CheckConstraint(condition=models.Q(('wishes__contained_by', ['disabled', 'low_literacy', 'no_smartphone', 'other_language', 'wish_call', 'wish_large_print', 'wish_nothing', 'wish_notices', 'wish_paper', 'wish_visit'])), name='call_wishes_known'), models.UniqueConstraint(condition=models.Q(('struck_at', None)), fields=('dial',), name='one_call_of_a_dial'), models.UniqueConstraint(condition=models.Q(('struck_at', None)), fields=('recording',), name='one_call_of_a_recording')],
            },
        ),
        migrations.CreateModel(
            name='CallReceipt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('call', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='receipts', to='calls.call')),
                ('service', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='call_receipts', to='orders.service')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('call', 'service'), name='one_receipt_of_a_call')],
            },
        ),
    ]
