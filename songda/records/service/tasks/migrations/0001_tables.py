"""The tables of tasks as the first release made them; they stay so: later changes are added."""

import django.contrib.postgres.fields
import django.db.models.deletion
import songda.clock
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('cases', '0001_tables'),
        ('orders', '0001_tables'),
        ('parties', '0001_tables'),
        ('staff', '0001_tables'),
        ('staff', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Task',
            fields=[
                ('id', models.UUIDField(default=songda.clock.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=24)),
                ('reason', models.CharField(max_length=40)),
                ('opened_at', models.DateTimeField()),
                ('due_at', models.DateTimeField()),
                ('named_at', models.DateTimeField(null=True)),
                ('stands_still_since', models.DateTimeField(null=True)),
                ('term', models.PositiveSmallIntegerField(default=1)),
                ('rungs_left', models.PositiveSmallIntegerField(default=0)),
                ('timer_at', models.DateTimeField(null=True)),
                ('closed_at', models.DateTimeField(null=True)),
                ('closed_by', models.CharField(blank=True, max_length=60)),
                ('ended_by', models.CharField(blank=True, max_length=20)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tasks', to='cases.case')),
                ('court', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='staff.court')),
                ('envelope', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='tasks', to='orders.envelope')),
                ('owner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='tasks', to=settings.AUTH_USER_MODEL)),
                ('party', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='tasks', to='parties.party')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('closed_at', None)), fields=['court', 'due_at', 'id'], include=('case', 'kind', 'reason', 'owner', 'stands_still_since', 'term'), name='task_open'), models.Index(condition=models.Q(('closed_at', None)), fields=['owner'], name='task_of_owner'), models.Index(condition=models.Q(('closed_at', None), ('timer_at__isnull', False)), fields=['timer_at'], name='task_timer')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['approve_lookup', 'ask_heirs', 'await_entrusted', 'call', 'check_carriage', 'check_lookup', 'check_outcome', 'confirm_person', 'decide_carriage', 'decide_finding', 'decide_notice', 'decide_offline', 'enter_agent', 'enter_helper', 'find_address', 'find_out_death', 'look_at_visit', 'mend_certificate', 'mend_envelope', 'mend_letter', 'note_change', 'note_notice', 'print_paper', 'restore_notice', 'rule_objection', 'rule_withdrawal', 'serve_entrusted', 'serve_otherwise', 'stop_entrusted', 'stop_notice', 'summon_anew', 'tell_of_hearing', 'unlock', 'weigh_gap', 'weigh_malfunction'])), name='task_kind_known'), models.CheckConstraint(condition=models.Q(('reason__in', ['account_left', 'account_shared', 'address_named', 'asked_for_help', 'asked_for_paper', 'awaiting_judge', 'call_again', 'call_agreed', 'care', 'carrier_against_the_record', 'carrier_cause_missing', 'carrier_cause_of_a_delivery', 'carrier_cause_of_another_product', 'carrier_cause_unknown', 'carrier_closed_before_outcome', 'carrier_closed_without_outcome', 'carrier_contradicts', 'carrier_damaged', 'carrier_delivered_after_return', 'carrier_future_date', 'carrier_handed_before_sealed', 'carrier_lost', 'carrier_missing_scan', 'carrier_never_handed', 'carrier_no_proof', 'carrier_other_number', 'carrier_other_product', 'carrier_outcome_after_mishap', 'carrier_outcome_before_handover', 'carrier_outcome_before_try', 'carrier_outcome_unprovable', 'carrier_returned_after_delivery', 'carrier_scan_before_outcome', 'carrier_scan_of_another', 'carrier_scan_unusable', 'carrier_scan_without_number', 'carrier_signer_missing', 'carrier_signer_not_allowed', 'carrier_signer_of_a_return', 'carrier_signer_unreadable', 'carrier_silent', 'carrier_stale', 'carrier_stolen', 'carrier_too_few_tries', 'carrier_tried_before_handover', 'carrier_tries_too_far_apart', 'carrier_two_closures', 'carrier_two_handovers', 'carrier_two_outcomes', 'carrier_two_scans', 'certificate_failed', 'died', 'entrusted_back', 'entrusted_in', 'entrusted_out', 'entrusted_overtaken', 'entrusted_refused', 'entrusted_tell', 'facts_undecided', 'family_answered', 'finding_changed', 'found_first_called', 'has_lawyer', 'hearing_cancelled', 'hearing_moved', 'hearing_room', 'impossible_order', 'letter_stopped', 'letter_stuck', 'lookup_incomplete', 'lookup_requested', 'malfunction', 'message_failed', 'missing_glyph', 'no_address', 'no_consent', 'nobody_competent', 'not_me', 'not_open', 'notice_approved', 'notice_asked', 'notice_declined', 'notice_down', 'notice_gap', 'notice_of_gone', 'notice_read', 'notice_unheard', 'number_found', 'objection', 'offline', 'order_anew', 'presumed', 'record_contradicts_log', 'refused', 'report_failed', 'report_reread', 'report_unread', 'representative_left', 'ruled_out', 'said_deceased', 'set_offline', 'status_case', 'step_undecided', 'too_many_tries', 'unknown_outcome', 'unreachable', 'unread', 'visit_reported', 'wants_helper', 'withdrawn'])), name='task_reason_known'), models.CheckConstraint(condition=models.Q(('ended_by__in', ['', 'acknowledged', 'address_known', 'called', 'called_in_vain', 'carriage_ruled', 'carriage_settled', 'case_closed', 'certificate_made', 'consent_answered', 'copy_settled', 'corrected', 'deed_recorded', 'died', 'entrusted_answered', 'finding_settled', 'gap_weighed', 'hand', 'hearing_changed', 'letter_mended', 'letter_planned', 'line_told', 'link_open', 'lookup_answered', 'lookup_decided', 'malfunction_weighed', 'mended', 'notice_back', 'notice_decided', 'objection_decided', 'offline_decided', 'old_hearing', 'outcome_known', 'recalled', 'replaced', 'seen', 'served', 'struck', 'summoned', 'visit_looked_at', 'way_open_again', 'wish_ended', 'withdrawal_decided'])), name='task_ending_known'), models.CheckConstraint(condition=models.Q(models.Q(('closed_at', None), ('ended_by', '')), models.Q(('closed_at__isnull', False), models.Q(('ended_by', ''), _negated=True)), _connector='OR'), name='task_ended_by_something'), models.CheckConstraint(condition=models.Q(('closed_at__isnull', False), ('stands_still_since__isnull', False), ('rungs_left', 0), ('timer_at__isnull', False), _connector='OR'), name='task_timer_is_armed'), models.UniqueConstraint(condition=models.Q(('closed_at', None)), fields=('envelope', 'kind', 'court'), name='task_open_once'), models.UniqueConstraint(condition=models.Q(('closed_at', None)), fields=('party', 'kind'), name='party_task_open_once')],
            },
        ),
        migrations.CreateModel(
            name='Escalation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('term', models.PositiveSmallIntegerField()),
                ('rung', models.CharField(max_length=20)),
                ('at', models.DateTimeField()),
                ('told', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), size=None)),
                ('task', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='escalations', to='tasks.task')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('rung__in', ['late', 'very_late'])), name='escalation_rung_known'), models.UniqueConstraint(fields=('task', 'term', 'rung'), name='rung_climbed_once')],
            },
        ),
        migrations.CreateModel(
            name='TermEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('kind', models.CharField(max_length=10)),
                ('working_days', models.PositiveSmallIntegerField(null=True)),
                ('wait', models.CharField(blank=True, max_length=10)),
                ('named_at', models.DateTimeField(null=True)),
                ('limit', models.CharField(blank=True, max_length=10)),
                ('by', models.CharField(max_length=60)),
                ('task', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='entries', to='tasks.task')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['extended', 'freed', 'limited', 'paused', 'resumed'])), name='term_entry_kind_known'), models.CheckConstraint(condition=models.Q(('wait__in', ['', 'judge', 'lookup'])), name='term_entry_wait_known'), models.CheckConstraint(condition=models.Q(('limit__in', ['', 'hearing', 'last_day'])), name='term_entry_limit_known'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'extended'), ('limit', ''), ('named_at', None), ('wait', ''), ('working_days__gt', 0)), models.Q(('kind__in', ('paused', 'resumed')), ('limit', ''), ('named_at', None), ('working_days', None), models.Q(('wait', ''), _negated=True)), models.Q(('kind', 'limited'), ('named_at__isnull', False), ('wait', ''), ('working_days', None), models.Q(('limit', ''), _negated=True)), models.Q(('kind', 'freed'), ('limit', ''), ('named_at', None), ('wait', ''), ('working_days', None)), _connector='OR'), name='term_entry_says_what_its_kind_says')],
            },
        ),
        migrations.CreateModel(
            name='TermsBasis',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('calendar', models.CharField(max_length=64)),
                ('rules', models.CharField(max_length=64)),
                ('since', models.DateTimeField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='one_basis_of_terms')],
            },
        ),
        migrations.CreateModel(
            name='CourtHanding',
            fields=[
                ('court', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='staff.court')),
                ('rule', models.CharField(max_length=20)),
                ('last', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('rule__in', ['case_clerk', 'least_load', 'nobody', 'round_robin'])), name='handing_rule_known')],
            },
        ),
        migrations.CreateModel(
            name='Substitution',
            fields=[
                ('id', models.UUIDField(default=songda.clock.new_id, editable=False, primary_key=True, serialize=False)),
                ('since', models.DateTimeField()),
                ('until', models.DateTimeField()),
                ('noted_by', models.CharField(max_length=60)),
                ('ended_at', models.DateTimeField(null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='absences', to=settings.AUTH_USER_MODEL)),
                ('stand_in', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='substitutions', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('ended_at', None)), fields=['until'], name='substitution_running')],
                'constraints': [models.CheckConstraint(condition=models.Q(('until__gt', models.F('since'))), name='substitution_forward_in_time'), models.CheckConstraint(condition=models.Q(('person', models.F('stand_in')), _negated=True), name='nobody_stands_in_for_themselves')],
            },
        ),
    ]
