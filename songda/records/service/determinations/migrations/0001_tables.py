"""The tables of determinations as the first release made them; they stay so: later changes are added."""

import django.db.models.deletion
import songda.clock
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('attempts', '0001_tables'),
        ('cases', '0001_tables'),
        ('deeds', '0001_tables'),
        ('orders', '0001_tables'),
        ('parties', '0001_tables'),
        ('portal_acts', '0001_tables'),
        ('staff', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Determination',
            fields=[
                ('id', models.UUIDField(default=songda.clock.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=12)),
                ('outcome', models.CharField(max_length=20)),
                ('shown_to_judge', models.JSONField(null=True)),
                ('reason_sealed', models.BinaryField()),
                ('at', models.DateTimeField()),
                ('attempt', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='determinations', to='attempts.attempt')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='determinations', to='cases.case')),
                ('consent', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='determinations', to='parties.consent')),
                ('deed', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='determinations', to='deeds.deed')),
                ('envelope', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='determinations', to='orders.envelope')),
                ('hearing', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='determinations', to='cases.hearing')),
                ('objection', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='determinations', to='portal_acts.objection')),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='determinations', to='parties.party')),
                ('service', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='determinations', to='orders.service')),
            ],
            options={
                'indexes': [models.Index(fields=['case', '-at'], name='determination_newest'), models.Index(fields=['-at', '-id'], name='determination_of_all'), models.Index(fields=['party', 'kind', '-at'], name='determination_of_party')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['finding', 'guard', 'notice', 'objection', 'offline', 'withdrawal'])), name='determination_kind_known'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'finding'), ('outcome__in', ('counts', 'does_not_count'))), models.Q(('kind', 'objection'), ('outcome__in', ('accepted', 'rejected'))), models.Q(('kind', 'withdrawal'), ('outcome__in', ('accepted', 'rejected'))), models.Q(('kind', 'offline'), ('outcome__in', ('confirmed', 'lifted', 'ordered', 'declined'))), models.Q(('kind', 'guard'), ('outcome__in', ('overridden', 'restored'))), models.Q(('kind', 'notice'), ('outcome__in', ('approved', 'declined'))), _connector='OR'), name='determination_outcome_known'), models.CheckConstraint(condition=models.Q(('kind', 'offline'), models.Q(('kind', 'finding'), ('service__isnull', False), models.Q(models.Q(('attempt__isnull', False), ('deed__isnull', True)), models.Q(('attempt__isnull', True), ('deed__isnull', False)), _connector='OR')), models.Q(('kind', 'objection'), ('objection__isnull', False)), models.Q(('consent__isnull', False), ('kind', 'withdrawal')), models.Q(('hearing__isnull', False), ('kind', 'guard'), ('shown_to_judge__isnull', False)), models.Q(('envelope__isnull', False), ('kind', 'notice'), ('shown_to_judge__isnull', False)), _connector='OR'), name='determination_names_its_subject')],
            },
        ),
        migrations.RunSQL(
            sql="\nCREATE FUNCTION determination_refuse() RETURNS trigger LANGUAGE plpgsql AS $$\nBEGIN\n    IF TG_OP = 'UPDATE' THEN\n        IF to_jsonb(OLD) - 'reason_sealed' = to_jsonb(NEW) - 'reason_sealed' AND length(NEW.reason_sealed) = 0 THEN\n            RETURN NEW;\n        END IF;\n    END IF;\n    RAISE EXCEPTION '% on % is refused: a later determination takes the place of an earlier one', TG_OP, TG_TABLE_NAME\n        USING ERRCODE = 'restrict_violation';\nEND\n$$\n",
            reverse_sql='DROP FUNCTION determination_refuse()',
        ),
        migrations.RunSQL(
            sql='\nCREATE TRIGGER determination_guard BEFORE UPDATE OR DELETE ON determinations_determination\n    FOR EACH ROW EXECUTE FUNCTION determination_refuse()\n',
            reverse_sql='DROP TRIGGER determination_guard ON determinations_determination',
        ),
    ]
