"""The tables of lookups as the first release made them; they stay so: later changes are added."""

import django.contrib.postgres.fields
import django.db.models.deletion
import songda.clock
import songda.core.lookups
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('cases', '0001_tables'),
        ('parties', '0001_tables'),
        ('staff', '0001_tables'),
        ('staff', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Inquiry',
            fields=[
                ('id', models.UUIDField(default=songda.clock.new_id, editable=False, primary_key=True, serialize=False)),
                ('operator', models.CharField(max_length=20)),
                ('step', models.CharField(default='held', max_length=8)),
                ('answer', models.CharField(blank=True, max_length=16)),
                ('reason', models.CharField(blank=True, max_length=40)),
                ('times_asked', models.PositiveSmallIntegerField(default=0)),
                ('send_after', models.DateTimeField(null=True)),
                ('claimed_at', models.DateTimeField(null=True)),
                ('claimed_by', models.CharField(blank=True, max_length=60)),
                ('answered_at', models.DateTimeField(null=True)),
                ('cost_fen', models.PositiveIntegerField(db_default=0, default=0)),
            ],
        ),
        migrations.CreateModel(
            name='FoundNumber',
            fields=[
                ('id', models.UUIDField(default=songda.clock.new_id, editable=False, primary_key=True, serialize=False)),
                ('value_sealed', models.BinaryField(null=True)),
                ('state', models.CharField(max_length=10)),
                ('why_unused', models.CharField(blank=True, max_length=24)),
                ('found_at', models.DateTimeField()),
                ('reported_at', models.DateTimeField(null=True)),
                ('shredded_at', models.DateTimeField(null=True)),
                ('address', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='found_numbers', to='parties.address')),
                ('inquiry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='numbers', to='lookups.inquiry')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['in_use', 'inactive', 'suspended'])), name='found_number_state_known'), models.CheckConstraint(condition=models.Q(models.Q(('value_sealed', None), models.Q(('shredded_at', None), _negated=True)), models.Q(models.Q(('value_sealed', None), _negated=True), ('shredded_at', None)), _connector='OR'), name='found_number_until_shredded')],
            },
        ),
        migrations.CreateModel(
            name='LedgerLine',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('purpose', models.CharField(max_length=20)),
                ('day', models.DateField()),
                ('at', models.DateTimeField()),
                ('inquiry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='lookups.inquiry')),
            ],
            options={
                'indexes': [models.Index(fields=['purpose', 'day', '-at'], name='ledger_by_day')],
                'constraints': [models.CheckConstraint(condition=models.Q(('purpose__in', ['enforcement', 'mediation', 'service'])), name='ledger_purpose_known')],
            },
        ),
        migrations.CreateModel(
            name='Lookup',
            fields=[
                ('id', models.UUIDField(default=songda.clock.new_id, editable=False, primary_key=True, serialize=False)),
                ('subject_index', models.BinaryField(max_length=16)),
                ('name_index', models.BinaryField(max_length=16)),
                ('purpose', models.CharField(max_length=20)),
                ('ground', models.CharField(max_length=20)),
                ('why_sealed', models.BinaryField()),
                ('operators', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), size=None)),
                ('asked_by', models.CharField(max_length=60)),
                ('asked_at', models.DateTimeField()),
                ('valid_until', models.DateTimeField()),
                ('is_of_colleague', models.BooleanField(default=False)),
                ('state', models.CharField(default='waiting', max_length=12)),
                ('decided_by', models.CharField(blank=True, max_length=60)),
                ('decided_at', models.DateTimeField(null=True)),
                ('over_at', models.DateTimeField(null=True)),
                ('untold_until', models.DateTimeField(null=True)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lookups', to='cases.case')),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lookups', to='parties.party')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state__in', (songda.core.lookups.State['WAITING'], songda.core.lookups.State['APPROVED']))), fields=['state'], name='lookup_open'), models.Index(fields=['-asked_at', '-id'], name='lookup_newest'), models.Index(fields=['subject_index', 'asked_at'], name='lookup_by_subject'), models.Index(fields=['asked_by', 'asked_at'], name='lookup_by_asker'), models.Index(fields=['decided_by', 'decided_at'], name='lookup_by_decider')],
                'constraints': [models.CheckConstraint(condition=models.Q(('purpose__in', ['enforcement', 'mediation', 'service'])), name='lookup_purpose_known'), models.CheckConstraint(condition=models.Q(('ground__in', ['disputed', 'no_address', 'unreachable', 'wrong_person'])), name='lookup_ground_known'), models.CheckConstraint(condition=models.Q(('state__in', ['answered', 'approved', 'declined', 'ended', 'expired', 'waiting', 'withdrawn'])), name='lookup_state_known'), models.CheckConstraint(condition=models.Q(('operators__contained_by', ['broadnet', 'mobile', 'telecom', 'unicom'])), name='lookup_operators_known'), models.UniqueConstraint(condition=models.Q(('state__in', (songda.core.lookups.State['WAITING'], songda.core.lookups.State['APPROVED']))), fields=('party',), name='lookup_open_once'), models.CheckConstraint(condition=models.Q(('decided_by', models.F('asked_by')), _negated=True), name='lookup_by_another'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['approved', 'answered', 'declined']), _negated=True), models.Q(('decided_by', ''), _negated=True), _connector='OR'), name='lookup_approved_by_somebody')],
            },
        ),
        migrations.AddField(
            model_name='inquiry',
            name='lookup',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='inquiries', to='lookups.lookup'),
        ),
        migrations.CreateModel(
            name='Alarm',
            fields=[
                ('id', models.UUIDField(default=songda.clock.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=16)),
                ('about', models.CharField(max_length=140, unique=True)),
                ('actor', models.CharField(blank=True, max_length=60)),
                ('day', models.DateField()),
                ('count', models.PositiveIntegerField(default=0)),
                ('usual', models.PositiveIntegerField(default=0)),
                ('raised_at', models.DateTimeField()),
                ('reviewed_at', models.DateTimeField(null=True)),
                ('reviewed_by', models.CharField(blank=True, max_length=60)),
                ('review_sealed', models.BinaryField(null=True)),
                ('court', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='staff.court')),
                ('lookup', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='alarms', to='lookups.lookup')),
            ],
            options={
                'indexes': [models.Index(fields=['court', '-raised_at'], name='alarm_newest'), models.Index(condition=models.Q(('reviewed_at', None)), fields=['court'], name='alarm_open')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['off_hours', 'quota_changed', 'quota_used_up', 'too_many', 'two_courts', 'unused'])), name='alarm_kind_known'), models.CheckConstraint(condition=models.Q(('reviewed_by', ''), models.Q(('reviewed_by', models.F('actor')), _negated=True), _connector='OR'), name='alarm_reviewed_by_another')],
            },
        ),
        migrations.CreateModel(
            name='Quota',
            fields=[
                ('purpose', models.CharField(max_length=20, primary_key=True, serialize=False)),
                ('limit', models.PositiveIntegerField()),
                ('told_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('purpose__in', ['enforcement', 'mediation', 'service'])), name='quota_purpose_known')],
            },
        ),
        migrations.CreateModel(
            name='Uncovering',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('number', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='uncoverings', to='lookups.foundnumber')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('number', 'user'), name='uncovered_once')],
            },
        ),
        migrations.AddIndex(
            model_name='inquiry',
            index=models.Index(condition=models.Q(('step', 'due')), fields=['send_after', 'id'], name='inquiry_due'),
        ),
        migrations.AddIndex(
            model_name='inquiry',
            index=models.Index(condition=models.Q(('step', 'asking')), fields=['claimed_at'], name='inquiry_asking'),
        ),
        migrations.AddConstraint(
            model_name='inquiry',
            constraint=models.CheckConstraint(condition=models.Q(('operator__in', ['broadnet', 'mobile', 'telecom', 'unicom'])), name='inquiry_operator_known'),
        ),
        migrations.AddConstraint(
            model_name='inquiry',
            constraint=models.CheckConstraint(condition=models.Q(('step__in', ['asking', 'closed', 'due', 'held'])), name='inquiry_step_known'),
        ),
        migrations.AddConstraint(
            model_name='inquiry',
            constraint=models.CheckConstraint(condition=models.Q(('answer__in', ['', 'missing', 'none', 'not_asked', 'numbers', 'other_person', 'refused', 'suspended', 'time_out'])), name='inquiry_answer_known'),
        ),
        migrations.AddConstraint(
            model_name='inquiry',
            constraint=models.UniqueConstraint(fields=('lookup', 'operator'), name='inquiry_once_per_operator'),
        ),
        migrations.AddConstraint(
            model_name='inquiry',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('step', 'closed'), models.Q(('answer', ''), _negated=True)), models.Q(models.Q(('step', 'closed'), _negated=True), ('answer', '')), _connector='OR'), name='inquiry_closed_by_an_answer'),
        ),
        migrations.RunSQL(
            sql="\nCREATE FUNCTION lookup_refuse() RETURNS trigger LANGUAGE plpgsql AS $$\nBEGIN\n    RAISE EXCEPTION '% % cannot move so', TG_TABLE_NAME, OLD.id USING ERRCODE = 'restrict_violation';\nEND\n$$\n",
            reverse_sql='DROP FUNCTION lookup_refuse()',
        ),
        migrations.RunSQL(
            sql="\nCREATE TRIGGER lookup_moves BEFORE UPDATE OF state ON lookups_lookup FOR EACH ROW\n    WHEN (OLD.state <> NEW.state AND OLD.state || ' ' || NEW.state NOT IN ('waiting approved', 'waiting declined', 'waiting withdrawn', 'waiting expired', 'waiting ended', 'approved answered', 'approved withdrawn', 'approved expired', 'approved ended'))\n    EXECUTE FUNCTION lookup_refuse()\n",
            reverse_sql='DROP TRIGGER lookup_moves ON lookups_lookup',
        ),
        migrations.RunSQL(
            sql="\nCREATE TRIGGER inquiry_moves BEFORE UPDATE OF step ON lookups_inquiry FOR EACH ROW\n    WHEN (OLD.step <> NEW.step AND OLD.step || ' ' || NEW.step NOT IN ('held due', 'held closed', 'due asking', 'due closed', 'asking due', 'asking closed'))\n    EXECUTE FUNCTION lookup_refuse()\n",
            reverse_sql='DROP TRIGGER inquiry_moves ON lookups_inquiry',
        ),
    ]
