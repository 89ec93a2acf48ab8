"""The tables of papers as the first release made them; they stay so: later changes are added."""

import django.db.models.deletion
import songda.clock
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('cases', '0001_tables'),
        ('parties', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='Paper',
            fields=[
                ('id', models.UUIDField(default=songda.clock.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=40)),
                ('title', models.CharField(max_length=120)),
                ('sha256', models.BinaryField(max_length=32)),
                ('size', models.PositiveIntegerField()),
                ('pages', models.PositiveIntegerField()),
                ('wrapped_key', models.BinaryField()),
                ('filed_at', models.DateTimeField()),
                ('struck_at', models.DateTimeField(null=True)),
                ('days_set_in_paper', models.PositiveSmallIntegerField(null=True)),
                ('carried_out_at', models.DateTimeField(null=True)),
                ('issued_at', models.DateTimeField(null=True)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='papers', to='cases.case')),
                ('filed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='own_papers', to='parties.party')),
                ('replaces', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='papers.paper')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['acceptance_notice', 'address_form', 'appeal_copy', 'auction_notice', 'bench_notice', 'complaint_copy', 'consumption_limit_order', 'correction_ruling', 'counterclaim_copy', 'decision', 'defence_copy', 'enforcement_notice', 'evidence_material', 'evidence_notice', 'expert_report', 'fee_notice', 'hearing_notice', 'indictment_copy', 'judgment', 'mediation_document', 'notice_to_respond', 'other', 'participation_notice', 'payment_order', 'preservation_ruling', 'property_report_order', 'protection_order', 'rights_notice', 'ruling', 'ruling_appealable', 'stay_ruling', 'summons', 'third_party_debt_notice'])), name='paper_kind_known'), models.UniqueConstraint(condition=models.Q(('struck_at', None)), fields=('case', 'kind', 'sha256'), name='paper_once_per_case')],
            },
        ),
    ]
