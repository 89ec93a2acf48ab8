"""The tables of cases as the first release made them; they stay so: later changes are added."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import songda.clock
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('staff', '0001_tables'),
        ('staff', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Case',
            fields=[
                ('id', models.UUIDField(default=songda.clock.new_id, editable=False, primary_key=True, serialize=False)),
                ('number', models.CharField(max_length=60)),
                ('number_as_typed', models.CharField(max_length=80)),
                ('earlier_numbers', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), default=list, size=None)),
                ('branch', models.CharField(default='civil', max_length=20)),
                ('procedure', models.CharField(default='ordinary', max_length=20)),
                ('stage', models.CharField(default='first_instance', max_length=20)),
                ('is_status_case', models.BooleanField(default=False)),
                ('cause', models.CharField(blank=True, max_length=120)),
                ('registered_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(null=True)),
                ('court', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cases', to='staff.court')),
                ('judge', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('registered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['court', '-registered_at', '-id'], name='case_newest'), django.contrib.postgres.indexes.GinIndex(fields=['earlier_numbers'], name='case_by_earlier_number')],
                'constraints': [models.CheckConstraint(condition=models.Q(('branch__in', ['administrative', 'civil', 'criminal', 'enforcement'])), name='case_branch_known'), models.CheckConstraint(condition=models.Q(('procedure__in', ['fast_track', 'ordinary', 'payment_order', 'simplified', 'small_claims', 'special'])), name='case_procedure_known'), models.CheckConstraint(condition=models.Q(('stage__in', ['enforcement', 'first_instance', 'retrial', 'second_instance'])), name='case_stage_known'), models.UniqueConstraint(fields=('court', 'number'), name='case_number_once_per_court')],
            },
        ),
        migrations.CreateModel(
            name='EarlierPhase',
            fields=[
                ('id', models.UUIDField(default=songda.clock.new_id, editable=False, primary_key=True, serialize=False)),
                ('until', models.DateTimeField()),
                ('branch', models.CharField(max_length=20)),
                ('procedure', models.CharField(max_length=20)),
                ('stage', models.CharField(max_length=20)),
                ('is_status_case', models.BooleanField()),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='earlier_phases', to='cases.case')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('branch__in', ['administrative', 'civil', 'criminal', 'enforcement'])), name='earlierphase_branch_known'), models.CheckConstraint(condition=models.Q(('procedure__in', ['fast_track', 'ordinary', 'payment_order', 'simplified', 'small_claims', 'special'])), name='earlierphase_procedure_known'), models.CheckConstraint(condition=models.Q(('stage__in', ['enforcement', 'first_instance', 'retrial', 'second_instance'])), name='earlierphase_stage_known')],
            },
        ),
        migrations.CreateModel(
            name='Hearing',
            fields=[
                ('id', models.UUIDField(default=songda.clock.new_id, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('place', models.CharField(max_length=120)),
                ('set_at', models.DateTimeField()),
                ('moved_at', models.DateTimeField(null=True)),
                ('changed_at', models.DateTimeField(null=True)),
                ('cancelled_at', models.DateTimeField(null=True)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='hearings', to='cases.case')),
                ('court', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='staff.court')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('cancelled_at', None)), fields=['court', 'at', 'id'], name='hearing_to_come')],
            },
        ),
    ]
