"""The tables of letters as the first release made them; they stay so: later changes are added."""

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
import songda.clock
import songda.core.delivery.letters
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('deeds', '0001_tables'),
        ('orders', '0001_tables'),
        ('parties', '0001_tables'),
        ('staff', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='Batch',
            fields=[
                ('id', models.UUIDField(default=songda.clock.new_id, editable=False, primary_key=True, serialize=False)),
                ('product', models.CharField(max_length=12)),
                ('n', models.PositiveIntegerField()),
                ('made_at', models.DateTimeField()),
                ('made_by', models.CharField(max_length=60)),
                ('bound_at', models.DateTimeField(null=True)),
                ('pages', models.PositiveIntegerField(null=True)),
                ('sha256', models.BinaryField(max_length=32, null=True)),
                ('wrapped_key', models.BinaryField(null=True)),
                ('manifest_sha256', models.BinaryField(max_length=32, null=True)),
                ('manifest_key', models.BinaryField(null=True)),
                ('sealed_at', models.DateTimeField(null=True)),
                ('sealed_by', models.CharField(blank=True, max_length=60)),
                ('court', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='letter_batches', to='staff.court')),
            ],
            options={
                'indexes': [models.Index(fields=['court', 'sealed_at'], name='batch_of_court')],
                'constraints': [models.CheckConstraint(condition=models.Q(('product__in', ['court_post', 'plain', 'registered'])), name='batch_product_known'), models.UniqueConstraint(fields=('court', 'n'), name='batch_number_once'), models.CheckConstraint(condition=models.Q(models.Q(('sealed_at', None), ('sealed_by', '')), models.Q(('sealed_at__isnull', False), models.Q(('sealed_by', ''), _negated=True)), _connector='OR'), name='batch_sealed_by_somebody'), models.CheckConstraint(condition=models.Q(models.Q(('bound_at', None), ('sha256', None), ('wrapped_key', None)), models.Q(('bound_at__isnull', False), ('sha256__isnull', False), ('wrapped_key__isnull', False)), models.Q(('bound_at__isnull', False), ('sealed_at__isnull', False), ('sha256__isnull', False)), _connector='OR'), name='batch_bound_whole')],
            },
        ),
        migrations.CreateModel(
            name='Letter',
            fields=[
                ('id', models.UUIDField(default=songda.clock.new_id, editable=False, primary_key=True, serialize=False)),
                ('address_class', models.CharField(max_length=10)),
                ('place_sealed', models.BinaryField()),
                ('postcode', models.CharField(blank=True, max_length=6)),
                ('product', models.CharField(max_length=12)),
                ('state', models.CharField(default=songda.core.delivery.letters.LetterState['PROPOSED'], max_length=10)),
                ('why', models.CharField(max_length=12)),
                ('is_large_print', models.BooleanField(default=False)),
                ('may_sign', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=30), default=list, size=None)),
                ('must_be_there_by', models.DateField(null=True)),
                ('again', models.CharField(blank=True, max_length=12)),
                ('opened_at', models.DateTimeField()),
                ('opened_by', models.CharField(max_length=60)),
                ('planned_at', models.DateTimeField(null=True)),
                ('expected_on', models.DateField(null=True)),
                ('number', models.CharField(blank=True, max_length=16)),
                ('set_at', models.DateTimeField(null=True)),
                ('faults', models.JSONField(default=list)),
                ('sha256', models.BinaryField(max_length=32, null=True)),
                ('size', models.PositiveIntegerField(null=True)),
                ('pages', models.PositiveIntegerField(null=True)),
                ('file_id', models.UUIDField(null=True)),
                ('wrapped_key', models.BinaryField(null=True)),
                ('place_in_batch', models.PositiveSmallIntegerField(null=True)),
                ('counted_at', models.DateTimeField(null=True)),
                ('sealed_at', models.DateTimeField(null=True)),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('withdrawal', models.CharField(blank=True, max_length=12)),
                ('overtaken_at', models.DateTimeField(null=True)),
                ('overtaken', models.CharField(blank=True, max_length=12)),
                ('address', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='letters', to='parties.address')),
                ('batch', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='letters', to='letters.batch')),
                ('court', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='letters', to='staff.court')),
                ('deed', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='letter', to='deeds.deed')),
                ('envelope', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='letters', to='orders.envelope')),
                ('previous', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='next_tries', to='letters.letter')),
            ],
            options={
                'indexes': [models.Index(fields=['court', 'state'], name='letter_of_court'), models.Index(condition=models.Q(('state__in', (songda.core.delivery.letters.LetterState['PROPOSED'], songda.core.delivery.letters.LetterState['PLANNED'], songda.core.delivery.letters.LetterState['STOPPED'], songda.core.delivery.letters.LetterState['READY']))), fields=['state', 'opened_at'], name='letter_open'), models.Index(condition=models.Q(('counted_at__isnull', False), ('state', songda.core.delivery.letters.LetterState['READY'])), fields=['batch'], name='letter_to_seal')],
                'constraints': [models.CheckConstraint(condition=models.Q(('product__in', ['court_post', 'plain', 'registered'])), name='letter_product_known'), models.CheckConstraint(condition=models.Q(('state__in', ['planned', 'proposed', 'ready', 'sealed', 'stopped', 'withdrawn'])), name='letter_state_known'), models.CheckConstraint(condition=models.Q(('why__in', ['by_hand', 'came_back', 'copy_wanted', 'lost', 'next_way', 'ordered'])), name='letter_why_known'), models.CheckConstraint(condition=models.Q(('address_class__in', ['confirmed', 'found', 'provided', 'rejected', 'unknown'])), name='letter_class_known'), models.CheckConstraint(condition=models.Q(('again__in', ['', 'other_place', 'same_place'])), name='letter_again_known'), models.CheckConstraint(condition=models.Q(('withdrawal__in', ['', 'address_gone', 'by_hand', 'corrected', 'died', 'old_hearing', 'party_left', 'recalled', 'said_dead', 'served', 'way_closed', 'wish_ended'])), name='letter_withdrawal_known'), models.CheckConstraint(condition=models.Q(('overtaken__in', ['', 'address_gone', 'by_hand', 'corrected', 'died', 'old_hearing', 'party_left', 'recalled', 'said_dead', 'served', 'way_closed', 'wish_ended'])), name='letter_overtaken_known'), models.CheckConstraint(condition=models.Q(('may_sign__contained_by', ['bankruptcy_administrator', 'branch_office', 'business_agent', 'co_party', 'cohabitant', 'cohabitant_of_unknown_age', 'designated_receiver', 'estate_administrator', 'family_elsewhere', 'headed_company', 'mail_room', 'minor_at_home', 'opponent', 'owned_company', 'recipient', 'representative', 'representative_office', 'statutory_agent', 'stranger'])), name='letter_signers_known'), models.UniqueConstraint(condition=models.Q(('number', ''), _negated=True), fields=('number',), name='letter_number_once'), models.UniqueConstraint(condition=models.Q(('state', songda.core.delivery.letters.LetterState['WITHDRAWN']), _negated=True), fields=('previous',), name='letter_tried_again_once'), models.UniqueConstraint(fields=('batch', 'place_in_batch'), name='letter_place_in_batch_once'), models.CheckConstraint(condition=models.Q(models.Q(('sealed_at', None), ('state', songda.core.delivery.letters.LetterState['WITHDRAWN']), ('withdrawn_at__isnull', False)), models.Q(models.Q(('state', songda.core.delivery.letters.LetterState['WITHDRAWN']), _negated=True), ('withdrawal', ''), ('withdrawn_at', None)), _connector='OR'), name='letter_withdrawn_or_not'), models.CheckConstraint(condition=models.Q(models.Q(('batch__isnull', False), ('counted_at__isnull', False), ('sealed_at__isnull', False), ('state', songda.core.delivery.letters.LetterState['SEALED'])), models.Q(models.Q(('state', songda.core.delivery.letters.LetterState['SEALED']), _negated=True), ('deed', None), ('sealed_at', None)), _connector='OR'), name='letter_sealed_was_counted'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', [songda.core.delivery.letters.LetterState['READY'], songda.core.delivery.letters.LetterState['SEALED']]), _negated=True), models.Q(models.Q(('number', ''), _negated=True), ('sha256__isnull', False), ('wrapped_key__isnull', False)), models.Q(models.Q(('number', ''), _negated=True), ('place_sealed', b''), ('sha256__isnull', False)), _connector='OR'), name='letter_ready_was_set')],
            },
        ),
        migrations.CreateModel(
            name='BatchScan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('typed', models.CharField(max_length=40)),
                ('found', models.CharField(max_length=10)),
                ('at', models.DateTimeField()),
                ('by', models.CharField(max_length=60)),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='scans', to='letters.batch')),
                ('letter', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='scans', to='letters.letter')),
            ],
            options={
                'indexes': [models.Index(fields=['batch', 'at'], name='scan_of_batch')],
                'constraints': [models.CheckConstraint(condition=models.Q(('found__in', ['again', 'counted', 'elsewhere', 'strange', 'withdrawn'])), name='batch_scan_known')],
            },
        ),
        migrations.CreateModel(
            name='LetterPaper',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('letter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='paper_rows', to='letters.letter')),
                ('service', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='letters', to='orders.service')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('letter', 'service'), name='letter_carries_once')],
            },
        ),
        migrations.CreateModel(
            name='NumberRange',
            fields=[
                ('id', models.UUIDField(default=songda.clock.new_id, editable=False, primary_key=True, serialize=False)),
                ('product', models.CharField(max_length=12)),
                ('prefix', models.CharField(max_length=2)),
                ('first', models.PositiveIntegerField()),
                ('last', models.PositiveIntegerField()),
                ('next', models.PositiveIntegerField()),
                ('given_at', models.DateTimeField()),
                ('given_by', models.CharField(max_length=60)),
                ('court', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='number_ranges', to='staff.court')),
            ],
            options={
                'indexes': [models.Index(fields=['court', 'product', 'given_at'], name='number_range_of_court')],
                'constraints': [models.CheckConstraint(condition=models.Q(('product__in', ['court_post', 'plain', 'registered'])), name='number_range_product_known'), models.CheckConstraint(condition=models.Q(('first__lte', models.F('last')), ('next__gte', models.F('first')), ('next__lte', django.db.models.expressions.CombinedExpression(models.F('last'), '+', models.Value(1)))), name='number_range_in_order')],
            },
        ),
        migrations.CreateModel(
            name='PrintRoom',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('a_day', models.PositiveIntegerField(default=500)),
                ('a_week', models.PositiveIntegerField(default=2500)),
                ('carrier_a_day', models.PositiveIntegerField(default=500)),
                ('share', models.PositiveSmallIntegerField(default=1, validators=[django.core.validators.MinValueValidator(1)])),
                ('court', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='print_room', to='staff.court')),
                ('prints_at', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='prints_for', to='staff.court')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('prints_at', models.F('court')), _negated=True), name='print_room_of_another'), models.CheckConstraint(condition=models.Q(('share__gte', 1)), name='print_room_has_share')],
            },
        ),
    ]
