"""What judges decided, and tasks about a person to whom nothing was sent."""

import django.db.models.deletion
import songda.clock
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0001_tables'),
        ('delivery', '0001_tables'),
        ('orders', '0002_law_version'),
        ('parties', '0002_withdrawals'),
        ('staff', '0003_shared_cache'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Determination',
            fields=[
                ('id', models.UUIDField(default=songda.clock.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=12)),
                ('outcome', models.CharField(max_length=20)),
                ('given_for', models.JSONField(null=True)),
                ('reason_sealed', models.BinaryField()),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name='task',
            name='party',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='tasks', to='parties.party'),
        ),
        migrations.AddConstraint(
            model_name='task',
            constraint=models.UniqueConstraint(condition=models.Q(('closed_at', None)), fields=('party', 'kind'), name='party_task_open_once'),
        ),
        migrations.AddField(
            model_name='determination',
            name='attempt',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='determinations', to='delivery.attempt'),
        ),
        migrations.AddField(
            model_name='determination',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='determination',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='determinations', to='cases.case'),
        ),
        migrations.AddField(
            model_name='determination',
            name='consent',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='determinations', to='parties.consent'),
        ),
        migrations.AddField(
            model_name='determination',
            name='hearing',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='determinations', to='cases.hearing'),
        ),
        migrations.AddField(
            model_name='determination',
            name='objection',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='determinations', to='delivery.objection'),
        ),
        migrations.AddField(
            model_name='determination',
            name='party',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='determinations', to='parties.party'),
        ),
        migrations.AddField(
            model_name='determination',
            name='service',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='determinations', to='orders.service'),
        ),
        migrations.AddIndex(
            model_name='determination',
            index=models.Index(fields=['case', '-at'], name='determination_newest'),
        ),
        migrations.AddIndex(
            model_name='determination',
            index=models.Index(fields=['party', 'kind', '-at'], name='determination_of_party'),
        ),
        migrations.AddConstraint(
            model_name='determination',
            constraint=models.CheckConstraint(condition=models.Q(('kind', 'offline'), models.Q(('attempt__isnull', False), ('kind', 'finding'), ('service__isnull', False)), models.Q(('kind', 'objection'), ('objection__isnull', False)), models.Q(('consent__isnull', False), ('kind', 'withdrawal')), models.Q(('given_for__isnull', False), ('hearing__isnull', False), ('kind', 'guard')), _connector='OR'), name='determination_names_its_subject'),
        ),
    ]
