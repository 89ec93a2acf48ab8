"""The tables of deeds, made by scripts/tables.py from the models."""

import django.db.models.deletion
import songda.clock
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('attempts', '0001_tables'),
        ('orders', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='DeedPaper',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('attempt', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='carried', to='attempts.attempt')),
                ('service', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='carried_by', to='orders.service')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('attempt', 'service'), name='carried_once')],
            },
        ),
        migrations.CreateModel(
            name='DeedStep',
            fields=[
                ('id', models.UUIDField(default=songda.clock.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=12)),
                ('at', models.DateTimeField()),
                ('by', models.CharField(blank=True, max_length=20)),
                ('words_sealed', models.BinaryField(null=True)),
                ('scan_key', models.BinaryField(null=True)),
                ('scan_sha256', models.BinaryField(max_length=32, null=True)),
                ('recorded_at', models.DateTimeField()),
                ('recorded_by', models.CharField(max_length=60)),
                ('struck_at', models.DateTimeField(null=True)),
                ('attempt', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='attempts.attempt')),
            ],
            options={
                'indexes': [models.Index(fields=['attempt', 'at'], name='step_of_attempt')],
            },
        ),
    ]
