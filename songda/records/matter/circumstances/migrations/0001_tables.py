"""The tables of circumstances as the first release made them; they stay so: later changes are added."""

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
            name='Circumstance',
            fields=[
                ('id', models.UUIDField(default=songda.clock.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=24)),
                ('basis', models.CharField(blank=True, max_length=24)),
                ('since', models.DateTimeField()),
                ('until', models.DateTimeField(null=True)),
                ('struck_at', models.DateTimeField(null=True)),
                ('words_sealed', models.BinaryField(null=True)),
                ('details', models.JSONField(default=dict)),
                ('recorded_at', models.DateTimeField()),
                ('recorded_by', models.CharField(max_length=60)),
                ('case', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='circumstances', to='cases.case')),
                ('party', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='circumstances', to='parties.party')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['address_withheld', 'care', 'content_known', 'deceased', 'dissolved', 'first_notice', 'in_bankruptcy', 'in_custody', 'jurisdiction_contested', 'lacks_capacity', 'missing', 'must_appear', 'not_bound', 'post_forbidden', 'procuratorate', 'receiver_in_china', 'soldier', 'ways_ruled_out'])), name='circumstance_known'), models.CheckConstraint(condition=models.Q(models.Q(('case__isnull', True), ('kind__in', ['in_custody', 'soldier', 'lacks_capacity', 'missing', 'deceased', 'dissolved', 'in_bankruptcy', 'address_withheld', 'ways_ruled_out', 'care', 'must_appear', 'post_forbidden', 'receiver_in_china', 'content_known', 'first_notice', 'not_bound']), ('party__isnull', False)), models.Q(('case__isnull', False), ('kind__in', ['jurisdiction_contested', 'procuratorate']), ('party__isnull', True)), _connector='OR'), name='circumstance_of_one_subject'), models.CheckConstraint(condition=models.Q(models.Q(('basis__in', ('police', 'committee', 'relatives', 'employer', 'inquiry', 'judgment')), ('kind', 'missing')), models.Q(('basis__in', ('refuses', 'evades')), ('kind', 'address_withheld')), models.Q(('basis__in', ('no_address_known', 'address_does_not_exist', 'recipient_left', 'closed_by_law')), ('kind', 'ways_ruled_out')), models.Q(('basis__in', ('disabled', 'no_smartphone', 'low_literacy', 'other_language', 'wish_large_print', 'wish_paper', 'wish_call', 'wish_visit', 'wish_notices', 'wish_nothing')), ('kind', 'care')), models.Q(('basis__in', ('owes_support', 'facts_unclear')), ('kind', 'must_appear')), models.Q(('basis__in', ('branch', 'business_agent')), ('kind', 'receiver_in_china')), models.Q(('basis__in', ('recipient', 'statutory_agent', 'representative', 'designated_receiver')), ('kind', 'content_known')), models.Q(('basis', ''), ('kind__in', ['in_custody', 'soldier', 'lacks_capacity', 'deceased', 'dissolved', 'in_bankruptcy', 'post_forbidden', 'first_notice', 'not_bound', 'jurisdiction_contested', 'procuratorate'])), _connector='OR'), name='circumstance_basis'), models.CheckConstraint(condition=models.Q(('until', None), ('until__gte', models.F('since')), _connector='OR'), name='circumstance_ends_after_it_began'), models.CheckConstraint(condition=models.Q(models.Q(('details__has_keys', ['ways', 'stage']), ('kind', 'ways_ruled_out')), models.Q(('details__has_keys', ['party']), ('kind', 'jurisdiction_contested')), models.Q(('details__has_keys', ['papers']), ('kind', 'content_known')), models.Q(('details', {}), ('kind__in', ['in_custody', 'soldier', 'lacks_capacity', 'missing', 'deceased', 'dissolved', 'in_bankruptcy', 'address_withheld', 'care', 'must_appear', 'post_forbidden', 'receiver_in_china', 'first_notice', 'not_bound', 'procuratorate'])), _connector='OR'), name='circumstance_details'), models.UniqueConstraint(condition=models.Q(models.Q(('kind__in', ['ways_ruled_out', 'care', 'receiver_in_china', 'content_known']), _negated=True), ('struck_at', None), ('until', None)), fields=('party', 'kind'), name='circumstance_of_party_once'), models.UniqueConstraint(condition=models.Q(models.Q(('kind__in', ['ways_ruled_out', 'care', 'receiver_in_china', 'content_known']), _negated=True), ('struck_at', None), ('until', None)), fields=('case', 'kind'), name='circumstance_of_case_once')],
            },
        ),
    ]
