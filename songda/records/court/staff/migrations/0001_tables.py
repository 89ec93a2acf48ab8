"""The tables of staff as the first release made them; they stay so: later changes are added."""

import django.contrib.auth.models
import django.contrib.auth.validators
import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
import songda.clock
import songda.core.access
import songda.core.delivery.ladder.way_rules
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.CreateModel(
            name='Court',
            fields=[
                ('id', models.UUIDField(default=songda.clock.new_id, editable=False, primary_key=True, serialize=False)),
                ('code', models.CharField(max_length=12, unique=True)),
                ('name', models.CharField(max_length=120, unique=True)),
                ('name_en', models.CharField(blank=True, max_length=120)),
                ('zone', models.CharField(default='Asia/Shanghai', max_length=40)),
                ('phone', models.CharField(default='12368', max_length=40)),
                ('street', models.CharField(blank=True, max_length=200)),
                ('asks_all_for_factor', models.BooleanField(default=True)),
                ('calls_found_first', models.BooleanField(db_default=False, default=False)),
                ('channels_paused', models.TextField(db_default='{}', default='{}')),
                ('message_words', models.TextField(db_default='{}', default='{}')),
                ('figures_public_since', models.DateTimeField(null=True)),
                ('above', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='below', to='staff.court')),
            ],
        ),
        migrations.CreateModel(
            name='ApiClient',
            fields=[
                ('id', models.UUIDField(default=songda.clock.new_id, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=80)),
                ('token_hash', models.BinaryField(max_length=32, unique=True)),
                ('scopes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), size=None)),
                ('created_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('last_used_at', models.DateTimeField(null=True)),
                ('revoked_at', models.DateTimeField(null=True)),
                ('court', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='api_clients', to='staff.court')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('scopes__contained_by', ['change_calls', 'change_cases', 'change_lookups', 'change_outreach', 'change_papers', 'change_parties', 'change_service', 'change_tasks', 'read_calls', 'read_cases', 'read_events', 'read_figures', 'read_lookups', 'read_outreach', 'read_papers', 'read_parties', 'read_proofs', 'read_service', 'read_tasks'])), name='client_scopes_known'), models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('created_at'))), name='client_ends')],
            },
        ),
        migrations.CreateModel(
            name='User',
            fields=[
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('username', models.CharField(error_messages={'unique': 'A user with that username already exists.'}, help_text='Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.', max_length=150, unique=True, validators=[django.contrib.auth.validators.UnicodeUsernameValidator()], verbose_name='username')),
                ('first_name', models.CharField(blank=True, max_length=150, verbose_name='first name')),
                ('last_name', models.CharField(blank=True, max_length=150, verbose_name='last name')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='email address')),
                ('is_staff', models.BooleanField(default=False, help_text='Designates whether the user can log into this admin site.', verbose_name='staff status')),
                ('is_active', models.BooleanField(default=True, help_text='Designates whether this user should be treated as active. Unselect this instead of deleting accounts.', verbose_name='active')),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='date joined')),
                ('id', models.UUIDField(default=songda.clock.new_id, editable=False, primary_key=True, serialize=False)),
                ('role', models.CharField(choices=[('clerk', 'clerk'), ('service_officer', 'service_officer'), ('judge', 'judge'), ('supervisor', 'supervisor'), ('administrator', 'administrator'), ('auditor', 'auditor')], max_length=20)),
                ('display_name', models.CharField(max_length=60)),
                ('must_change_password', models.BooleanField(default=False)),
                ('sign_on_name', models.CharField(max_length=255, null=True, unique=True)),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
                ('court', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='staff', to='staff.court')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('role__in', ['clerk', 'service_officer', 'judge', 'supervisor', 'administrator', 'auditor'])), name='user_role_known')],
            },
            managers=[
                ('objects', django.contrib.auth.models.UserManager()),
            ],
        ),
        migrations.CreateModel(
            name='EntryCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code_hash', models.BinaryField(max_length=32)),
                ('made_at', models.DateTimeField()),
                ('used_at', models.DateTimeField(null=True)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entry_codes', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('user', 'code_hash'), name='entry_code_once')],
            },
        ),
        migrations.CreateModel(
            name='KeptAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=80)),
                ('request_hash', models.BinaryField(max_length=32)),
                ('status', models.PositiveSmallIntegerField()),
                ('body_sealed', models.BinaryField()),
                ('at', models.DateTimeField()),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='kept_answers', to='staff.apiclient')),
            ],
            options={
                'indexes': [models.Index(fields=['at'], name='answer_by_age')],
                'constraints': [models.UniqueConstraint(fields=('client', 'key'), name='answer_once_per_key')],
            },
        ),
        migrations.CreateModel(
            name='Proposal',
            fields=[
                ('id', models.UUIDField(default=songda.clock.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=20)),
                ('draft', models.JSONField()),
                ('asked_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('state', models.CharField(default=songda.core.access.ProposalState['OPEN'], max_length=20)),
                ('decided_at', models.DateTimeField(null=True)),
                ('about', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='proposals_about', to=settings.AUTH_USER_MODEL)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='proposals_made', to=settings.AUTH_USER_MODEL)),
                ('court', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='proposals', to='staff.court')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='proposals_decided', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['admission', 'factor_rule', 'factors', 'message_words', 'office', 'particulars', 'password', 'readmission', 'sign_on', 'token', 'way_rule'])), name='proposal_kind_known'), models.CheckConstraint(condition=models.Q(('state__in', ['approved', 'declined', 'open', 'withdrawn'])), name='proposal_state_known'), models.CheckConstraint(condition=models.Q(('state', songda.core.access.ProposalState['WITHDRAWN']), ('decided_by', None), models.Q(('decided_by', models.F('asked_by')), _negated=True), _connector='OR'), name='proposal_has_four_eyes'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('decided_by', None), ('state', songda.core.access.ProposalState['OPEN'])), models.Q(models.Q(('state', songda.core.access.ProposalState['OPEN']), _negated=True), ('decided_at__isnull', False), ('decided_by__isnull', False)), _connector='OR'), name='proposal_decided_or_open')],
            },
        ),
        migrations.CreateModel(
            name='WayRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('way', models.CharField(max_length=16)),
                ('paper_kind', models.CharField(blank=True, max_length=40)),
                ('choice', models.CharField(blank=True, max_length=16)),
                ('set_at', models.DateTimeField()),
                ('court', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='way_rules', to='staff.court')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('choice__in', ['', 'automatically', 'never', 'propose'])), name='way_rule_choice_known'), models.CheckConstraint(condition=models.Q(('paper_kind__in', ['', 'acceptance_notice', 'address_form', 'appeal_copy', 'auction_notice', 'bench_notice', 'complaint_copy', 'consumption_limit_order', 'correction_ruling', 'counterclaim_copy', 'decision', 'defence_copy', 'enforcement_notice', 'evidence_material', 'evidence_notice', 'expert_report', 'fee_notice', 'hearing_notice', 'indictment_copy', 'judgment', 'mediation_document', 'notice_to_respond', 'other', 'participation_notice', 'payment_order', 'preservation_ruling', 'property_report_order', 'protection_order', 'rights_notice', 'ruling', 'ruling_appealable', 'stay_ruling', 'summons', 'third_party_debt_notice'])), name='way_rule_paper_kind_known'), models.CheckConstraint(condition=models.Q(models.Q(('choice', songda.core.delivery.ladder.way_rules.WayChoice['PROPOSE']), _negated=True), ('way', 'mail'), ('way', 'direct'), ('way', 'entrusted'), ('way', 'transfer'), ('way', 'public_notice'), _connector='OR'), name='way_rule_proposes_ways_of_people'), models.CheckConstraint(condition=models.Q(models.Q(('way__in', ('direct', 'entrusted', 'transfer', 'public_notice')), _negated=True), models.Q(('choice', songda.core.delivery.ladder.way_rules.WayChoice['AUTOMATICALLY']), _negated=True), _connector='OR'), name='way_rule_people_begin'), models.UniqueConstraint(fields=('court', 'way', 'paper_kind'), name='way_ruled_once')],
            },
        ),
    ]
