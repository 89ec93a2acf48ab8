"""The tables of incidents as the first release made them; they stay so: later changes are added."""

from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Incident',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=16)),
                ('subject', models.CharField(blank=True, max_length=16)),
                ('detail', models.CharField(blank=True, max_length=200)),
                ('waiting', models.PositiveIntegerField(default=0)),
                ('begun_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['-begun_at'], name='incident_newest')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['account_differs', 'database_away', 'home_away', 'journal_away', 'provider_away', 'restored', 'row_unshown', 'stamps_away', 'store_away', 'store_full', 'work_stuck'])), name='incident_kind_known'), models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('kind', 'subject'), name='incident_open_once')],
            },
        ),
        migrations.CreateModel(
            name='StuckRow',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('work', models.CharField(max_length=16)),
                ('row', models.UUIDField()),
                ('wrong', models.CharField(max_length=100)),
                ('tries', models.PositiveIntegerField(default=1)),
                ('since', models.DateTimeField()),
                ('again_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('work__in', ['bind_batch', 'call_back', 'call_off_stop', 'certify', 'count', 'drop_draft', 'end_lookup', 'end_notice', 'escalate', 'follow_notice', 'judge_letter', 'let_go_letter', 'look_for_periods', 'note_days', 'propose_copy', 'reassign', 'redate', 'seal_letter', 'seal_paper', 'set_letter', 'stamp', 'tell_carrier'])), name='stuck_work_known'), models.UniqueConstraint(fields=('work', 'row'), name='row_stuck_once')],
            },
        ),
        migrations.CreateModel(
            name='UnshownRow',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('thing', models.CharField(max_length=60)),
                ('number', models.CharField(blank=True, max_length=60)),
                ('wrong', models.CharField(max_length=100)),
                ('times', models.PositiveIntegerField(default=1)),
                ('since', models.DateTimeField()),
                ('last_at', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(fields=['-last_at'], name='row_unshown_newest')],
                'constraints': [models.UniqueConstraint(fields=('thing', 'number'), name='row_unshown_once')],
            },
        ),
    ]
