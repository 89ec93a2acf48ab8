"""The tables of restores as the first release made them; they stay so: later changes are added."""

from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='LostCall',
            fields=[
                ('dial_id', models.UUIDField(primary_key=True, serialize=False)),
                ('epoch', models.IntegerField()),
                ('to_index', models.BinaryField(max_length=16)),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='LostHandOver',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('epoch', models.IntegerField()),
                ('ref', models.BigIntegerField()),
                ('channel', models.CharField(max_length=16)),
                ('envelope_id', models.UUIDField()),
                ('purpose', models.CharField(max_length=10)),
                ('n', models.PositiveSmallIntegerField()),
                ('to_index', models.BinaryField(max_length=16)),
                ('order_mark', models.BinaryField(default=bytes, max_length=16)),
                ('at', models.DateTimeField()),
                ('attempt_id', models.BigIntegerField(null=True)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('attempt_id', None)), fields=['envelope_id'], name='lost_by_envelope'), models.Index(condition=models.Q(('attempt_id', None)), fields=['order_mark', 'to_index'], name='lost_by_order')],
                'constraints': [models.CheckConstraint(condition=models.Q(('purpose__in', ['account', 'address', 'call', 'code', 'hearing', 'holder', 'link', 'notice', 'service'])), name='lost_purpose_known')],
            },
        ),
        migrations.CreateModel(
            name='Quarantine',
            fields=[
                ('epoch', models.IntegerField(primary_key=True, serialize=False)),
                ('sign', models.CharField(max_length=16)),
                ('detail', models.CharField(blank=True, max_length=300)),
                ('is_journal_whole', models.BooleanField()),
                ('begun_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('sign__in', ['behind_journal', 'behind_mark', 'nothing_outside', 'other_database', 'told'])), name='quarantine_sign_known')],
            },
        ),
    ]
