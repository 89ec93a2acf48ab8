"""The tables of certificates as the first release made them; they stay so: later changes are added."""

import django.db.models.deletion
import songda.clock
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('orders', '0001_tables'),
        ('staff', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='SerialCount',
            fields=[
                ('court', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='staff.court')),
                ('last', models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name='Certificate',
            fields=[
                ('id', models.UUIDField(default=songda.clock.new_id, editable=False, primary_key=True, serialize=False)),
                ('number', models.CharField(max_length=60, unique=True)),
                ('code', models.CharField(max_length=16, unique=True)),
                ('finding_digest', models.BinaryField(max_length=32)),
                ('printed', models.BinaryField(max_length=16, null=True)),
                ('substance', models.BinaryField(max_length=16, null=True)),
                ('state', models.CharField(max_length=14)),
                ('sha256', models.BinaryField(max_length=32)),
                ('unstamped_sha256', models.BinaryField(max_length=32, null=True)),
                ('file_id', models.UUIDField()),
                ('wrapped_key', models.BinaryField()),
                ('made_at', models.DateTimeField()),
                ('stamped_at', models.DateTimeField(null=True)),
                ('stamp_due_at', models.DateTimeField(null=True)),
                ('event_id', models.UUIDField()),
                ('replaces', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='certificates.certificate')),
                ('service', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='certificates', to='orders.service')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('stamp_due_at', None), _negated=True), fields=['stamp_due_at'], name='stamp_due'), models.Index(fields=['-made_at', '-id'], name='certificate_newest')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['issued', 'replaced', 'stamp_pending'])), name='certificate_state_known'), models.UniqueConstraint(condition=models.Q(('state', 'replaced'), _negated=True), fields=('service',), name='one_current_certificate')],
            },
        ),
        migrations.CreateModel(
            name='HeldSerial',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('serial', models.BigIntegerField()),
                ('held_until', models.DateTimeField()),
                ('court', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='staff.court')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('court', 'serial'), name='serial_held_once')],
            },
        ),
    ]
