"""The tables of malfunctions as the first release made them; they stay so: later changes are added."""

import django.db.models.deletion
import songda.clock
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('parties', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='Malfunction',
            fields=[
                ('id', models.UUIDField(default=songda.clock.new_id, editable=False, primary_key=True, serialize=False)),
                ('away', models.CharField(max_length=10)),
                ('since', models.DateTimeField()),
                ('until', models.DateTimeField(null=True)),
                ('noticed', models.CharField(max_length=10)),
                ('noted_by', models.CharField(max_length=60)),
                ('noted_at', models.DateTimeField()),
                ('words', models.CharField(blank=True, max_length=200)),
                ('in_vain', models.PositiveIntegerField(default=0)),
                ('looked_for_periods_at', models.DateTimeField(null=True)),
                ('sha256', models.BinaryField(max_length=32, null=True)),
                ('wrapped_key', models.BinaryField(null=True)),
                ('event_id', models.UUIDField(null=True)),
                ('struck_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['-since'], name='malfunction_newest')],
                'constraints': [models.CheckConstraint(condition=models.Q(('away__in', ['files', 'pages', 'sending'])), name='malfunction_away_known'), models.CheckConstraint(condition=models.Q(('noticed__in', ['person', 'watch'])), name='malfunction_noticed_known'), models.CheckConstraint(condition=models.Q(('until', None), ('until__gt', models.F('since')), _connector='OR'), name='malfunction_ends_later'), models.UniqueConstraint(condition=models.Q(('struck_at', None)), fields=('away', 'since'), name='malfunction_once')],
            },
        ),
        migrations.CreateModel(
            name='RanMeanwhile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('last_day', models.DateField()),
                ('outcome', models.CharField(blank=True, max_length=10)),
                ('weighed_at', models.DateTimeField(null=True)),
                ('weighed_by', models.CharField(blank=True, max_length=60)),
                ('reason_sealed', models.BinaryField(null=True)),
                ('malfunction', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='ran', to='malfunctions.malfunction')),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='ran_meanwhile', to='parties.party')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('outcome__in', ['', 'extended', 'runs_on'])), name='ran_meanwhile_known'), models.UniqueConstraint(fields=('malfunction', 'party'), name='ran_once')],
            },
        ),
    ]
