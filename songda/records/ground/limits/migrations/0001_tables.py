"""The tables of limits as the first release made them; they stay so: later changes are added."""

from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='KeptValue',
            fields=[
                ('cache_key', models.CharField(max_length=250, primary_key=True, serialize=False)),
                ('value', models.JSONField(null=True)),
                ('expires', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(fields=['expires'], name='kept_values_oldest')],
            },
        ),
        migrations.CreateModel(
            name='TryCount',
            fields=[
                ('origin', models.BinaryField(max_length=16, primary_key=True, serialize=False)),
                ('since', models.DateTimeField()),
                ('count', models.PositiveIntegerField()),
            ],
            options={
                'indexes': [models.Index(fields=['since'], name='failures_oldest')],
            },
        ),
        migrations.RunSQL(
            sql='ALTER TABLE limits_trycount SET UNLOGGED',
            reverse_sql='ALTER TABLE limits_trycount SET LOGGED',
        ),
        migrations.RunSQL(
            sql='ALTER TABLE limits_keptvalue SET UNLOGGED',
            reverse_sql='ALTER TABLE limits_keptvalue SET LOGGED',
        ),
    ]
