"""The tables of deeds as the first release made them; they stay so: later changes are added."""

import django.db.models.deletion
import songda.clock
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('orders', '0001_tables'),
        ('parties', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='Deed',
            fields=[
                ('id', models.UUIDField(default=songda.clock.new_id, editable=False, primary_key=True, serialize=False)),
                ('way', models.CharField(max_length=16)),
                ('address_class', models.CharField(blank=True, max_length=10)),
                ('began_at', models.DateTimeField()),
                ('address', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='deeds', to='parties.address')),
                ('envelope', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deeds', to='orders.envelope')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('way__in', ['direct', 'entrusted', 'left', 'mail', 'public_notice', 'transfer'])), name='deed_way_known'), models.CheckConstraint(condition=models.Q(('address_class__in', ['', 'confirmed', 'found', 'provided', 'rejected', 'unknown'])), name='deed_class_known'), models.CheckConstraint(condition=models.Q(('address__isnull', False), ('address_class', ''), _connector='OR'), name='deed_class_of_address')],
            },
        ),
        migrations.CreateModel(
            name='DeedPaper',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('deed', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='paper_rows', to='deeds.deed')),
                ('service', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deed_papers', to='orders.service')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('deed', 'service'), name='carried_once')],
            },
        ),
        migrations.CreateModel(
            name='DeedStep',
            fields=[
                ('id', models.UUIDField(default=songda.clock.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=12)),
                ('at', models.DateTimeField()),
                ('by', models.CharField(blank=True, max_length=30)),
                ('manner', models.CharField(blank=True, db_default='', max_length=30)),
                ('words_sealed', models.BinaryField(null=True)),
                ('scan_key', models.BinaryField(null=True)),
                ('scan_sha256', models.BinaryField(max_length=32, null=True)),
                ('recorded_at', models.DateTimeField()),
                ('recorded_by', models.CharField(max_length=60)),
                ('struck_at', models.DateTimeField(null=True)),
                ('deed', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='deeds.deed')),
            ],
            options={
                'indexes': [models.Index(fields=['deed', 'at'], name='step_of_deed')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['failed', 'left', 'published', 'returned', 'sent', 'signed'])), name='deed_step_known'), models.CheckConstraint(condition=models.Q(models.Q(('by__in', ['recipient', 'cohabitant', 'minor_at_home', 'cohabitant_of_unknown_age', 'co_party', 'family_elsewhere', 'mail_room', 'representative', 'statutory_agent', 'designated_receiver', 'representative_office', 'branch_office', 'business_agent', 'owned_company', 'headed_company', 'bankruptcy_administrator', 'estate_administrator', 'opponent', 'stranger']), ('kind__in', ('signed', 'left'))), models.Q(('by__in', ['recipient', 'cohabitant', 'minor_at_home', 'cohabitant_of_unknown_age', 'co_party', 'family_elsewhere', 'mail_room', 'representative', 'statutory_agent', 'designated_receiver', 'representative_office', 'branch_office', 'business_agent', 'owned_company', 'headed_company', 'bankruptcy_administrator', 'estate_administrator', 'opponent', 'stranger']), ('kind', 'returned'), ('manner', 'refused')), models.Q(models.Q(('kind', 'signed'), _negated=True), ('by', '')), _connector='OR'), name='deed_step_signer'), models.CheckConstraint(condition=models.Q(('manner', ''), models.Q(('kind', 'left'), ('manner__in', ('witnessed', 'filmed', 'at_court', 'elsewhere_filmed', 'at_pronouncement', 'witness_declined', 'not_fetched', 'pronounced_in_absence', 'unrecorded', 'nobody_met'))), models.Q(('kind', 'returned'), ('manner__in', ('wrong_address', 'moved_untold', 'refused', 'refused_by_another', 'nobody_met', 'not_collected', 'carrier', 'not_known_there', 'said_deceased'))), models.Q(('kind', 'published'), ('manner__in', ('at_court', 'at_home', 'newspaper', 'online', 'sold_abroad', 'in_both_places'))), _connector='OR'), name='deed_step_manner')],
            },
        ),
    ]
