"""The tables of processes as the first release made them; they stay so: later changes are added."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('procrastinate', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Filling',
            fields=[
                ('name', models.CharField(max_length=120, primary_key=True, serialize=False)),
                ('position', models.CharField(blank=True, max_length=64)),
                ('rows', models.BigIntegerField(default=0)),
                ('done_at', models.DateTimeField(null=True)),
                ('is_closed', models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name='Process',
            fields=[
                ('name', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=10)),
                ('version', models.CharField(max_length=64)),
                ('knows', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=120), size=None)),
                ('began_at', models.DateTimeField()),
                ('seen_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['command', 'rehearsal', 'web', 'worker'])), name='process_kind_known')],
            },
        ),
        migrations.RunSQL(
            sql='\nALTER TABLE procrastinate_jobs ADD CONSTRAINT job_is_readable CHECK (\n    jsonb_typeof(args) = \'object\' AND octet_length(args::text) <= 65536\n    AND NOT jsonb_path_exists(args, \'strict $.* ? (@.type() != "string" && @.type() != "array")\')\n    AND NOT jsonb_path_exists(args, \'strict $.* ? (@.type() == "array")[*] ? (@.type() != "string")\')\n)\n',
            reverse_sql='ALTER TABLE procrastinate_jobs DROP CONSTRAINT job_is_readable',
        ),
    ]
