"""The tables of tasks, made by scripts/tables.py from the models."""

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
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
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
                'indexes': [models.Index(condition=models.Q(('closed_at', None)), fields=['court', 'due_at'], name='task_open')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['call', 'check_lookup', 'check_outcome', 'decide_finding', 'decide_notice', 'decide_offline', 'find_address', 'mend_certificate', 'mend_envelope', 'note_change', 'note_notice', 'print_paper', 'rule_objection', 'rule_withdrawal', 'serve_otherwise', 'unlock'])), name='task_kind_known'), models.CheckConstraint(condition=models.Q(('reason__in', ['asked_for_help', 'asked_for_paper', 'awaiting_judge', 'call_again', 'call_agreed', 'certificate_failed', 'facts_undecided', 'finding_changed', 'lookup_incomplete', 'message_failed', 'missing_glyph', 'no_address', 'no_consent', 'not_me', 'not_open', 'notice_approved', 'notice_asked', 'notice_declined', 'number_found', 'objection', 'offline', 'order_anew', 'presumed', 'refused', 'report_failed', 'representative_left', 'ruled_out', 'set_offline', 'step_undecided', 'too_many_tries', 'unknown_outcome', 'unreachable', 'unread', 'withdrawn'])), name='task_reason_known'), models.CheckConstraint(condition=models.Q(('ended_by__in', ['', 'address_known', 'called', 'called_in_vain', 'certificate_made', 'consent_answered', 'copy_settled', 'deed_recorded', 'finding_settled', 'hand', 'link_open', 'lookup_answered', 'mended', 'notice_decided', 'objection_decided', 'offline_decided', 'outcome_known', 'recalled', 'replaced', 'seen', 'served', 'struck', 'way_open_again', 'withdrawal_decided'])), name='task_ending_known'), models.CheckConstraint(condition=models.Q(models.Q(('closed_at', None), ('ended_by', '')), models.Q(('closed_at__isnull', False), models.Q(('ended_by', ''), _negated=True)), _connector='OR'), name='task_ended_by_something'), models.UniqueConstraint(condition=models.Q(('closed_at', None)), fields=('envelope', 'kind'), name='task_open_once'), models.UniqueConstraint(condition=models.Q(('closed_at', None)), fields=('party', 'kind'), name='party_task_open_once')],
            },
        ),
    ]
