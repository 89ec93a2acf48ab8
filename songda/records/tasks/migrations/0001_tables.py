"""The tables of tasks, made by scripts/tables.py from the models."""

import django.db.models.deletion
import songda.clock
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('cases', '0001_tables'),
        ('orders', '0001_tables'),
        ('parties', '0001_tables'),
        ('staff', '0001_tables'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Task',
            fields=[
                ('id', models.UUIDField(default=songda.clock.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=24)),
                ('reason', models.CharField(max_length=40)),
                ('opened_at', models.DateTimeField()),
                ('due_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(null=True)),
                ('closed_by', models.CharField(blank=True, max_length=60)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tasks', to='cases.case')),
                ('court', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='staff.court')),
                ('envelope', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='tasks', to='orders.envelope')),
                ('owner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='tasks', to=settings.AUTH_USER_MODEL)),
                ('party', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='tasks', to='parties.party')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('closed_at', None)), fields=['court', 'due_at'], name='task_open')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('closed_at', None)), fields=('envelope', 'kind'), name='task_open_once'), models.UniqueConstraint(condition=models.Q(('closed_at', None)), fields=('party', 'kind'), name='party_task_open_once')],
            },
        ),
    ]
