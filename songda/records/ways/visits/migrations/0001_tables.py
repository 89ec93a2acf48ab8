"""The tables of visits as the first release made them; they stay so: later changes are added."""

import django.contrib.postgres.fields
import django.db.models.deletion
import songda.clock
import songda.core.delivery.visits
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('deeds', '0001_tables'),
        ('orders', '0001_tables'),
        ('parties', '0001_tables'),
        ('staff', '0001_tables'),
        ('staff', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='VisitRule',
            fields=[
                ('court', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='visit_rule', serialize=False, to='staff.court')),
                ('by_itself', models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name='Round',
            fields=[
                ('id', models.UUIDField(default=songda.clock.new_id, editable=False, primary_key=True, serialize=False)),
                ('day', models.DateField()),
                ('made_at', models.DateTimeField()),
                ('made_by', models.CharField(max_length=60)),
                ('ends_at', models.DateTimeField()),
                ('mark', models.CharField(blank=True, max_length=32)),
                ('key_sealed', models.BinaryField(null=True)),
                ('phone_hash', models.BinaryField(max_length=32, null=True, unique=True)),
                ('taken_at', models.DateTimeField(null=True)),
                ('seen_at', models.DateTimeField(null=True)),
                ('shut_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('court', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rounds', to='staff.court')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rounds', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['court', 'day'], name='round_by_day')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None), ('shut_at', None)), fields=('person', 'day'), name='one_round_a_day'), models.CheckConstraint(condition=models.Q(models.Q(('mark', ''), ('taken_at', None)), models.Q(('taken_at__isnull', False), models.Q(('mark', ''), _negated=True)), _connector='OR'), name='round_taken_with_mark')],
            },
        ),
        migrations.CreateModel(
            name='Stop',
            fields=[
                ('id', models.UUIDField(default=songda.clock.new_id, editable=False, primary_key=True, serialize=False)),
                ('place', models.PositiveSmallIntegerField(default=0)),
                ('note_sealed', models.BinaryField(null=True)),
                ('planned_at', models.DateTimeField()),
                ('planned_by', models.CharField(max_length=60)),
                ('dropped_at', models.DateTimeField(null=True)),
                ('done_at', models.DateTimeField(null=True)),
                ('address', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stops', to='parties.address')),
                ('envelope', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stops', to='orders.envelope')),
                ('round', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='stops', to='visits.round')),
            ],
            options={
                'indexes': [models.Index(fields=['round', 'place'], name='stop_of_round')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('done_at', None), ('dropped_at', None)), fields=('envelope', 'address'), name='stop_planned_once')],
            },
        ),
        migrations.CreateModel(
            name='Visit',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('outcome', models.CharField(max_length=12)),
                ('signer', models.CharField(blank=True, max_length=30)),
                ('manner', models.CharField(blank=True, max_length=30)),
                ('services', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), size=None)),
                ('at', models.DateTimeField()),
                ('phone_now', models.DateTimeField()),
                ('received_at', models.DateTimeField()),
                ('has_mark', models.BooleanField()),
                ('photos_told', models.PositiveSmallIntegerField()),
                ('told_sealed', models.BinaryField()),
                ('told_hash', models.BinaryField(max_length=32)),
                ('reported_by', models.CharField(max_length=60)),
                ('state', models.CharField(default=songda.core.delivery.visits.State['DRAFT'], max_length=10)),
                ('looked_at', models.DateTimeField(null=True)),
                ('deed', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='visit', to='deeds.deed')),
                ('stop', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='visits', to='visits.stop')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('outcome__in', ['failed', 'left', 'signed'])), name='visit_outcome_known'), models.CheckConstraint(condition=models.Q(('signer__in', ['', 'bankruptcy_administrator', 'branch_office', 'business_agent', 'co_party', 'cohabitant', 'cohabitant_of_unknown_age', 'designated_receiver', 'estate_administrator', 'family_elsewhere', 'headed_company', 'mail_room', 'minor_at_home', 'opponent', 'owned_company', 'recipient', 'representative', 'representative_office', 'statutory_agent', 'stranger'])), name='visit_signer_known'), models.CheckConstraint(condition=models.Q(('manner__in', ['', 'elsewhere_filmed', 'filmed', 'witnessed'])), name='visit_manner_known'), models.CheckConstraint(condition=models.Q(('state__in', ['accepted', 'draft', 'set_aside'])), name='visit_state_known'), models.CheckConstraint(condition=models.Q(models.Q(('deed__isnull', False), ('state', songda.core.delivery.visits.State['ACCEPTED'])), models.Q(models.Q(('state', songda.core.delivery.visits.State['ACCEPTED']), _negated=True), ('deed', None)), _connector='OR'), name='visit_accepted_is_deed')],
            },
        ),
        migrations.CreateModel(
            name='VisitPhoto',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=10)),
                ('sha256', models.BinaryField(max_length=32)),
                ('size', models.PositiveIntegerField()),
                ('taken_at', models.DateTimeField()),
                ('kept_at', models.DateTimeField(null=True)),
                ('original_key', models.BinaryField(null=True)),
                ('drawn_sha256', models.BinaryField(max_length=32, null=True)),
                ('drawn_key', models.BinaryField(null=True)),
                ('refused', models.CharField(blank=True, max_length=12)),
                ('spoilt', models.PositiveSmallIntegerField(default=0)),
                ('visit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='photos', to='visits.visit')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['photo', 'return'])), name='visit_photo_kind_known'), models.CheckConstraint(condition=models.Q(models.Q(('drawn_key', None), ('drawn_sha256', None), ('kept_at', None), ('original_key', None)), models.Q(('drawn_key__isnull', False), ('drawn_sha256__isnull', False), ('kept_at__isnull', False), ('original_key__isnull', False)), models.Q(('drawn_key', None), ('drawn_sha256__isnull', False), ('kept_at__isnull', False), ('original_key', None)), _connector='OR'), name='visit_photo_kept_whole')],
            },
        ),
        migrations.CreateModel(
            name='PhotoPart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('body_sealed', models.BinaryField()),
                ('photo', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='visits.visitphoto')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('photo', 'number'), name='photo_part_once')],
            },
        ),
    ]
