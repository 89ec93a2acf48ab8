"""The tables of parties as the first release made them; they stay so: later changes are added."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
import songda.clock
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('cases', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='Bar',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person_index', models.BinaryField(max_length=16)),
                ('value_index', models.BinaryField(max_length=16)),
                ('since', models.DateTimeField()),
                ('lifted_at', models.DateTimeField(null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('person_index', 'value_index'), name='barred_once')],
            },
        ),
        migrations.CreateModel(
            name='Party',
            fields=[
                ('id', models.UUIDField(default=songda.clock.new_id, editable=False, primary_key=True, serialize=False)),
                ('role', models.CharField(max_length=40)),
                ('kind', models.CharField(default='natural_person', max_length=20)),
                ('name_sealed', models.BinaryField()),
                ('name_index', models.BinaryField(max_length=16)),
                ('number_sealed', models.BinaryField(null=True)),
                ('number_index', models.BinaryField(max_length=16, null=True)),
                ('domicile', models.CharField(default='cn', max_length=10)),
                ('is_soldier', models.BooleanField(default=False)),
                ('is_in_custody', models.BooleanField(default=False)),
                ('home_law_forbids_electronic', models.BooleanField(default=False)),
                ('age_may_matter', models.BooleanField(db_default=False, default=False)),
                ('own_labour', models.BooleanField(db_default=False, default=False)),
                ('lacks_capacity', models.BooleanField(db_default=False, default=False)),
                ('may_not_receive', models.BooleanField(db_default=False, default=False)),
                ('offline_since', models.DateTimeField(null=True)),
                ('offline_reason', models.CharField(blank=True, max_length=120)),
                ('wants_paper_since', models.DateTimeField(null=True)),
                ('agent_authority', models.CharField(blank=True, max_length=30)),
                ('removed_at', models.DateTimeField(null=True)),
                ('recorded_at', models.DateTimeField()),
                ('named_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('acts_for', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='representatives', to='parties.party')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='parties', to='cases.case')),
            ],
            options={
                'indexes': [models.Index(fields=['number_index'], name='party_by_number'), models.Index(fields=['name_index'], name='party_by_name'), models.Index(fields=['named_at'], name='party_by_naming'), models.Index(condition=models.Q(('offline_since', None), _negated=True), fields=['offline_since', 'id'], name='party_off_line')],
                'constraints': [models.CheckConstraint(condition=models.Q(('role__in', ['accused', 'agent', 'appellant', 'appellee', 'applicant', 'assisting_body', 'cohabitant', 'counterclaim_defendant', 'counterclaimant', 'creditor', 'debtor', 'defendant', 'defender', 'designated_receiver', 'enforcement_applicant', 'enforcement_debtor', 'expert', 'incidental_defendant', 'incidental_plaintiff', 'interested_person', 'interpreter', 'legal_representative', 'mail_receiver', 'original_defendant', 'original_plaintiff', 'original_third_party', 'outsider', 'plaintiff', 'private_prosecutor', 'prosecution', 'respondent', 'retrial_applicant', 'retrial_respondent', 'statutory_agent', 'third_party', 'third_party_with_claim', 'victim', 'witness'])), name='party_role_known'), models.CheckConstraint(condition=models.Q(('kind__in', ['legal_person', 'natural_person', 'organisation', 'professional'])), name='party_kind_known'), models.CheckConstraint(condition=models.Q(('offline_reason__in', ['', 'age', 'court_decision', 'disability', 'illiteracy', 'no_device', 'own_wish'])), name='party_offline_known'), models.CheckConstraint(condition=models.Q(('agent_authority__in', ['', 'general', 'special'])), name='party_agent_authority_known'), models.CheckConstraint(condition=models.Q(('wants_paper_since', None), models.Q(('offline_since', None), _negated=True), _connector='OR'), name='party_wish_is_off_line'), models.CheckConstraint(condition=models.Q(models.Q(('offline_reason', 'own_wish'), _negated=True), models.Q(('wants_paper_since', None), _negated=True), _connector='OR'), name='party_own_wish_dated')],
            },
        ),
        migrations.CreateModel(
            name='Consent',
            fields=[
                ('id', models.UUIDField(default=songda.clock.new_id, editable=False, primary_key=True, serialize=False)),
                ('ground', models.CharField(max_length=24)),
                ('at', models.DateTimeField()),
                ('stages', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), size=None)),
                ('paper_kinds', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), size=None)),
                ('how', models.CharField(max_length=40)),
                ('proof_sealed', models.BinaryField(null=True)),
                ('recorded_at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('withdrawal', models.CharField(db_default='', default='', max_length=10)),
                ('struck_at', models.DateTimeField(null=True)),
                ('given_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.party')),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consents', to='parties.party')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('withdrawal', 'pending')), fields=['withdrawn_at', 'id'], name='withdrawal_pending')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ground__in', ['accepted_by_conduct', 'express', 'own_pleading', 'prior_agreement'])), name='consent_ground_known'), models.CheckConstraint(condition=models.Q(('withdrawal__in', ['', 'accepted', 'pending', 'rejected'])), name='consent_withdrawal_known'), models.CheckConstraint(condition=models.Q(('stages__contained_by', ['*', 'enforcement', 'first_instance', 'retrial', 'second_instance'])), name='consent_stages_known'), models.CheckConstraint(condition=models.Q(('paper_kinds__contained_by', ['*', 'acceptance_notice', 'address_form', 'appeal_copy', 'auction_notice', 'bench_notice', 'complaint_copy', 'consumption_limit_order', 'correction_ruling', 'counterclaim_copy', 'decision', 'defence_copy', 'enforcement_notice', 'evidence_material', 'evidence_notice', 'expert_report', 'fee_notice', 'hearing_notice', 'indictment_copy', 'judgment', 'mediation_document', 'notice_to_respond', 'other', 'participation_notice', 'payment_order', 'preservation_ruling', 'property_report_order', 'protection_order', 'rights_notice', 'ruling', 'ruling_appealable', 'stay_ruling', 'summons', 'third_party_debt_notice'])), name='consent_papers_known'), models.CheckConstraint(condition=models.Q(('withdrawn_at', None), ('withdrawn_at__gte', models.F('at')), _connector='OR'), name='consent_ends_after_it_began'), models.CheckConstraint(condition=models.Q(('at__lte', models.F('recorded_at'))), name='consent_not_from_the_future')],
            },
        ),
        migrations.CreateModel(
            name='Address',
            fields=[
                ('id', models.UUIDField(default=songda.clock.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=10)),
                ('value_sealed', models.BinaryField()),
                ('value_index', models.BinaryField(max_length=16)),
                ('address_class', models.CharField(default='unknown', max_length=10)),
                ('class_since', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
                ('retired_at', models.DateTimeField(null=True)),
                ('is_mistyped', models.BooleanField(db_default=False, default=False)),
                ('is_for_all_cases', models.BooleanField(db_default=False, default=False)),
                ('source', models.CharField(blank=True, db_default='', default='', max_length=12)),
                ('last_used_on', models.DateField(null=True)),
                ('disowned_at', models.DateTimeField(null=True)),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='addresses', to='parties.party')),
            ],
            options={
                'indexes': [models.Index(fields=['value_index'], name='address_by_value')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('retired_at', None)), fields=('party', 'kind', 'value_index'), name='address_once_per_party'), models.CheckConstraint(condition=models.Q(('address_class__in', ['confirmed', 'found', 'provided', 'rejected', 'unknown'])), name='address_class_known'), models.CheckConstraint(condition=models.Q(('source__in', ['', 'civil_act', 'contract', 'other_suit', 'own_papers', 'register'])), name='address_source_known')],
            },
        ),
        migrations.CreateModel(
            name='Refusal',
            fields=[
                ('id', models.UUIDField(default=songda.clock.new_id, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('how', models.CharField(max_length=40)),
                ('is_set_aside', models.BooleanField(db_default=False, default=False)),
                ('recorded_at', models.DateTimeField()),
                ('struck_at', models.DateTimeField(null=True)),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='refusals', to='parties.party')),
            ],
        ),
        migrations.CreateModel(
            name='AddressFinding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address_class', models.CharField(max_length=10)),
                ('at', models.DateTimeField()),
                ('how', models.CharField(max_length=60)),
                ('recorded_at', models.DateTimeField()),
                ('recorded_by', models.CharField(max_length=60)),
                ('address', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='findings', to='parties.address')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('address_class__in', ['confirmed', 'found', 'provided', 'rejected', 'unknown'])), name='address_finding_class_known')],
            },
        ),
    ]
