"""The tables of findings as the first release made them; they stay so: later changes are added."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('orders', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='LawVersion',
            fields=[
                ('version', models.CharField(max_length=16, primary_key=True, serialize=False)),
                ('words', models.JSONField()),
                ('first_used_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Finding',
            fields=[
                ('service', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='finding', serialize=False, to='orders.service')),
                ('status', models.CharField(max_length=20)),
                ('effective_at', models.DateTimeField(null=True)),
                ('effective_on', models.DateField(null=True)),
                ('ground', models.CharField(max_length=24, null=True)),
                ('winning_attempt', models.CharField(max_length=36, null=True)),
                ('record', models.JSONField()),
                ('is_denied', models.BooleanField(db_default=False, default=False)),
                ('is_marked_anew', models.BooleanField(default=False)),
                ('decided_at', models.DateTimeField()),
                ('certificate_due_at', models.DateTimeField(null=True)),
                ('is_stated', models.BooleanField(db_default=False, default=False)),
                ('law_version', models.ForeignKey(db_column='law_version', db_index=False, on_delete=django.db.models.deletion.PROTECT, to='findings.lawversion')),
            ],
            options={
                'indexes': [models.Index(fields=['status', 'service'], name='finding_by_status'), models.Index(condition=models.Q(('is_denied', True)), fields=['service'], name='finding_denied'), models.Index(condition=models.Q(('status__in', ['awaiting_judge', 'not_verified', 'presumed']), ('is_denied', True), _connector='OR'), fields=['decided_at', 'service'], name='finding_for_judge'), models.Index(condition=models.Q(('certificate_due_at', None), _negated=True), fields=['certificate_due_at'], name='certificate_due')],
                'constraints': [models.CheckConstraint(condition=models.Q(('status__in', ['awaiting_judge', 'effective', 'not_allowed', 'not_effective', 'not_verified', 'presumed'])), name='finding_status_known'), models.CheckConstraint(condition=models.Q(('ground__in', ['arrival', 'deemed', 'left', 'public_notice', 'receipt_completed', 'receipt_presumed', 'returned', 'signature'])), name='finding_ground_known')],
            },
        ),
        migrations.RunSQL(
            sql="\nCREATE FUNCTION law_version_refuse() RETURNS trigger LANGUAGE plpgsql AS $$\nBEGIN\n    RAISE EXCEPTION '% on % is refused: what was decided under a version of the law is told in its words', TG_OP,\n        TG_TABLE_NAME USING ERRCODE = 'restrict_violation';\nEND\n$$\n",
            reverse_sql='DROP FUNCTION law_version_refuse()',
        ),
        migrations.RunSQL(
            sql='\nCREATE TRIGGER law_version_guard BEFORE UPDATE OR DELETE ON findings_lawversion\n    FOR EACH ROW EXECUTE FUNCTION law_version_refuse()\n',
            reverse_sql='DROP TRIGGER law_version_guard ON findings_lawversion',
        ),
    ]
